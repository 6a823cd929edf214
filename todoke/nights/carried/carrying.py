"""Carrying yesterday's answers of a municipality over to today, for every household of which nothing changed.

A household is answered anew where something was said of it, where a day went by that some rule looks at (see
:mod:`todoke.engines.waking`), or where it was not there. A program is answered anew for everybody where its rule or
what it rests on changed. What is carried is the same, to the byte, as if it had been worked out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Protocol, TypeAlias

import numpy as np

from todoke.engines.port import ProgramAnswers
from todoke.engines.slicing import sliced
from todoke.nights.aligned.shifts import Met
from todoke.nights.aligned.standing import Stood, stood
from todoke.nights.aligned.telling_apart import UNANSWERED
from todoke.nights.carried.carried import Anew, Carried, Told, carried
from todoke.nights.carried.since import Seen, Since, seen
from todoke.nights.carried.told_anew import ToldAnew
from todoke.nights.stored.reading import StoredBlock
from todoke.residents.block import Array, Block
from todoke.residents.joining import join
from todoke.residents.taking import take
from todoke.rules.answers import Outcome

Answer: TypeAlias = ProgramAnswers | Carried
Ask: TypeAlias = Callable[[Block, tuple[str, ...]], list[ProgramAnswers]]
"""Answers some programs for everybody in a block."""

_PIECEMEAL = 0.3
"""Where more of a block changed than this, everybody in it is answered anew."""


class Wakes(Protocol):
    """Tells when answers may be others though nothing was said."""

    def key(self, program_id: str, municipality: str) -> str | None:
        """Return what answers rest on besides people, as a hash; None where a day may change anybody's."""

    def awake(self, block: Block, since: date, programs: Iterable[str]) -> Array:
        """Return the households (bool) whose answers the days since may have changed."""


@dataclass(frozen=True, slots=True)
class Yesterday:
    """What is known of a municipality from the night before."""

    on: date
    residents: Sequence[Block]
    answers: Sequence[StoredBlock]
    keys: dict[str, str]
    """What the answers of each program rested on."""
    outcomes: Mapping[str, set[Outcome | None]]
    """All programs that were asked, and what some were for everybody."""
    seal: str
    """The seal of the answers."""


@dataclass(frozen=True, slots=True)
class _Followed:
    """A block whose households could be followed from yesterday."""

    before: Block
    now: Block
    stood: Stood
    answers: StoredBlock
    households: slice
    persons: slice


