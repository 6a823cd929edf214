"""By when to apply: the last day a program's own rule gives, counted from the event it names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import numpy as np

from todoke.base import calendar
from todoke.base.calendar import Roll
from todoke.residents.block import Array, Block
from todoke.rules.household import BIRTH_DATE, receives
from todoke.rules.programs import Deadline
from todoke.rules.rulebook import Rulebook

EVENTS: Final = {
    "birth": BIRTH_DATE,
    "death": "household.death_on",
    "funeral": "household.funeral_on",
    "leaving_job": "person.left_job_on",
    "disaster": "household.disaster_on",
}
"""The fact that tells the day of an event; events no fact tells give no deadline."""

_NO_DAY: Final = 0


@lru_cache(maxsize=65_536)
def last_day(deadline: Deadline, event: date) -> date | None:
    """Return the last day to apply after an event, or None where the rule gives no number.

    >>> last_day(Deadline(text="15日以内", event="birth", days=15), date(2026, 4, 1))
    datetime.date(2026, 4, 16)
    """
    roll = Roll.NEXT if deadline.rolls_to_working_day else Roll.KEEP
    counts = deadline.first_day_counts
    months = (deadline.months or 0) + 12 * (deadline.years or 0)
    if months and deadline.days is None:
        return calendar.deadline_in_months(event, months, first_day_counts=counts, roll=roll)
    if deadline.days is not None and not months:
        return calendar.deadline(event, deadline.days, first_day_counts=counts, roll=roll)
    return None


class Events:
    """The days of events of the people in a block, each looked up once."""

    def __init__(self, block: Block | None, book: Rulebook) -> None:
        """Look nothing up yet; None is a block of nobody."""
        self._block, self._book = block, book
        self._known: dict[tuple[str, str], Array | None] = {}

    def deadlines_of(self, program_id: str, unit: str, rows: Array) -> Array | None:
        """Return the last day to apply (ordinal, 0 where there is none) of each row, or None for the whole program.

        A row of -1 is nobody, for whom there is none.
        """
        loaded = self._book.content.programs.get(program_id)
        deadline = None if loaded is None else loaded.program.deadline
        if deadline is None or deadline.event not in EVENTS:
            return None
        found = np.full(len(rows), _NO_DAY, np.int64)
        events = self._days(EVENTS[deadline.event], unit)
        here = rows >= 0
        if events is not None and here.any():
            found[here] = last_days(deadline, events[rows[here]])
        return found

    def _days(self, fact: str, unit: str) -> Array | None:
        key = (fact, unit)
        if key not in self._known:
            self._known[key] = None if self._block is None else event_days(self._block, fact, unit)
        return self._known[key]


def last_days(deadline: Deadline, events: Array) -> Array:
    """Return the last day to apply after each event (ordinals); 0 where there is none."""
    days, place = np.unique(events, return_inverse=True)
    last = [
        _NO_DAY if day == _NO_DAY else _ordinal(last_day(deadline, date.fromordinal(day)))
        for day in days.tolist()
    ]
    return np.array(last, np.int64)[place]


def _ordinal(day: date | None) -> int:
    return _NO_DAY if day is None else day.toordinal()


def event_days(block: Block, fact: str, unit: str) -> Array | None:
    """Return the day of the event (ordinal) for every row of a unit; 0 where it is not known to the day.

    Of several members of a household it is the last event that counts: the youngest child's birth.
    """
    column = block.columns.get(fact)
    if column is None:
        return None
    of_household = fact.startswith("household")
    count = block.households if of_household else block.persons
    known = np.broadcast_to(column.said, count) & (
        True if column.is_exact else np.broadcast_to(column.low == column.high, count)
    )
    days = np.where(known, np.broadcast_to(column.low, count), _NO_DAY).astype(np.int64)
    if of_household:
        return days if unit == "household" else days[block.household_of]
    return days if unit == "person" else np.maximum.reduceat(days, block.first) if count else days


def near(
    block: Block, book: Rulebook, program_id: str, sure: Array, on: date, days: int
) -> tuple[Array, Array] | None:
    """Return the eligible rows whose last day to apply is within ``days``, and that day; None without such a rule.

    Who receives the program already has nothing to apply for.
    """
    program = book.content.programs[program_id].program
    deadline = program.deadline
    if deadline is None or deadline.event not in EVENTS:
        return None
    events = event_days(block, EVENTS[deadline.event], program.subject)
    if events is None:
        return None
    wanted = np.array(sorted(_events_due(deadline, on, days)), np.int64)
    chosen = sure & np.isin(events, wanted) & ~receiving(block, program_id, program.subject)
    rows = np.flatnonzero(chosen)
    return rows, last_days(deadline, events[rows])


def _events_due(deadline: Deadline, on: date, days: int) -> Iterator[int]:
    """Yield the days (ordinals) of events whose deadline falls within the days to come."""
    until = on + timedelta(days=days)
    months = (deadline.months or 0) + 12 * (deadline.years or 0)
    # The earliest event that can matter lies the whole limit, and some days of grace, before today.
    day = on - timedelta(days=31 * months + (deadline.days or 0) + 31)
    while day <= until:
        last = last_day(deadline, day)
        if last is not None and on <= last <= until:
            yield day.toordinal()
        day += timedelta(days=1)


def receiving(block: Block, program_id: str, unit: str) -> Array:
    """Return (bool) which rows of a unit receive a program already; of a household it is enough that somebody does."""
    own = block.columns.get(receives(program_id))
    persons = (
        np.zeros(block.persons, np.bool_)
        if own is None
        else np.broadcast_to(own.said & own.low.astype(np.bool_), block.persons)
    )
    if unit == "person":
        return persons
    whole = block.columns.get(f"household/{receives(program_id)}")
    found = np.logical_or.reduceat(persons, block.first) if block.persons else np.zeros(0, np.bool_)
    if whole is not None:
        found = found | np.broadcast_to(whole.said & whole.low.astype(np.bool_), block.households)
    return found
