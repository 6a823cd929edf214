"""What a program answered yesterday, along the rows of today, as containers ready to be stored.

Households of which nothing changed keep their answers; those of the others come anew. The containers are the same,
to the byte, as if everybody had been answered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from todoke.engines.port import Plane, ProgramAnswers
from todoke.nights import planes
from todoke.nights.carried_details import NO_DETAILS, CarriedDetails, are_same, changed_details, same_details
from todoke.nights.detailing import Container
from todoke.nights.heads import Head
from todoke.nights.planes import PlaneKind
from todoke.nights.shifts import Met, Shift, bits_at, bits_shifted, counted, lists_shifted
from todoke.nights.stored import StoredProgram
from todoke.residents.block import Array

_POSSIBLE, _OPEN = 0, 1
_PLANES = 4
_NOTHING: Container = (PlaneKind.EMPTY, 0, b"")
_SAME: Container = (PlaneKind.SAME, 0, b"")
_NO_BYTES = memoryview(b"")
_LISTED = (PlaneKind.OFFSETS, PlaneKind.HOLES)
_INVERTED = (PlaneKind.FULL, PlaneKind.HOLES)


@dataclass(frozen=True, slots=True)
class Carried:
    """What a program answers for a block, as it is stored: possible, open, failed, not encoded; and the details."""

    head: Head
    rows: int
    planes: tuple[Container, Container, Container, Container]
    details: CarriedDetails = NO_DETAILS

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many rows are possible, open, failed and not encoded."""
        possible, unsure, failed, unencoded = self.planes
        both = unsure[0] == PlaneKind.SAME
        return possible[1], possible[1] if both else unsure[1], failed[1], unencoded[1]


class Anew:
    """The planes of several programs of one unit, for households answered anew: (4, programs, rows) of bool."""

    def __init__(self, answers: Sequence[ProgramAnswers], rows: int) -> None:
        """Gather the planes."""
        self.place = {one.program_id: place for place, one in enumerate(answers)}
        self.planes = np.zeros((_PLANES, len(answers), rows), np.bool_)
        for place, one in enumerate(answers):
            self._set(_POSSIBLE, place, one.possible)
            self._set(_OPEN, place, one.possible)
            if one.sure is not False:
                self.planes[_OPEN, place] &= ~np.asarray(one.sure)
            self._set(2, place, one.failed)
            self._set(3, place, one.unencoded)

    def _set(self, number: int, place: int, plane: Plane) -> None:
        if plane is not False:
            self.planes[number, place] = plane


@dataclass(frozen=True, slots=True)
class Moved:
    """The programs of one unit along the rows of today, and who of those no longer carried had what."""

    programs: list[Carried]
    had: Array
    """The planes of yesterday at the rows that are gone or answered anew: (4, programs, rows) of bool."""


def carried(
    stored: Sequence[StoredProgram],
    shift: Shift,
    met: Met,
    anew: Array,
    answers: Callable[[str], ProgramAnswers],
) -> Moved:
    """Return the answers of programs of one unit along the rows of today.

    ``anew`` (4, programs, rows answered anew) has a place for each of the programs; ``answers`` gives what one
    answered anew for those rows, with details.
    """
    wanted = _Wanted(shift, anew)
    for place, program in enumerate(stored):
        wanted.ask(place, program)
    made = wanted.made()
    changed = _changed(wanted.had, anew, met)
    rows_before = shift.dropped[met.before]
    found = []
    for place, program in enumerate(stored):
        four = [made.get((number, place), _NOTHING) for number in range(_PLANES)]
        # The open rows are among the possible ones: as many are the same ones.
        possible = four[_POSSIBLE][1]
        if place in wanted.alike or four[_OPEN][1] == possible:
            four[_OPEN] = _SAME if possible else _NOTHING
        details = NO_DETAILS
        if program.head.detailed and possible:
            unsure = possible if four[_OPEN] is _SAME else four[_OPEN][1]
            fresh = answers(program.head.program_id) if anew[_POSSIBLE, place].any() else None
            same = not changed[place]
            if same and fresh is not None:
                some = anew[_POSSIBLE, place, met.now]
                same = are_same(program, rows_before[some], fresh, met.now[some])
            details = (
                same_details(program) if same else changed_details(program, shift, fresh, possible, unsure)
            )
        found.append(Carried(program.head, shift.now, tuple(four), details))  # type: ignore[arg-type]
    return Moved(found, wanted.had)


