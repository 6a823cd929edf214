"""From one night of the year to the next: what changed and what comes up, as nights tell it (晩ごとの動き)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from todoke.analytics.year.answering import Asking, DayAnswers
from todoke.analytics.year.states import States
from todoke.nights.ahead.deadlines import EVENTS, event_days, last_days, receiving
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.aligned.changes import Changes, Kind
from todoke.nights.stored.entitled import Entitled
from todoke.residents.block import Array, Block

_NOBODY = np.zeros(0, np.int64)


@dataclass(slots=True)
class Nights:
    """The nights of a year, one by one in order.

    ``answers`` has every day (ordinal) from the one before the first night to ``asking.ahead`` days after the last.
    """

    asking: Asking
    answers: Mapping[int, DayAnswers]
    _due: dict[int, Array] = field(default_factory=dict)
    _before: tuple[int, Array] | None = None

    @property
    def states(self) -> States:
        """Return the households as they stand."""
        return self.asking.states

    @property
    def block(self) -> Block:
        """Return the block of all states."""
        return self.states.block

    def changes(self, day: int) -> list[Changes]:
        """Return what changed from the night before to that of a day (ordinal)."""
        stride = self.asking.stride
        now, before = self._sure(day, day), self._sure(day - 1, day - 1)
        told, had = self._pairs(now), self._pairs(before)
        # Who could not be answered for yesterday is not told that something began today.
        open_before = self._pairs(self._in_force(self.answers[day - 1].unknown, day - 1))
        gained = now[~np.isin(told, had) & ~np.isin(told, open_before)]
        open_now = self._pairs(self._in_force(self.answers[day].unknown, day))
        lost = before[~np.isin(had, told) & ~np.isin(had, open_now)]
        found = [*self._changes(Kind.GAINED, gained), *self._changes(Kind.LOST, lost)]
        for place, (rows, figures) in self.answers[day].figures.items():
            earlier = self.answers[day - 1].figures.get(place)
            if earlier is not None:
                altered = self._altered(place, rows, figures, earlier, day)
                found += self._changes(Kind.AMOUNT, place * stride + altered)
        return found

    def coming(self, day: int) -> list[Soon]:
        """Return deadlines within the days looked ahead, and what begins and ends on each of them, with its day.

        As ``nights.ahead`` tells it: the first day on which somebody surely can receive it, the last of an end.
        """
        now = self._sure(day, day)
        found: list[Soon] = []
        began = ended = _NOBODY
        for ahead in range(self.asking.nearest - 1, self.asking.ahead + 1):
            then = self._sure(day + ahead, day)
            begins, ends = _minus(then, now), self._ending(now, then, day + ahead, day)
            if ahead >= self.asking.nearest:
                new, last = _minus(begins, began), _minus(ends, ended)
                found += self._soon(Coming.BEGINS, new, np.full(len(new), day + ahead, np.int64))
                found += self._soon(Coming.ENDS, last, np.full(len(last), day + ahead - 1, np.int64))
            began, ended = begins, ends
        due = self._last_days_of(now)
        chosen = (due >= day) & (due <= day + self.asking.ahead) & ~self._received(now)
        found += self._soon(Coming.DEADLINE, now[chosen], due[chosen])
        return found

    def entitled(self, day: int, programs: Collection[str]) -> list[Entitled]:
        """Return who surely can receive one of these programs on a day (``nights.stored.entitled``)."""
        places = [place for place, name in enumerate(self.asking.programs) if name in programs]
        now = self._sure(day, day)
        some = now[np.isin(now // self.asking.stride, places)]
        return [
            Entitled(town, self.asking.programs[place], self._unit(place), self.ids(some[chosen]))
            for place, town, chosen in self._by_town(some)
        ]

    def ids(self, codes: Array) -> Array:
        """Return the person or household of each code."""
        found = np.zeros(len(codes), np.int64)
        for place, rows, chosen in self._by_program(codes):
            ids = self.block.person_ids if self._unit(place) == "person" else self.block.household_ids
            found[chosen] = ids[rows]
        return found

    def _ending(self, now: Array, then: Array, on: int, day: int) -> Array:
        answers = self.answers[on]
        open_then = self._in_force(answers.unknown, day)
        closed = np.isin(now // self.asking.stride, list(answers.closed))
        return _minus(_minus(now[~closed], then), open_then)

    def _sure(self, on: int, day: int) -> Array:
        """Return the codes of who is eligible on a day, seen from another: as households stand on that."""
        return self._in_force(self.answers[on].sure, day)

    def _in_force(self, codes: Array, day: int) -> Array:
        homes = self._homes(codes)
        return codes[(self.states.begins[homes] <= day) & (day < self.states.ends[homes])]

    def _homes(self, codes: Array) -> Array:
        """Return the place of the household of each code."""
        found = np.zeros(len(codes), np.int64)
        home_of = self.block.household_of
        for place, rows, chosen in self._by_program(codes):
            found[chosen] = home_of[rows] if self._unit(place) == "person" else rows
        return found

    def _pairs(self, codes: Array) -> Array:
        """Return a number for each code that is the same in all states of a household: program and id."""
        places = codes // self.asking.stride
        found: Array = places * (1 << 48) + self.ids(codes)
        return found

    def _by_program(self, codes: Array) -> Iterator[tuple[int, Array, Array]]:
        places, rows = codes // self.asking.stride, codes % self.asking.stride
        for place in np.unique(places).tolist():
            chosen = places == place
            yield place, rows[chosen], chosen

    def _unit(self, place: int) -> Literal["person", "household"]:
        return self.asking.book.content.programs[self.asking.programs[place]].program.subject

    def _changes(self, kind: Kind, codes: Array) -> Iterator[Changes]:
        due = self._last_days_of(codes)
        for place, town, chosen in self._by_town(codes):
            yield Changes(
                municipality=town,
                program_id=self.asking.programs[place],
                unit=self._unit(place),
                kind=kind,
                ids=self.ids(codes[chosen]),
                deadlines=due[chosen],
            )

    def _soon(self, coming: Coming, codes: Array, days: Array | None = None) -> Iterator[Soon]:
        for place, town, chosen in self._by_town(codes):
            yield Soon(
                coming,
                town,
                self.asking.programs[place],
                self._unit(place),
                self.ids(codes[chosen]),
                None if days is None else days[chosen],
            )

    def _by_town(self, codes: Array) -> Iterator[tuple[int, str, Array]]:
        if not len(codes):
            return
        names, of_home = (
            self.block.towns
            if self.block.towns is not None
            else ((self.block.municipality,), np.zeros(self.block.households, np.int64))
        )
        towns = of_home[self._homes(codes)]
        for place, _, chosen in self._by_program(codes):
            for town in np.unique(towns[chosen]).tolist():
                yield place, names[town], chosen & (towns == town)

    def _last_days_of(self, codes: Array) -> Array:
        """Return the last day to apply (ordinal) of each code; 0 where its program tells none."""
        found = np.zeros(len(codes), np.int64)
        for place, rows, chosen in self._by_program(codes):
            if place not in self._due:
                self._due[place] = self._due_days(place)
            found[chosen] = self._due[place][rows]
        return found

    def _due_days(self, place: int) -> Array:
        program = self.asking.book.content.programs[self.asking.programs[place]].program
        count = self.block.persons if program.subject == "person" else self.block.households
        deadline = program.deadline
        if deadline is None or deadline.event not in EVENTS:
            return np.zeros(count, np.int64)
        events = event_days(self.block, EVENTS[deadline.event], program.subject)
        return np.zeros(count, np.int64) if events is None else last_days(deadline, events)

    def _received(self, codes: Array) -> Array:
        found = np.zeros(len(codes), np.bool_)
        for place, rows, chosen in self._by_program(codes):
            found[chosen] = receiving(self.block, self.asking.programs[place], self._unit(place))[rows]
        return found

    def _altered(
        self, place: int, rows: Array, figures: Array, earlier: tuple[Array, Array], day: int
    ) -> Array:
        """Return the rows of a program eligible on both days for another amount."""
        ids = self.block.person_ids if self._unit(place) == "person" else self.block.household_ids
        home_of = self.block.household_of if self._unit(place) == "person" else None

        def standing(some: Array, on: int) -> Array:
            homes = some if home_of is None else home_of[some]
            found: Array = (self.states.begins[homes] <= on) & (on < self.states.ends[homes])
            return found

        here, there = standing(rows, day), standing(earlier[0], day - 1)
        before = dict(zip(ids[earlier[0][there]].tolist(), earlier[1][there], strict=True))
        altered = [
            row
            for row, now in zip(rows[here].tolist(), figures[here], strict=True)
            if (then := before.get(int(ids[row]))) is not None
            and not np.array_equal(now, then, equal_nan=True)
        ]
        return np.array(altered, np.int64)


def _minus(some: Array, others: Array) -> Array:
    return np.setdiff1d(some, others, assume_unique=True) if len(some) else _NOBODY
