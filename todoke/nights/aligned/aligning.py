"""Finding the same people again in the rows of another day: mostly in the same order, some gone, some new."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from todoke.engines.port import Plane
from todoke.residents.block import Array

_NEAR: Final = 64
"""How far ahead to look for where two rows of ids fall into step again."""

_MOST_STEPS: Final = 2_000
"""Beyond so many places out of step the ids are matched by sorting them instead."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which row before is which row after.

    ``before_of`` (int32) has the row before of every row after, -1 for those who were not there.
    """

    before_of: Array
    is_same: bool
    """Every row is where it was."""
    gone: Array
    """The rows before that have no row after."""
    runs: tuple[tuple[int, int, int], ...]
    """Runs of rows in step, by rows after: start before (-1 for new rows), start after, length."""

    @property
    def new(self) -> Array:
        """The rows after that were not there before."""
        return np.flatnonzero(self.before_of < 0)

    def carried(self, plane: Plane) -> Plane:
        """Return a plane of before for the rows of after; false for those who were not there.

        >>> align(np.array([1, 2, 3]), np.array([1, 3, 4])).carried(np.array([True, True, True]))
        array([ True,  True, False])
        """
        if self.is_same or plane is False:
            return plane
        if isinstance(plane, bool):
            return bool((self.before_of >= 0).all()) or self.before_of >= 0
        if not self.runs:
            return np.where(self.before_of < 0, False, plane[self.before_of])
        parts = [
            plane[start : start + length] if start >= 0 else np.zeros(length, np.bool_)
            for start, _, length in self.runs
        ]
        return np.concatenate(parts) if parts else np.zeros(0, np.bool_)


def align(before: Array, after: Array) -> Alignment:
    """Return which row of ``before`` (ids, each once) is which row of ``after``."""
    if np.array_equal(before, after):
        rows = np.arange(len(after), dtype=np.int32)
        return Alignment(rows, True, np.empty(0, np.int64), ((0, 0, len(after)),))
    runs = _in_step(before, after)
    if runs is None:
        return _by_sorting(before, after)
    before_of = np.full(len(after), -1, np.int32)
    met = np.zeros(len(before), np.bool_)
    for start, place, length in runs:
        if start >= 0:
            before_of[place : place + length] = np.arange(start, start + length, dtype=np.int32)
            met[start : start + length] = True
    gone, new = np.flatnonzero(~met), np.flatnonzero(before_of < 0)
    if len(gone) and len(new) and np.isin(before[gone], after[new], assume_unique=True).any():
        # Somebody changed place: the runs cannot say it.
        return _by_sorting(before, after)
    return Alignment(before_of, False, gone, tuple(runs))


def _in_step(before: Array, after: Array) -> list[tuple[int, int, int]] | None:
    runs: list[tuple[int, int, int]] = []
    i = j = 0
    for _ in range(_MOST_STEPS):
        length = _alike(before[i:], after[j:])
        if length:
            runs.append((i, j, length))
            i, j = i + length, j + length
        if j == len(after):
            return runs
        if i == len(before):
            runs.append((-1, j, len(after) - j))
            return runs
        skipped, added = _into_step(before[i : i + _NEAR], after[j : j + _NEAR])
        if added:
            runs.append((-1, j, added))
        i, j = i + skipped, j + added
    return None


def _alike(one: Array, other: Array) -> int:
    """Return how many first ids are the same."""
    length = min(len(one), len(other))
    reach = 256
    done = 0
    while done < length:
        differs = one[done : min(done + reach, length)] != other[done : min(done + reach, length)]
        first = int(np.argmax(differs))
        if differs[first]:
            return done + first
        done = min(done + reach, length)
        reach *= 4
    return length


def _into_step(one: Array, other: Array) -> tuple[int, int]:
    """Return how many ids to pass over on each side until both show the same one."""
    place = {int(value): index for index, value in enumerate(other.tolist())}
    best: tuple[int, int] | None = None
    for index, value in enumerate(one.tolist()):
        if best is not None and index >= sum(best):
            break
        found = place.get(value)
        if found is not None and (best is None or index + found < sum(best)):
            best = index, found
    return best or (len(one), len(other))


def _by_sorting(before: Array, after: Array) -> Alignment:
    order = np.argsort(before, kind="stable")
    ranked = before[order]
    place = np.minimum(np.searchsorted(ranked, after), max(len(before) - 1, 0))
    found = ranked[place] == after if len(before) else np.zeros(len(after), np.bool_)
    before_of = np.where(found, order[place] if len(before) else -1, -1).astype(np.int32)
    met = np.zeros(len(before), np.bool_)
    met[before_of[before_of >= 0]] = True
    return Alignment(before_of, False, np.flatnonzero(~met), ())
