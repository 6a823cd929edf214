"""Households as they stand from one day to another (世帯の状態): what the living population comes to, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from todoke.analytics.year.spans import chance
from todoke.population.assumptions import Assumptions
from todoke.residents.block import Array, Block
from todoke.residents.joining import join
from todoke.residents.snapshot import Snapshot
from todoke.residents.taking import take
from todoke.rules.household import BIRTH_DATE

FOR_EVER = 10**7
"""The ordinal of a day that does not come."""

ADULT_YEARS = 18
_DEATH, _LEFT_JOB = "household.death_on", "person.left_job_on"
_DRAW, _DAY, _BIRTH, _LATE = range(4)


@dataclass(frozen=True, slots=True)
class States:
    """Everybody who is looked at, once for each state of their household.

    ``block`` holds a household once for each state, those of a municipality together; ``begins`` and ``ends`` (int32,
    one per household of the block) are ordinals of its first day and of the day after its last.
    """

    block: Block
    begins: Array
    ends: Array
    silences: tuple[tuple[int, int, int], ...]
    """Household, first and last quiet day (ordinals) of each death that came to be known."""
    started: frozenset[int]
    """The personas (persons' ids) of the first day."""
    beside: frozenset[int]
    """Adults of the last household drawn who would be one too many."""
    told: Mapping[str, int]
    """How many households came, left, and changed in all."""

    def standing(self, day: int) -> Array:
        """Return the places of the households that stand on a day (ordinal), ascending."""
        return np.flatnonzero((self.begins <= day) & (day < self.ends))


@dataclass(slots=True)
class _Standing:
    """A household's newest state: which it is, and what it must be compared with."""

    number: int
    stamp: int
    code: str
    persons: frozenset[int]


@dataclass(slots=True)
class Gathering:
    """Takes in one snapshot after another, and tells at the end how everybody stood in between."""

    personas: int
    seed: int
    stated: Assumptions
    quiet_days: int
    """How long a household is left in peace after a death."""
    limit: float = -1.0
    since: date | None = None
    now: dict[int, _Standing] = field(default_factory=dict)
    parts: dict[int, Block] = field(default_factory=dict)
    """By number of the state: a block of that household alone."""
    begins: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    silences: list[tuple[int, int, int]] = field(default_factory=list)
    started: frozenset[int] = frozenset()
    beside: frozenset[int] = frozenset()
    told: dict[str, int] = field(default_factory=lambda: {"came": 0, "left": 0, "changed": 0})

    def take_in(self, snapshot: Snapshot, on: date) -> None:
        """Take in everybody as they are on a day, which is later than all before."""
        if self.since is None:
            self._begin(snapshot, on)
            return
        seen: set[int] = set()
        for block in self._blocks(snapshot):
            assert block.stamps is not None
            for place, (one, stamp) in enumerate(
                zip(block.household_ids.tolist(), block.stamps.tolist(), strict=True)
            ):
                seen.add(one)
                before = self.now.get(one)
                if before is None or before.stamp != stamp or before.code != block.municipality:
                    self._change(block, place, before, on)
        for one in [one for one in self.now if one not in seen]:
            gone = self.now.pop(one)
            self.ends[gone.number] = max(self._drawn_day(one, on), self.begins[gone.number] + 1)
            self.told["left"] += 1
        self.since = on

    def _begin(self, snapshot: Snapshot, on: date) -> None:
        drawn = sorted(
            (chance(self.seed, _DRAW, int(one)), int(one))
            for code in snapshot.municipalities
            for block in snapshot.blocks(code)
            for one in block.household_ids
        )
        grown: dict[int, list[int]] = {}
        for code in snapshot.municipalities:
            for block in snapshot.blocks(code):
                for home, person in zip(*_adults(block, on.toordinal()), strict=True):
                    grown.setdefault(home, []).append(person)
        found: list[int] = []
        for luck, one in drawn:
            if len(found) >= self.personas:
                break
            found += grown.get(one, [])
            self.limit = luck
        self.started = frozenset(found[: self.personas])
        self.beside = frozenset(found[self.personas :])
        self.since = on
        for block in self._blocks(snapshot):
            for place in range(block.households):
                self._put(block, place, on.toordinal())

    def _blocks(self, snapshot: Snapshot) -> Iterator[Block]:
        """Yield the households that were drawn; who comes later is drawn by the same lot."""
        for code in snapshot.municipalities:
            for block in snapshot.blocks(code):
                lots = [chance(self.seed, _DRAW, int(one)) <= self.limit for one in block.household_ids]
                if any(lots):
                    yield take(block, np.flatnonzero(lots))

    def _put(self, block: Block, place: int, begins: int) -> int:
        alone = take(block, np.array([place]))
        number = len(self.parts)
        assert block.stamps is not None
        self.parts[number], self.begins[number] = alone, begins
        self.now[int(block.household_ids[place])] = _Standing(
            number, int(block.stamps[place]), block.municipality, frozenset(alone.person_ids.tolist())
        )
        return number

    def _change(self, block: Block, place: int, before: _Standing | None, on: date) -> None:
        one = int(block.household_ids[place])
        alone = take(block, np.array([place]))
        day, last_quiet = self._known_day(alone, before, on)
        if before is not None:
            day = max(day, self.begins[before.number] + 1)
            self.ends[before.number] = day
        self.told["came" if before is None else "changed"] += 1
        self._put(block, place, day)
        if last_quiet:
            self.silences.append((one, day, last_quiet))

    def _known_day(self, alone: Block, before: _Standing | None, on: date) -> tuple[int, int]:
        """Return on which day offices learn that a household changed, and the last quiet day after a death (or 0)."""
        assert self.since is not None
        one, since, last = int(alone.household_ids[0]), self.since.toordinal(), on.toordinal()
        if before is None:
            return self._drawn_day(one, on), 0
        persons = alone.person_ids.tolist()
        born = _days_of(alone, BIRTH_DATE)
        new = [day for person, day in zip(persons, born, strict=True) if person not in before.persons]
        births = [day for day in new if since < day <= last]
        if births:
            late = chance(self.seed, _BIRTH, one, last) * self.stated.number("known.birth_days")
            return max(births) + int(late), 0
        if before.persons - set(persons):
            deaths = [day for day in _days_of(alone, _DEATH) if since < day <= last]
            died = max(deaths, default=self._drawn_day(one, on))
            late = chance(self.seed, _LATE, one, last) * self.stated.number("known.death_days")
            return died + int(late), died + self.quiet_days
        left = [day for day in _days_of(alone, _LEFT_JOB) if since < day <= last]
        if left:
            return max(left), 0
        # What a birthday changes is known on it; of everything else the day is drawn.
        birthdays = [day for each in born if each and (day := _birthday_in(each, since, last))]
        return (min(birthdays) if birthdays else self._drawn_day(one, on)), 0

    def _drawn_day(self, one: int, on: date) -> int:
        assert self.since is not None
        days = (on - self.since).days
        return self.since.toordinal() + 1 + int(chance(self.seed, _DAY, one, on.toordinal()) * days)

    def states(self) -> States:
        """Return everything that was taken in as one block, those of a municipality together."""
        order = sorted(self.parts, key=lambda number: (self.parts[number].municipality, number))
        block = join([self.parts[number] for number in order])
        return States(
            block,
            np.array([self.begins[number] for number in order], np.int32),
            np.array([self.ends.get(number, FOR_EVER) for number in order], np.int32),
            tuple(self.silences),
            self.started,
            self.beside,
            dict(self.told),
        )


def _adults(block: Block, on: int) -> tuple[list[int], list[int]]:
    """Return household and id of everybody who is 18 on a day, or of whom it is not known."""
    limit = years_before(on, ADULT_YEARS)
    born = np.array(_days_of(block, BIRTH_DATE))
    rows = np.flatnonzero(born <= limit)
    return block.household_ids[block.household_of[rows]].tolist(), block.person_ids[rows].tolist()


def _days_of(block: Block, fact: str) -> list[int]:
    """Return the (earliest) day of a date fact for each row as ordinals; 0 where nobody said it."""
    column = block.columns.get(fact)
    count = block.households if fact.startswith("household") else block.persons
    if column is None:
        return [0] * count
    low = np.broadcast_to(column.low, count)
    found: list[int] = np.where(np.broadcast_to(column.said, count), low, 0).astype(np.int64).tolist()
    return found


def years_before(on: int, years: int) -> int:
    """Return the same day so many years earlier (ordinals): who was born up to it is that old."""
    day = date.fromordinal(on)
    try:
        return day.replace(year=day.year - years).toordinal()
    except ValueError:
        return day.replace(year=day.year - years, day=28).toordinal()


def _birthday_in(born: int, since: int, last: int) -> int:
    """Return the birthday after ``since`` up to ``last`` (ordinals), or 0."""
    birth = date.fromordinal(born)
    for year in {date.fromordinal(since).year, date.fromordinal(last).year}:
        try:
            day = birth.replace(year=year).toordinal()
        except ValueError:
            day = date(year, 3, 1).toordinal()
        if since < day <= last:
            return day
    return 0
