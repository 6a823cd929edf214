"""Taking rows out of many columns of a block and putting others in, all columns of one width at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from todoke.nights.stored.ranks import ranks
from todoke.residents.block import Array


@dataclass(frozen=True, slots=True)
class Stored:
    """Planes of a block as they are stored on one day: kind and bytes of each, and how many rows are true."""

    planes: Sequence[tuple[int, memoryview | bytes]]
    counts: Array


@dataclass(frozen=True, slots=True)
class Places:
    """Some of the true rows of planes, by their places among them: plane after plane, ascending."""

    places: Array
    bounds: Array
    """Where those of each plane begin; and the end."""

    @classmethod
    def of(cls, stored: Stored, wanted: Array, rows: Array) -> Places:
        """Find rows in planes; ``wanted`` (planes x rows) says which are asked about in each."""
        bounds = np.concatenate(([0], np.cumsum(np.count_nonzero(wanted, axis=1))))
        return cls(ranks(stored.planes, wanted, rows), bounds)

    def along(self, planes: Array) -> Array:
        """Return which of the places are those of some planes, one plane after the other."""
        starts, counts = self.bounds[planes], self.counts(planes)
        return np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))

    def counts(self, planes: Array) -> Array:
        """Return how many places there are of each of some planes."""
        found: Array = self.bounds[planes + 1] - self.bounds[planes]
        return found


@dataclass(frozen=True, slots=True)
class Edits:
    """What is taken out of yesterday's true rows of each plane, and where others are put in among today's."""

    before: Array
    """How many rows were true."""
    now: Array
    out: Places
    into: Places


@dataclass(frozen=True, slots=True)
class Spliced:
    """Columns spliced: the whole of each, and what was taken out."""

    columns: list[Array]
    out: Array
    bounds: Array
    """Where what was taken out of each column begins; and the end."""


def splice(
    contents: Sequence[memoryview | bytes], kind: Any, planes: Array, edits: Edits, put: Sequence[Array]
) -> Spliced:
    """Return columns that have one value for each true row of a plane along the rows of today.

    ``planes`` names the plane of each column, ``put`` what is put into each.
    """
    before, now = edits.before[planes], edits.now[planes]
    out_counts, into_counts = edits.out.counts(planes), edits.into.counts(planes)
    starts, ends = np.cumsum(before) - before, np.cumsum(now)
    out = edits.out.places[edits.out.along(planes)] + np.repeat(starts, out_counts)
    into = edits.into.places[edits.into.along(planes)] + np.repeat(ends - now, into_counts)
    old = np.frombuffer(b"".join(contents), kind)
    stays = np.ones(len(old), np.bool_)
    stays[out] = False
    kept = np.ones(int(now.sum()), np.bool_)
    kept[into] = False
    new = np.empty(len(kept), kind)
    new[kept] = old[stays]
    new[into] = np.concatenate(put)
    columns = [new[start:end] for start, end in zip((ends - now).tolist(), ends.tolist(), strict=True)]
    return Spliced(columns, old[out], np.concatenate(([0], np.cumsum(out_counts))))
