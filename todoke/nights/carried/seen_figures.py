"""What those who are told apart were and are promised: figures of a block's programs, kept beside what was seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from todoke.residents.block import Array

FIGURE: Final = np.dtype([("entry", "<u4"), ("amount", "<u2"), ("ends", "<f8", (4,))])
"""The entry, the number of the amount's id, and its low and high end before, low and high after; NaN where none."""

_NOBODY: Final = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Promises:
    """Amounts of some programs that promise figures, and where their ends lie among many figures."""

    programs: Array
    """The program of each amount, ascending."""
    ids: Sequence[str]
    """The id of each amount."""
    starts: Array
    """Where the figures begin of those taken out and of those put in (2 x 2 ends x amounts)."""
    steps: Array
    """How far the next one is from each (2 ends x amounts): 0 where all have the same figure."""
    bits: Array
    """The figures, bit by bit."""


class _Ranks:
    """Which of the true places of its row each true place is, counted from zero."""

    def __init__(self, plane: Array) -> None:
        rows, self._width = plane.shape
        self._true = np.flatnonzero(plane)
        self._starts = self._true.searchsorted(np.arange(rows) * self._width)

    def of(self, rows: Array, places: Array) -> Array:
        found: Array = self._true.searchsorted(rows * self._width + places) - self._starts[rows]
        return found


class Ends:
    """The ends of the amounts of some programs for the rows of a block that were taken out or put in."""

    def __init__(self, promises: Promises, had: Array, anew: Array) -> None:
        """Take what the programs promise.

        ``had`` and ``anew`` say which of the rows are possible (bool, programs x rows): figures lie in their order.
        """
        self._had, self._anew = had, anew
        self._ranks = _Ranks(had), _Ranks(anew)
        number: dict[str, int] = {}
        amounts = [number.setdefault(name, len(number)) for name in promises.ids]
        self.ids = tuple(number)
        programs = promises.programs
        slot = np.arange(len(programs)) - programs.searchsorted(programs)
        slots = int(slot.max()) + 1 if len(slot) else 0
        self._amount = np.full((slots, len(had)), -1, np.int32)
        self._amount[slot, programs] = amounts
        self._starts = np.zeros((2, 2, slots, len(had)), np.int64)
        self._starts[:, :, slot, programs] = promises.starts
        self._step = np.zeros((2, slots, len(had)), np.int64)
        self._step[:, slot, programs] = promises.steps
        self._bits = promises.bits

    def of(self, programs: Array, then: Array, now: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Yield what some entries were promised: which of them, the numbers of the amounts, and the four ends.

        An entry is a program and its places among the rows taken out and among those put in; -1 where there is none.
        """
        had = (then >= 0) & self._had[programs, then] if self._had.shape[1] else np.zeros(len(then), np.bool_)
        has = (now >= 0) & self._anew[programs, now] if self._anew.shape[1] else np.zeros(len(now), np.bool_)
        ranks = [np.zeros(len(programs), np.int64) for _ in self._ranks]
        for rank, known, there, rows in zip(ranks, self._ranks, (had, has), (then, now), strict=True):
            rank[there] = known.of(programs[there], rows[there])
        for slot in range(len(self._amount)):
            amounts = self._amount[slot, programs]
            some = np.flatnonzero(amounts >= 0)
            if len(some):
                ends = np.full((len(some), 4), np.nan)
                for side, there in enumerate((had, has)):
                    here = np.flatnonzero(there[some])
                    asked = some[here]
                    for end in (0, 1):
                        bits = self._figures(side, end, slot, programs[asked], ranks[side][asked])
                        ends[here, 2 * side + end] = bits.view("<f8")
                yield some, amounts[some], ends

    def differing(self, programs: Array, then: Array, now: Array) -> Array:
        """Return which entries (all of them possible on both days) were promised something else before (bool)."""
        found = np.zeros(len(programs), np.bool_)
        before, today = (
            known.of(programs, rows) for known, rows in zip(self._ranks, (then, now), strict=True)
        )
        for slot, amounts in enumerate(self._amount):
            has_two = self._starts[0, 1, slot] != self._starts[0, 0, slot]
            for end, asked in enumerate((amounts >= 0, has_two)):
                some = np.flatnonzero(asked.take(programs))
                of = programs[some]
                was, is_ = (
                    self._figures(side, end, slot, of, rank[some])
                    for side, rank in enumerate((before, today))
                )
                found[some] |= was != is_
        return found

    def _figures(self, side: int, end: int, slot: int, programs: Array, ranks: Array) -> Array:
        """Return one end, bit by bit, of entries that are possible on that side, by their ranks there."""
        starts, steps = self._starts[side, end, slot], self._step[end, slot]
        found: Array = self._bits.take(starts.take(programs) + steps.take(programs) * ranks)
        return found
