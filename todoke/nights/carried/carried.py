"""What a program answered yesterday, along the rows of today, as containers ready to be stored.

Households of which nothing changed keep their answers; those of the others come anew. The containers are the same,
to the byte, as if everybody had been answered anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TypeAlias

import numpy as np

from todoke.engines.port import Plane, ProgramAnswers
from todoke.nights.aligned.shifts import Met, Shift
from todoke.nights.carried.carried_details import (
    NO_DETAILS,
    CarriedDetails,
    changed_details,
    other_amounts,
    promised_of,
    same_details,
)
from todoke.nights.carried.moved_planes import OPEN, POSSIBLE, MovedPlanes
from todoke.nights.carried.spliced_details import SplicedDetails
from todoke.nights.carried.told_anew import ToldAnew
from todoke.nights.carried.touched import Touched
from todoke.nights.stored.containers import Container
from todoke.nights.stored.heads import Head
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import StoredProgram
from todoke.residents.block import Array

_PLANES = 4


@dataclass(frozen=True, slots=True)
class Carried:
    """What a program answers for a block, as it is stored: possible, open, failed, not encoded; and the details."""

    head: Head
    rows: int
    planes: Sequence[Container]
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
            self._set(POSSIBLE, place, one.possible)
            self._set(OPEN, place, one.possible)
            if one.sure is not False:
                self.planes[OPEN, place] &= ~np.asarray(one.sure)
            self._set(2, place, one.failed)
            self._set(3, place, one.unencoded)

    def _set(self, number: int, place: int, plane: Plane) -> None:
        if plane is not False:
            self.planes[number, place] = plane


@dataclass(frozen=True, slots=True)
class Told:
    """What those of a block who were answered anew were told by a program, with details."""

    answers: Callable[[str], ProgramAnswers]
    columns: Callable[[], ToldAnew]
    """The same of those of several blocks and by all programs of the unit, as columns."""
    block: int
    """Which of these blocks it is."""


Promised: TypeAlias = Callable[[Array, Array, Array], Iterator[tuple[str, Array, Array]]]
"""Takes entries: the place of a program, and the places of somebody among the rows dropped and among those answered
anew, -1 where there is none. Yields the id of an amount, which of the entries have it, and its figures (entries x 4):
low and high before, low and high today, NaN where it is not promised."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The programs of one unit along the rows of today, and who of those no longer carried had what."""

    programs: list[Carried]
    had: Array
    """The planes of yesterday at the rows that are gone or answered anew: (4, programs, rows) of bool."""
    others: Array
    """Who of those met again is eligible on both days for another amount (programs x people met again)."""
    promised: Promised
    """What was and is promised."""


def carried(stored: Sequence[StoredProgram], shift: Shift, met: Met, anew: Array, told: Told) -> Moved:
    """Return the answers of programs of one unit along the rows of today.

    ``anew`` (4, programs, rows answered anew) has a place for each of the programs.
    """
    moved = MovedPlanes(stored, shift, anew)
    details = _Details(stored, moved.containers, shift, moved.had, anew, told)
    programs = [
        Carried(program.head, shift.now, one, details.of(place))
        for place, (program, one) in enumerate(zip(stored, moved.containers, strict=True))
    ]
    return Moved(programs, moved.had, details.other_amounts(met), partial(details.promised, programs))


