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
class End:
    """One end of an amount: its figures (bit by bit) for those taken out and those put in, or one figure for all."""

    out: Array
    put: Array
    is_one: bool = False

    @classmethod
    def of_all(cls, content: memoryview | bytes) -> End:
        """Return an end that is the same figure for everybody."""
        one = np.frombuffer(content, "<i8")
        return cls(one, one, is_one=True)


class Ends:
    """The ends of the amounts of some programs for the rows of a block that were taken out or put in."""

    def __init__(self, programs: Sequence[Sequence[tuple[str, End, End]]], had: Array, anew: Array) -> None:
        """Take the amounts of each program that promise figures.

        ``had`` and ``anew`` say which of the rows are possible (bool, programs x rows): figures lie in their order.
        """
        self._had, self._anew = had, anew
        self._before = np.cumsum(had, axis=1, dtype=np.int32) - 1
        self._now = np.cumsum(anew, axis=1, dtype=np.int32) - 1
        slots = max(map(len, programs), default=0)
        self.ids = tuple(dict.fromkeys(name for amounts in programs for name, _, _ in amounts))
        number = {name: place for place, name in enumerate(self.ids)}
        self._amount = np.full((slots, len(programs)), -1, np.int32)
        starts = np.zeros((2, slots, 2, len(programs)), np.int64)
        step = np.zeros((slots, 2, len(programs)), np.int64)
        pieces: list[Array] = [np.zeros(1, np.int64)]
        length = 1
        for place, amounts in enumerate(programs):
            for slot, (name, low, high) in enumerate(amounts):
                self._amount[slot, place] = number[name]
                for end, one in ((0, low), (1, high)):
                    if end and high is low:
                        starts[:, slot, 1, place], step[slot, 1, place] = (
                            starts[:, slot, 0, place],
                            step[slot, 0, place],
                        )
                        continue
                    step[slot, end, place] = not one.is_one
                    for side, bits in enumerate((one.out, one.put)):
                        starts[side, slot, end, place] = length
                        if side and one.is_one:
                            starts[1, slot, end, place] = starts[0, slot, end, place]
                            continue
                        pieces.append(bits)
                        length += len(bits)
        self._starts, self._step, self._bits = starts, step, np.concatenate(pieces)

    def of(self, programs: Array, then: Array, now: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Yield what some entries were promised: which of them, the numbers of the amounts, and the four ends.

        An entry is a program and its places among the rows taken out and among those put in; -1 where there is none.
        """
        had = (then >= 0) & self._had[programs, then] if self._had.shape[1] else np.zeros(len(then), np.bool_)
        has = (now >= 0) & self._anew[programs, now] if self._anew.shape[1] else np.zeros(len(now), np.bool_)
        for slot in range(len(self._amount)):
            amounts = self._amount[slot, programs]
            some = np.flatnonzero(amounts >= 0)
            if len(some):
                ends = np.full((len(some), 4), np.nan)
                for side, there, rows in ((0, had, then), (1, has, now)):
                    here = np.flatnonzero(there[some])
                    asked = some[here]
                    for end in (0, 1):
                        bits = self._figures(side, slot, end, programs[asked], rows[asked])
                        ends[here, 2 * side + end] = bits.view("<f8")
                yield some, amounts[some], ends

    def differing(self, programs: Array, then: Array, now: Array) -> Array:
        """Return which entries (all of them possible on both days) were promised something else before (bool)."""
        found = np.zeros(len(programs), np.bool_)
        for slot in range(len(self._amount)):
            for end in (0, 1):
                found |= self._figures(0, slot, end, programs, then) != self._figures(
                    1, slot, end, programs, now
                )
        return found

    def _figures(self, side: int, slot: int, end: int, programs: Array, rows: Array) -> Array:
        """Return one end, bit by bit, of entries that are possible on that side."""
        rank = (self._now if side else self._before)[programs, rows]
        found: Array = self._bits[
            self._starts[side, slot, end, programs] + self._step[slot, end, programs] * rank
        ]
        return found
