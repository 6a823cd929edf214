"""The planes of a block along the rows of today, those that are stored alike moved together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from todoke.nights.aligned.shifts import Shift, bits_at, bits_shifted, counted, lists_shifted
from todoke.nights.stored import planes
from todoke.nights.stored.containers import Container
from todoke.nights.stored.heads import PLANES
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import StoredProgram
from todoke.residents.block import Array

POSSIBLE, OPEN = 0, 1
_NOTHING: Container = (PlaneKind.EMPTY, 0, b"")
_SAME: Container = (PlaneKind.SAME, 0, b"")


class MovedPlanes:
    """The planes of the programs of one unit: as they are today, and who of those dropped was in them."""

    def __init__(self, stored: Sequence[StoredProgram], shift: Shift, anew: Array) -> None:
        """Move planes; ``anew`` (4, programs, rows answered anew) says who of those is in which today."""
        self._shift, self._anew = shift, anew
        self.had: Array = np.zeros((*anew.shape[:2], len(shift.dropped)), np.bool_)
        """The planes of yesterday at the rows that are gone or answered anew: (4, programs, rows) of bool."""
        self.containers: list[list[Container]] = [[_NOTHING] * PLANES for _ in stored]
        """The planes of each program as they are stored today."""
        if stored:
            self._move(stored)

    def _move(self, stored: Sequence[StoredProgram]) -> None:
        shelf = stored[0].shelf
        kinds, numbers = _kinds_of(stored)
        some, every = self._anew.any(axis=2), self._anew.all(axis=2)
        # Open rows stored as the possible ones over again are looked at by themselves where they differ today.
        over = kinds[OPEN] == PlaneKind.SAME
        alike = over & ~(self._anew[POSSIBLE] != self._anew[OPEN]).any(axis=1)
        kinds[OPEN, over], numbers[OPEN, over] = kinds[POSSIBLE, over], numbers[POSSIBLE, over]
        wanted = (kinds != PlaneKind.EMPTY) | some
        wanted[OPEN, alike] = False
        full = wanted & every & (kinds == PlaneKind.FULL)
        bits = wanted & (kinds == PlaneKind.BITS)
        self._fill(np.nonzero(full))
        self._move_bits(
            np.nonzero(bits), shelf.contents(numbers[bits].tolist()), shelf.directory["count"][numbers[bits]]
        )
        lists = wanted & ~full & ~bits
        own = (kinds[lists] == PlaneKind.OFFSETS) | (kinds[lists] == PlaneKind.HOLES)
        inverted = (kinds[lists] == PlaneKind.FULL) | (kinds[lists] == PlaneKind.HOLES)
        contents = [
            content if is_list else memoryview(b"")
            for content, is_list in zip(shelf.contents(numbers[lists].tolist()), own.tolist(), strict=True)
        ]
        self._move_lists(np.nonzero(lists), contents, inverted)
        self.had[OPEN, alike] = self.had[POSSIBLE, alike]
        for one, same in zip(self.containers, alike.tolist(), strict=True):
            # The open rows are among the possible ones: as many are the same ones.
            possible = one[POSSIBLE][1]
            if same or one[OPEN][1] == possible:
                one[OPEN] = _SAME if possible else _NOTHING

    def _fill(self, where: tuple[Array, ...]) -> None:
        """Fill planes that are true of everybody on both days."""
        self.had[where] = True
        whole = planes.encoded(True, self._shift.now)
        for number, place in zip(*(at.tolist() for at in where), strict=True):
            self.containers[place][number] = whole

    def _move_bits(self, where: tuple[Array, ...], contents: list[memoryview], counts: Array) -> None:
        if not contents:
            return
        rows = self._shift.now
        before = np.frombuffer(b"".join(contents), np.uint8).reshape(len(contents), -1)
        dropped, anew = bits_at(before, self._shift.dropped), self._anew[where]
        self.had[where] = dropped
        matrix = bits_shifted(before, self._shift, anew)
        content, width = memoryview(matrix.tobytes()), matrix.shape[1]
        now = counted(counts, dropped, anew)
        for line, (number, place, count) in enumerate(zip(*(at.tolist() for at in where), now, strict=True)):
            if planes.kind_of(count, rows) == PlaneKind.BITS:
                found: Container = PlaneKind.BITS, count, content[line * width : (line + 1) * width]
            else:
                plane = np.unpackbits(matrix[line], count=rows, bitorder="little")
                found = planes.encoded(plane.view(np.bool_), rows)
            self.containers[place][number] = found

    def _move_lists(self, where: tuple[Array, ...], contents: list[memoryview], inverted: Array) -> None:
        if not contents:
            return
        rows, inverse = self._shift.now, inverted[:, None]
        listed, bounds, dropped = lists_shifted(contents, self._shift, self._anew[where] ^ inverse)
        self.had[where] = dropped ^ inverse
        content, ends = memoryview(listed.tobytes()), bounds.tolist()
        for number, place, start, end, turned in zip(
            *(at.tolist() for at in where), ends, ends[1:], inverted.tolist(), strict=False
        ):
            count = rows - (end - start) if turned else end - start
            kind = planes.kind_of(count, rows)
            if kind == (PlaneKind.HOLES if turned else PlaneKind.OFFSETS):
                found: Container = kind, count, content[2 * start : 2 * end]
            else:
                plane = np.full(rows, turned)
                plane[listed[start:end]] = not turned
                found = planes.encoded(plane, rows)
            self.containers[place][number] = found


def _kinds_of(stored: Sequence[StoredProgram]) -> tuple[Array, Array]:
    """Return how each plane is stored (4 x programs), and the number of its container."""
    first = np.array([one.firsts[0] for one in stored])
    nobody = np.array([one.head.nobody for one in stored])
    numbers = np.where(nobody, 0, first + np.arange(PLANES)[:, None])
    directory = stored[0].shelf.directory
    kinds = directory["kind"][numbers] if len(directory) else np.zeros_like(numbers)
    return np.where(nobody, int(PlaneKind.EMPTY), kinds), numbers