class Carrying:
    """The answers of a municipality, carried over where they can be and worked out where they must.

    First :attr:`changed` are to be answered for the programs :attr:`candidates`, and the answers given to
    :meth:`take_in`; then :meth:`answers` gives those of every block.
    """

    def __init__(
        self,
        municipality: str,
        blocks: Sequence[Block],
        programs: tuple[str, ...],
        yesterday: Yesterday | None,
        waking: Wakes,
        ask: Ask,
        words: Callable[[str], str],
    ) -> None:
        """Find out who changed; ``words`` are those a program's amounts are stored with."""
        self._programs, self._ask = programs, ask
        keys = {name: waking.key(name, municipality) for name in programs}
        self.keys = {name: f"{key} {words(name)}" for name, key in keys.items() if key is not None}
        self.candidates: tuple[str, ...] = ()
        self.changed: Block | None = None
        self._followed: dict[int, _Followed] = {}
        self._numbers: dict[str, int] = {}
        self._blocks = len(blocks)
        self.carried_households = 0
        """How many households keep the answers of yesterday."""
        self._seen: dict[int, dict[str, Seen]] = {}
        self._yesterday = yesterday
        self._asked: dict[str, set[Outcome | None]] = {}
        self._fresh: dict[str, ProgramAnswers] = {}
        self._anew: dict[str, Anew] = {}
        self._columns: dict[str, ToldAnew] = {}
        if yesterday is not None:
            self._follow(blocks, yesterday, waking)

    def _follow(self, blocks: Sequence[Block], yesterday: Yesterday, waking: Wakes) -> None:
        candidates = [name for name, key in self.keys.items() if yesterday.keys.get(name) == key]
        parts = []
        persons = households = 0
        for place, (block, before) in enumerate(zip(blocks, yesterday.residents, strict=False)):
            found = stood(before, block, waking.awake(block, yesterday.on, candidates))
            if found is None or len(found.anew) > _PIECEMEAL * block.households:
                continue
            some = take(block, found.anew, at_once=True)
            self._followed[place] = _Followed(
                before,
                block,
                found,
                yesterday.answers[place],
                slice(households, households + some.households),
                slice(persons, persons + some.persons),
            )
            persons, households = persons + some.persons, households + some.households
            if some.households:
                parts.append(some)
        self.candidates = tuple(name for name in candidates if self._is_stored(name))
        if not self.candidates:
            self.give_up()
            return
        self.carried_households = sum(
            one.now.households - len(one.stood.anew) for one in self._followed.values()
        )
        if parts:
            self.changed = join(parts)
        self.take_in([])

    def _is_stored(self, name: str) -> bool:
        """Tell whether a program was answered in every block that is followed, person by person."""
        for one in self._followed.values():
            stored = one.answers.stored.get(name)
            if stored is None or stored.head.outcome is not None:
                return False
        return bool(self._followed)

    def take_in(self, answers: Sequence[ProgramAnswers]) -> None:
        """Take the answers for those who changed."""
        failed = {one.program_id for one in answers if one.outcome is not None}
        kept = [name for name in self.candidates if name not in failed]
        self._numbers = {name: number for number, name in enumerate(kept)}
        chosen = [one for one in answers if one.program_id in self._numbers and one.outcome is None]
        persons, households = (
            (0, 0) if self.changed is None else (self.changed.persons, self.changed.households)
        )
        self._fresh = {one.program_id: one for one in chosen}
        self._anew = {
            unit: Anew([one for one in chosen if one.unit == unit], rows)
            for unit, rows in (("person", persons), ("household", households))
        }

    def give_up(self) -> None:
        """Carry nothing over: everybody is answered anew."""
        self.carried_households = 0
        self.let_go()

    def let_go(self) -> None:
        """Forget what is not needed once everything was answered."""
        self._followed, self._fresh, self._anew, self._columns = {}, {}, {}, {}
        self.changed, self.candidates = None, ()

    def answers(self, block: Block, place: int) -> Iterator[Answer]:
        """Yield the answers for a block, in the order of the programs."""
        followed = self._followed.get(place)
        if followed is None:
            yield from self._ask(block, self._programs)
            return
        rest = tuple(name for name in self._programs if name not in self._numbers)
        fresh = {one.program_id: one for one in self._ask(block, rest)} if rest else {}
        for name, one in fresh.items():
            self._asked.setdefault(name, set()).add(one.outcome)
        kept = self._carry(place, followed)
        for name in self._programs:
            yield kept[name] if name in kept else fresh[name]

    def _of_block(self, rows: slice, name: str) -> ProgramAnswers:
        return sliced(self._fresh[name], rows)

    def _told_anew(self, unit: str) -> ToldAnew:
        """Return what the programs of a unit told those who changed, as columns."""
        found = self._columns.get(unit)
        if found is None:
            followed = [*self._followed.values()]
            rows = [one.persons if unit == "person" else one.households for one in followed]
            starts = [*(one.start for one in rows), rows[-1].stop]
            answers = [one for one in self._fresh.values() if one.unit == unit]
            found = ToldAnew.of(answers, starts, followed[0].answers.pattern_numbers)
            self._columns[unit] = found
        return found

    def _carry(self, place: int, followed: _Followed) -> dict[str, Carried]:
        stored = [one for name, one in followed.answers.stored.items() if name in self._numbers]
        found: dict[str, Carried] = {}
        self._seen[place] = {}
        for unit in ("person", "household"):
            some = [one for one in stored if one.head.unit == unit]
            anew = self._anew[unit]
            rows = followed.persons if unit == "person" else followed.households
            shift = followed.stood.shift(unit)
            told = Told(
                lru_cache(None)(partial(self._of_block, rows)),
                partial(self._told_anew, unit),
                [*self._followed].index(place),
            )
            if anew.place:
                values = anew.planes[:, [anew.place[one.head.program_id] for one in some], rows]
            else:
                values = np.zeros((4, len(some), len(shift.anew)), np.bool_)
            ids = _ids(followed.before, unit)[shift.dropped], _ids(followed.now, unit)[shift.anew]
            met = Met.of(*ids)
            moved = carried(some, shift, met, values, told)
            found |= {one.head.program_id: one for one in moved.programs}
            numbers = [self._numbers[one.head.program_id] for one in some]
            self._seen[place][unit] = seen(numbers, moved, values, shift, met, ids)
        return found

    def since(self) -> Since | None:
        """Return what was seen to change, once the answers of all blocks were given; None where nothing was carried."""
        if self._yesterday is None or not self._numbers or not self._seen:
            return None
        outcomes: dict[str, set[Outcome | None]] = {}
        for asked in (self._yesterday.outcomes, self._asked):
            for name, some in asked.items():
                outcomes.setdefault(name, set()).update(some)
        unanswered = {name for name, some in outcomes.items() if some & UNANSWERED}
        others = {*self._yesterday.outcomes, *self._programs} - self._numbers.keys()
        # What is the same for everybody on both nights has nobody to compare.
        others = {name for name in others if None in outcomes.get(name, {None})}
        blocks = tuple(self._seen.get(place) for place in range(self._blocks))
        return Since(tuple(self._numbers), frozenset(others), frozenset(unanswered), blocks)


def _ids(block: Block, unit: str) -> Array:
    return block.person_ids if unit == "person" else block.household_ids