def _changed(had: Array, anew: Array, met: Met) -> list[bool]:
    """Tell of each program whether other people are possible, or open, than yesterday."""
    if not met.is_in_order:
        return [True] * had.shape[1]
    moved = had[_POSSIBLE][:, met.gone].any(axis=1) | anew[_POSSIBLE][:, met.new].any(axis=1)
    differs = (had[:2][:, :, met.before] != anew[:2][:, :, met.now]).any(axis=(0, 2))
    found: list[bool] = (moved | differs).tolist()
    return found


class _Wanted:
    """The planes of a block that are to be moved, gathered so that those stored alike are moved together."""

    def __init__(self, shift: Shift, anew: Array) -> None:
        self.shift, self.anew = shift, anew
        self.some: Any = anew.any(axis=2).tolist()
        self.every: Any = anew.all(axis=2).tolist()
        self.differs: Any = (anew[_POSSIBLE] != anew[_OPEN]).any(axis=1).tolist()
        self.alike: set[int] = set()
        self.had = np.zeros((*anew.shape[:2], len(shift.dropped)), np.bool_)
        self.lists: list[tuple[tuple[int, int], bool, Any]] = []
        self.bits: list[tuple[tuple[int, int], Any]] = []
        self.ready: dict[tuple[int, int], Container] = {}

    def ask(self, place: int, program: StoredProgram) -> None:
        """Ask for the planes of a program; those that are empty on both days are left out."""
        kinds = program.kinds()
        for number, kind in enumerate(kinds):
            if kind == PlaneKind.EMPTY and not self.some[number][place]:
                continue
            stored = number
            if kind == PlaneKind.SAME:
                if not self.differs[place]:
                    self.alike.add(place)
                    continue
                stored, kind = _POSSIBLE, kinds[_POSSIBLE]
            key = (number, place)
            if kind == PlaneKind.FULL and self.every[number][place]:
                self.had[key] = True
                self.ready[key] = planes.encoded(True, self.shift.now)
            elif kind == PlaneKind.BITS:
                self.bits.append((key, program.content(stored)))
            else:
                content = program.content(stored) if kind in _LISTED else _NO_BYTES
                self.lists.append((key, kind in _INVERTED, content))

    def made(self) -> dict[tuple[int, int], Container]:
        """Return the containers of today, without those that are empty on both days."""
        rows, found = self.shift.now, self.ready
        if self.lists:
            anew = self._anew([key for key, _, _ in self.lists])
            inverse = np.array([inverted for _, inverted, _ in self.lists])[:, None]
            moved, dropped = lists_shifted(
                [content for _, _, content in self.lists], self.shift, anew ^ inverse
            )
            self._set_had([key for key, _, _ in self.lists], dropped ^ inverse)
            for (key, inverted, _), listed in zip(self.lists, moved, strict=True):
                found[key] = _of_list(listed, rows, inverted=inverted)
        if self.bits:
            content = np.frombuffer(b"".join([content for _, content in self.bits]), np.uint8)
            before = content.reshape(len(self.bits), -1)
            keys = [key for key, _ in self.bits]
            self._set_had(keys, bits_at(before, self.shift.dropped))
            matrix = bits_shifted(before, self.shift, self._anew(keys))
            for (key, _), row, count in zip(self.bits, matrix, counted(matrix), strict=True):
                found[key] = _of_bits(row, count, rows)
        for place in self.alike:
            self.had[_OPEN, place] = self.had[_POSSIBLE, place]
        return found

    def _set_had(self, keys: Sequence[tuple[int, int]], values: Array) -> None:
        numbers, places = zip(*keys, strict=True)
        self.had[list(numbers), list(places)] = values

    def _anew(self, keys: Sequence[tuple[int, int]]) -> Array:
        numbers, places = zip(*keys, strict=True)
        found: Array = self.anew[list(numbers), list(places)]
        return found


def _of_list(listed: Array, rows: int, *, inverted: bool) -> Container:
    count = rows - len(listed) if inverted else len(listed)
    kind = planes.kind_of(count, rows)
    if kind == (PlaneKind.HOLES if inverted else PlaneKind.OFFSETS):
        return kind, count, listed.tobytes()
    plane = np.full(rows, inverted)
    plane[listed] = not inverted
    return planes.encoded(plane, rows)


def _of_bits(row: Array, count: int, rows: int) -> Container:
    if planes.kind_of(count, rows) == PlaneKind.BITS:
        return PlaneKind.BITS, count, row.tobytes()
    return planes.encoded(np.unpackbits(row, count=rows, bitorder="little").view(np.bool_), rows)
