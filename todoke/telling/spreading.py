"""Told in advance, and not all on one day (知らせる日を分ける): who is told on which day of a rule's window.

What begins on 1 April begins for thousands: told on one day they would stand before one counter the next. A rule's
``spread_days`` gives the window. It counts office days only, and ends while a plan can still be approved as late as
possible and leave the days that being told in time needs (``quiet.OFFICE_DAYS``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from todoke.base.calendar import is_office_holiday, next_office_day
from todoke.residents.block import Array
from todoke.rules.programs import Program
from todoke.telling.freshness import FRESH_DAYS
from todoke.telling.occasions import Occasion
from todoke.telling.planner import dedupe_of
from todoke.telling.quiet import first_useful_deadline
from todoke.telling.rules import NoticeRules

CHANGES_AHEAD = (Occasion.BEGINS, Occasion.ENDS)
"""What the calendar alone changes: told on one day of a window, once."""


@lru_cache(maxsize=4096)
def telling_days(last: date, lead_days: int, spread_days: int) -> tuple[date, ...]:
    """Return the days, ascending, on which people may be told what they should act on by ``last``.

    The first is ``lead_days`` before it; without ``spread_days``, or where no day fits, it is the only one.

    >>> [f"{day:%m-%d}" for day in telling_days(date(2027, 4, 1), 35, 6)]
    ['02-25', '02-26', '03-01', '03-02', '03-03']
    """
    first = last - timedelta(lead_days)
    days = (first + timedelta(ahead) for ahead in range(spread_days + 1)) if spread_days else ()
    return tuple(day for day in days if not is_office_holiday(day) and is_in_time(day, last)) or (first,)


def is_in_time(planned: date, last: date) -> bool:
    """Return whether a plan approved on the last day it can be still tells in time what must be done by a day.

    >>> is_in_time(date(2026, 11, 2), date(2026, 11, 11)), is_in_time(date(2026, 11, 2), date(2026, 11, 10))
    (True, False)
    """
    approved = planned
    for _ in range(FRESH_DAYS):
        approved = next_office_day(approved)
    return first_useful_deadline(approved) <= last


def looked_ahead(rules: NoticeRules, programs: Iterable[Program]) -> tuple[int, int, frozenset[str]]:
    """Return the fewest and most days ahead on which a beginning or end may be told, and of which programs any is."""
    told: set[str] = set()
    days: set[int] = set()
    for program in programs:
        for occasion in CHANGES_AHEAD:
            rule = rules.for_occasion(occasion, program)
            if rule is not None:
                told.add(program.id)
                days |= {rule.lead_days - rule.spread_days, rule.lead_days}
    return min(days, default=1), max(days, default=1), frozenset(told)


def told_on(matter: str, about: Array, last: Array, *, lead_days: int, spread_days: int) -> Array:
    """Return on which day each is told (int64, ordinals): by a hash of whom it is about, keyed by the matter.

    ``about`` are ids, ``last`` the days to act by (ordinals). The same child is told of on the same day to both
    parents, and of two programs as a rule on two days; the same input gives the same day.
    """
    key = int.from_bytes(hashlib.sha256(f"spread:{matter}".encode()).digest()[:8]) >> 1
    found = np.zeros(len(about), np.int64)
    for day in np.unique(last).tolist():
        here = last == day
        days = telling_days(date.fromordinal(day), lead_days, spread_days)
        lots = dedupe_of(key, about[here].astype(np.int64), day) % np.uint64(len(days))
        found[here] = np.array([one.toordinal() for one in days], np.int64)[lots.astype(np.int64)]
    return found
