"""Roundups (まとめ便): for who chose a day of the week, what can wait waits for it and comes as one.

A roundup is a push like any other: it takes one of the budget, keeps the quiet hours, and holds only what could have
been pushed by itself. What would be too late by then is not kept waiting.
"""

from __future__ import annotations

from datetime import date, timedelta

from todoke.telling.quiet import first_useful_deadline


def next_roundup(told_on: date, weekday: int) -> date:
    """Return the first such day after ``told_on`` (0 Monday to 6 Sunday): that day's own was made the night before.

    >>> next_roundup(date(2026, 11, 22), 0), next_roundup(date(2026, 11, 23), 0)
    (datetime.date(2026, 11, 23), datetime.date(2026, 11, 30))
    """
    return told_on + timedelta(days=(weekday - told_on.weekday() - 1) % 7 + 1)


def earliest_that_waits(told_on: date, weekday: int) -> date:
    """Return the earliest deadline that is still useful when told in the next roundup; earlier ones do not wait.

    >>> earliest_that_waits(date(2026, 11, 22), 1)
    datetime.date(2026, 11, 27)
    """
    return first_useful_deadline(next_roundup(told_on, weekday))
