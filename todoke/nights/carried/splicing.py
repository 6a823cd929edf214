"""Taking rows out of many columns of a block and putting others in, all columns of one width at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from todoke.nights.stored.ranks import ranks
from todoke.residents.block import Array


@dataclass(frozen=True, slots=True)
class Stored:
    """Planes of a block as they are stored on one day: the kind and the bytes of each, and how many rows are true."""

    kinds: Array
    counts: Array
    contents: Sequence[memoryview | bytes]


@dataclass(frozen=True, slots=True)
class Places:
    """Some of the true rows of planes, by their places among them, ascending."""

    places: Array
    starts: Array
    """Where those of each plane begin."""
    counts: Array
    """How many each plane has."""

    @classmethod
    def of(cls, stored: Stored, wanted: Array, rows: Array) -> Places:
        """Find rows in planes; ``wanted`` (planes x rows) says which of them are true in each."""
        places, counts = ranks(stored.kinds, stored.contents, wanted, rows)
        return cls(places, np.cumsum(counts) - counts, counts)

    def picked(self, planes: Array) -> Places:
        """Return those of some planes, of which one may be named twice."""
        return Places(self.places, self.starts[planes], self.counts[planes])

    def along(self, planes: Array) -> Array:
        """Return which of the places are those of some planes, one plane after the other."""
        return runs(self.starts[planes], self.counts[planes])


def runs(starts: Array, counts: Array) -> Array:
    """Return runs of numbers, one after the other: of each its start and those that follow.

    >>> runs(np.array([7, 3]), np.array([2, 3])).tolist()
    [7, 8, 3, 4, 5]
    """
    ends = np.cumsum(counts)
    found: Array = np.repeat(starts - ends + counts, counts) + np.arange(ends[-1] if len(ends) else 0)
    return found


@dataclass(frozen=True)
class Edits:
    """What is taken out of yesterday's true rows of each plane, and where others are put in among today's."""

    before: Array
    """How many rows were true."""
    now: Array
    out: Places
    into: Places

    @cached_property
    def are_same(self) -> Array:
        """Of which planes the very places are taken out that are put in (bool)."""
        found: Array = self.out.counts == self.into.counts
        some = np.flatnonzero(found)
        differ = self.out.places[self.out.along(some)] != self.into.places[self.into.along(some)]
        found[np.repeat(some, self.out.counts[some])[differ]] = False
        return found


def splice(
    contents: Sequence[memoryview | bytes],
    kind: Any,
    planes: Array,
    edits: Edits,
    put: Array,
    heads: Array | int = 0,
) -> tuple[Array, list[int]]:
    """Return columns, that have one value for each true row of a plane, along the rows of today; and their bounds.

    ``planes`` names the plane of each column, ``put`` is what is put into them, one after the other. So many values
    as ``heads`` stand in front of the rows of each column and stay.
    """
    before, now = edits.before[planes] + heads, edits.now[planes] + heads
    starts, bounds = np.cumsum(before) - before, bounded(now)
    out = edits.out.places[edits.out.along(planes)]
    out += np.repeat(starts + heads, edits.out.counts[planes])
    into = edits.into.places[edits.into.along(planes)]
    into += np.repeat(bounds[:-1] + heads, edits.into.counts[planes])
    new = np.frombuffer(_with_room(b"".join(contents), np.dtype(kind).itemsize, out, into), kind)
    new[into] = put
    return new, bounds.tolist()


def _with_room(old: bytes, width: int, out: Array, into: Array) -> bytearray:
    """Return values without those at some places, and with others, whatever they are, at some places of theirs.

    Most places are the same in both: what stands there may stay, and all between goes along with it.
    """
    # How many values that stay stand before each: where that is the same, one place is as good as the other.
    stay = np.concatenate((out - np.arange(len(out)), into - np.arange(len(into))))
    order = np.argsort(stay, kind="stable")
    begins = np.flatnonzero(np.diff(stay[order], prepend=-1))
    if not len(begins):
        return bytearray(old)
    gone = np.add.reduceat(order < len(out), begins, dtype=np.int64)
    come = np.diff(begins, append=len(order)) - gone
    some = np.flatnonzero(gone != come)
    at = stay[order[begins[some]]] + (np.cumsum(gone) - gone)[some]
    values, reached = memoryview(old), 0
    pieces: list[memoryview | bytes] = []
    for place, less, more in zip(
        (at * width).tolist(), (gone[some] * width).tolist(), (come[some] * width).tolist(), strict=True
    ):
        pieces += values[reached : place + min(less, more)], bytes(max(0, more - less))
        reached = place + less
    pieces.append(values[reached:])
    return bytearray().join(pieces)


def bounded(counts: Array) -> Array:
    """Return where each of some columns begins of which lengths are given; and the end."""
    return np.concatenate(([0], np.cumsum(counts)))


def same_values(are_same: Array, of_out: Array, out: Array, of_put: Array, put: Array) -> Array:
    """Return which columns stay what they are: the very values are taken out and put in, at the same places (bool).

    ``are_same`` says of which columns the places are the same; ``of_out`` and ``of_put`` of which column each value is
    that is taken out or put in.
    """
    found = are_same.copy()
    differ = out[are_same[of_out]] != put[are_same[of_put]]
    found[of_out[are_same[of_out]][differ]] = False
    return found
