"""Days and ages of births that may be known only roughly."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import cast

from todoke.base import ages, school
from todoke.base.fiscal import FiscalYear
from todoke.rules.values import ABSENT, EARLIEST, LATEST, Interval, Value, all_needs, bounds, interval

NOT_BORN = -1
"""The age of somebody who is born later."""


def named_day(name: str, on: date) -> date:
    """Return the day a rule names, counted from the day of the question."""
    if name == "today":
        return on
    if name == "month_start":
        return on.replace(day=1)
    if name == "month_end":
        return on.replace(day=monthrange(on.year, on.month)[1])
    if name == "year_start":
        return date(on.year, 1, 1)
    year = FiscalYear.of(on)
    return year.start if name == "fiscal_year_start" else year.end


def shift(day: date, *, years: int, months: int, days: int) -> date:
    """Return the day so much later; a day the month does not have becomes the month's last.

    >>> shift(date(2024, 1, 31), years=0, months=1, days=0)
    datetime.date(2024, 2, 29)
    """
    count = day.year * 12 + day.month - 1 + years * 12 + months
    year, month = divmod(count, 12)
    if year < EARLIEST.year:
        return EARLIEST
    if year > LATEST.year:
        return LATEST
    moved = date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) + timedelta(days=days)
    return min(max(moved, EARLIEST), LATEST)


@lru_cache(maxsize=64)
def age_function(unit: str, counted: str) -> Callable[[date, date], int]:
    """Return the function of a birth and a day that counts a completed age."""
    way = cast("ages.Counted", counted)

    def years(born: date, on: date) -> int:
        return NOT_BORN if on < born else ages.completed_years(born=born, on=on, counted=way)

    def months(born: date, on: date) -> int:
        return NOT_BORN if on < born else ages.completed_months(born=born, on=on, counted=way)

    def weeks(born: date, on: date) -> int:
        return NOT_BORN if on < born else ages.weeks_since_birth(born=born, on=on, counted=way)

    def days(born: date, on: date) -> int:
        return (on - born).days

    return lru_cache(maxsize=65536)({"years": years, "months": months, "weeks": weeks, "days": days}[unit])


@lru_cache(maxsize=65536)
def school_age(born: date, on: date) -> int:
    """Return the age reached before the fiscal year of ``on`` began; -1 before birth."""
    return NOT_BORN if on < born else school.fiscal_age(born=born, on=on)


def aged(function: Callable[[date, date], int], born: Value, on: Value) -> Value:
    """Return an age as an interval: the later the birth, the younger; the later the day, the older."""
    if born is ABSENT or on is ABSENT:
        return ABSENT
    if type(born) is date and type(on) is date:
        return function(born, on)
    born_low, born_high = cast("tuple[date, date]", bounds(born))
    on_low, on_high = cast("tuple[date, date]", bounds(on))
    return interval(function(born_high, on_low), function(born_low, on_high), all_needs((born, on)))


def moved(function: Callable[[date], date], day: Value) -> Value:
    """Return a rising function of a day, as an interval where the day is one."""
    if day is ABSENT:
        return ABSENT
    if isinstance(day, Interval):
        low, high = cast("tuple[date, date]", bounds(day))
        return interval(function(low), function(high), day.needs)
    return function(cast("date", day))


def elapsed_function(unit: str) -> Callable[[date, date], int]:
    """Return the function that counts whole units from one day to another."""

    def days(start: date, end: date) -> int:
        return (end - start).days

    def months(start: date, end: date) -> int:
        if end < start:
            return -months(end, start)
        return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)

    def years(start: date, end: date) -> int:
        whole = abs(months(start, end)) // 12
        return whole if end >= start else -whole

    return {"days": days, "months": months, "years": years}[unit]


def year_end_after(age: int, born: date) -> date:
    """Return the first 31 March on or after the day an age is reached."""
    return school.fiscal_year_end_after(age, born=born)