class _Details:
    """The amounts and reasons of the programs of a block: those of yesterday, spliced, or worked out again."""

    def __init__(
        self,
        stored: Sequence[StoredProgram],
        planes: Sequence[Sequence[Container]],
        shift: Shift,
        had: Array,
        anew: Array,
        told: Told,
    ) -> None:
        self._stored, self._planes, self._shift = stored, planes, shift
        self._had, self._anew, self._told = had, anew, told
        self._comes: list[bool] = anew[POSSIBLE].any(axis=1).tolist()
        goes: list[bool] = had[POSSIBLE].any(axis=1).tolist()
        self._stays = [not come and not go for come, go in zip(self._comes, goes, strict=True)]
        self._splice()

    def _splice(self) -> None:
        """Splice the programs of which somebody possible was taken out or put in."""
        self._number = np.full(len(self._stored), -1, np.int64)
        """Which of those touched each of the programs is that was spliced; -1 for the others."""
        self._spliced: SplicedDetails | None = None
        self._found: dict[int, CarriedDetails] = {}
        touched = [
            place
            for place, program in enumerate(self._stored)
            if self._is_told(place) and not self._stays[place] and program.possible
        ]
        if not touched:
            return
        told = self._told.columns()
        touched = [place for place in touched if not self._comes[place] or self._is_alike(place, told)]
        if not touched:
            return
        programs = Touched(
            [self._stored[place] for place in touched],
            [self._planes[place] for place in touched],
            told,
            self._told.block,
            np.array([self._comes[place] for place in touched]),
        )
        had, anew = (planes[: OPEN + 1].take(touched, axis=1) for planes in (self._had, self._anew))
        spliced = SplicedDetails(programs, had, anew, self._shift, self._told.answers)
        self._found = {touched[number]: details for number, details in spliced.found.items()}
        self._number[[*self._found]] = [*spliced.found]
        self._spliced = spliced

    def _is_alike(self, place: int, told: ToldAnew) -> bool:
        """Tell whether a program was told with the amounts it is stored with."""
        head = self._stored[place].head
        return told.ids[told.numbers[head.program_id]] == head.amount_ids

    def _is_told(self, place: int) -> bool:
        return self._stored[place].head.detailed and self._planes[place][POSSIBLE][1] > 0

    def of(self, place: int) -> CarriedDetails:
        """Return the details of a program."""
        if not self._is_told(place):
            return NO_DETAILS
        if self._stays[place]:
            return same_details(self._stored[place])
        found = self._found.get(place)
        if found is not None:
            return found
        possible, unsure = self._planes[place][POSSIBLE][1], self._planes[place][OPEN]
        return changed_details(
            self._stored[place],
            self._shift,
            self._fresh(place) if self._comes[place] else None,
            possible,
            possible if unsure[0] == PlaneKind.SAME else unsure[1],
        )

    def _fresh(self, place: int) -> ProgramAnswers:
        return self._told.answers(self._stored[place].head.program_id)

    def other_amounts(self, met: Met) -> Array:
        """Return who of those met again is eligible on both days for another amount (programs x people)."""
        found = np.zeros((len(self._stored), len(met.before)), np.bool_)
        if not self._is_any_told:
            return found
        had, anew = self._had, self._anew
        was, is_ = had[POSSIBLE] & ~had[OPEN], anew[POSSIBLE] & ~anew[OPEN]
        sure = was.take(met.before, axis=1) & is_.take(met.now, axis=1)
        number = self._number
        some, person = np.divmod(np.flatnonzero(sure), max(1, len(met.before)))
        spliced = number.take(some) >= 0
        some, person = some[spliced], person[spliced]
        if len(some) and self._spliced is not None:
            then, now = met.before[person], met.now[person]
            found[some, person] = self._spliced.ends.differing(number[some], then, now)
        is_sure = sure.any(axis=1).tolist()
        for place, program in enumerate(self._stored):
            if is_sure[place] and program.head.detailed and number[place] < 0:
                people = np.flatnonzero(sure[place])
                rows = self._shift.dropped[met.before[people]]
                found[place, people] = other_amounts(program, self._fresh(place), rows, met.now[people])
        return found

    @cached_property
    def _is_any_told(self) -> bool:
        """Whether any program tells amounts and reasons at all."""
        return any(program.head.detailed for program in self._stored)

    def promised(
        self, made: Sequence[Carried], places: Array, then: Array, now: Array
    ) -> Iterator[tuple[str, Array, Array]]:
        """Yield what some entries were and are promised (see :data:`Promised`)."""
        if not self._is_any_told:
            return
        number = self._number[places]
        some = np.flatnonzero(number >= 0)
        if len(some) and self._spliced is not None:
            ends = self._spliced.ends
            for which, amounts, figures in ends.of(number[some], then[some], now[some]):
                for amount in np.unique(amounts).tolist():
                    here = amounts == amount
                    yield ends.ids[amount], some[which[here]], figures[here]
        for place in np.unique(places[number < 0]).tolist():
            some = np.flatnonzero(places == place)
            before = self._shift.dropped[then[some]] if then[some].max() >= 0 else then[some]
            today = self._shift.anew[now[some]] if now[some].max() >= 0 else now[some]
            rows = np.where(then[some] < 0, -1, before), np.where(now[some] < 0, -1, today)
            for name, figures in promised_of(
                self._stored[place], made[place].planes[POSSIBLE], made[place].details, *rows
            ):
                yield name, some, figures
