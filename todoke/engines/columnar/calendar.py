"""Ages and days on whole columns: the calendar once as tables, then one look-up per row.

The functions are those of :mod:`todoke.rules.evaluation.days`, worked out for all days at once; a test holds them
equal day by day.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.values import FIRST_DAY, Num, Reals
from todoke.residents.block import Array
from todoke.rules.values import EARLIEST, LATEST

_FIRST, _LAST = EARLIEST.toordinal(), LATEST.toordinal()
_TABLE_LAST = date(2700, 12, 31).toordinal()
"""Tables go on for as long as a 31 March after an age may lie beyond the last day anybody can name."""

TABLE_DAYS = _TABLE_LAST - _FIRST + 1
"""How many days a table has, from the earliest on."""

_AT_ONCE = 512
"""So many days are looked at together where one is searched for."""

_EPOCH = 719_163  # date(1970, 1, 1).toordinal()

DayFunction = Callable[[Array, Array], Array]
"""A function of births (or starts) and days, both as ordinals (int64)."""


@lru_cache(maxsize=1)
def _parts() -> tuple[Array, Array, Array, Array]:
    """Return year, month, day of month and the month's length of every day there is, with a year's margin."""
    days = np.arange(_FIRST - 366, _TABLE_LAST + 130 * 366, dtype=np.int64) - _EPOCH
    dates = days.astype("datetime64[D]")
    months = dates.astype("datetime64[M]")
    count = months.astype(np.int64)
    day = (dates - months.astype("datetime64[D]")).astype(np.int64) + 1
    length = ((months + 1).astype("datetime64[D]") - months.astype("datetime64[D]")).astype(np.int64)
    return count // 12 + 1970, count % 12 + 1, day, length


def _of(ordinals: Array) -> tuple[Array, Array, Array, Array]:
    year, month, day, length = _parts()
    at = ordinals - (_FIRST - 366)
    return year[at], month[at], day[at], length[at]


def ordinal(year: Array, month: Array, day: Array) -> Array:
    """Return the ordinals of days given by their parts."""
    months = (year - 1970) * 12 + month - 1
    found: Array = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + _EPOCH + day - 1
    return found


def _months(born: Array, on: Array, counted: str) -> Array:
    over = on if counted == "eve" else on - 1
    born_year, born_month, born_day, _ = _of(born)
    year, month, day, length = _of(over)
    count = (year - born_year) * 12 + month - born_month
    more = (born_day == 1) & (day == length)
    less = np.minimum(born_day - 1, length) > day
    found: Array = count + more - (less & ~more)
    return found


def age_function(unit: str, counted: str) -> DayFunction:
    """Return the function that counts a completed age; -1 before birth."""

    def years(born: Array, on: Array) -> Array:
        return np.where(on < born, -1, _months(born, on, counted) // 12)

    def months(born: Array, on: Array) -> Array:
        return np.where(on < born, -1, _months(born, on, counted))

    def weeks(born: Array, on: Array) -> Array:
        over = on if counted == "eve" else on - 1
        return np.where(on < born, -1, (over - born + 1) // 7)

    def days(born: Array, on: Array) -> Array:
        return on - born

    return {"years": years, "months": months, "weeks": weeks, "days": days}[unit]


def school_age(born: Array, on: Array) -> Array:
    """Return the age reached before the fiscal year of ``on`` began; -1 before birth."""
    year, month, _, _ = _of(on)
    eve = ordinal(year - (month < 4), np.full_like(month, 4), np.ones_like(month)) - 1
    reached = _months(np.minimum(born, eve), eve, "eve") // 12
    return np.where(on < born, -1, np.where(born <= eve, reached, 0))


def elapsed_function(unit: str) -> DayFunction:
    """Return the function that counts whole units from one day to another."""

    def days(start: Array, end: Array) -> Array:
        return end - start

    def months(start: Array, end: Array) -> Array:
        early, late = np.minimum(start, end), np.maximum(start, end)
        year, month, day, _ = _of(early)
        late_year, late_month, late_day, _ = _of(late)
        count = (late_year - year) * 12 + late_month - month - (late_day < day)
        return np.where(end < start, -count, count)

    def years(start: Array, end: Array) -> Array:
        count = months(start, end)
        whole: Array = np.sign(count) * (np.abs(count) // 12)
        return whole

    return {"days": days, "months": months, "years": years}[unit]


def shifted(years: int, months: int, days: int) -> Callable[[Array], Array]:
    """Return the function that gives the day so much later, within the days there are."""

    def move(start: Array) -> Array:
        year, month, day, _ = _of(start)
        count = year * 12 + month - 1 + years * 12 + months
        target = np.clip(count // 12, EARLIEST.year, LATEST.year)
        at_month = count % 12 + 1
        first = ordinal(target, at_month, np.ones_like(target))
        length = _of(first)[3]
        found = np.clip(first + np.minimum(day, length) - 1 + days, _FIRST, _LAST)
        found = np.where(count // 12 < EARLIEST.year, _FIRST, found)
        last: Array = np.where(count // 12 > LATEST.year, _LAST, found)
        return last

    return move


def year_end_after(age: int) -> Callable[[Array], Array]:
    """Return the function of a birth that gives the first 31 March on or after the day an age is reached."""

    def end(born: Array) -> Array:
        year, month, day, _ = _of(born)
        # The day of reaching: the eve of the birthday, or the month's last day where there is no such birthday.
        target = year + age
        first = ordinal(target, month, np.ones_like(month))
        length = ordinal(target + (month == 12), month % 12 + 1, np.ones_like(month)) - first
        reached = first + np.where(day > length, length, day - 1) - 1
        reached_year, reached_month = _month_of(reached)
        fiscal = reached_year + (reached_month >= 4)
        return ordinal(fiscal, np.full_like(fiscal, 3), np.full_like(fiscal, 31))

    return end


def _month_of(ordinals: Array) -> tuple[Array, Array]:
    months = (ordinals - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months // 12 + 1970, months % 12 + 1


class _Days:
    """A function of days: worked out for the days asked, and once for all days when many have been asked."""

    def __init__(self, function: Callable[[Array], Array]) -> None:
        self._function = function
        self._asked = 0
        self._table: Array | None = None

    @property
    def table(self) -> Array:
        """The value for every day there is, from the earliest on (float64)."""
        if self._table is None:
            days = np.arange(_FIRST, _TABLE_LAST + 1, dtype=np.int64)
            self._table = self._function(days).astype(np.float64)
        return self._table

    def at(self, days: Any) -> Any:
        """Return the value for days as ordinals; NaN stays NaN."""
        if not isinstance(days, np.ndarray):
            return math.nan if math.isnan(days) else float(self._of(np.array([days]))[0])
        absent = np.isnan(days)
        if absent.any():
            return np.where(absent, math.nan, self._of(np.where(absent, _FIRST, days)))
        return self._of(days)

    def _of(self, days: Array) -> Array:
        within = np.clip(days.astype(np.int64), _FIRST, _TABLE_LAST)
        if self._table is None and self._asked < TABLE_DAYS:
            self._asked += len(within)
            found: Array = self._function(within).astype(np.float64)
            return found
        return self.table[within - _FIRST]


class Aging(_Days):
    """A function of a birth and one fixed day."""

    def __init__(self, function: DayFunction, on: int) -> None:
        """Work nothing out yet."""
        super().__init__(lambda births: function(births, np.full_like(births, on)))

    def births_at_most(self, limit: float, *, strict: bool) -> float:
        """Return the first ordinal from which on the value is at most (or under) ``limit``; it falls with birth."""
        low, high = 0, TABLE_DAYS
        while low < high:
            # Hundreds of births cost hardly more than one.
            places = np.arange(low, high, max(1, (high - low) // _AT_ONCE), dtype=np.int64)
            values = self._function(_FIRST + places)
            under = values < limit if strict else values <= limit
            first = int(under.argmax()) if under.any() else len(places)
            low = int(places[first - 1]) + 1 if first else low
            high = int(places[first]) if first < len(places) else high
        return float(_FIRST + low) if low < TABLE_DAYS else math.inf


class Moving(_Days):
    """A function of one day."""


def aged(function: DayFunction, born: Num, on: Num) -> Num:
    """Return an age where both the birth and the day differ from row to row."""
    err = errors.first(born.err, on.err)
    lo = _apart(function, born.hi, on.lo)
    hi = lo if born.is_exact and on.is_exact else _apart(function, born.lo, on.hi)
    return Num(lo, hi, err=err)


def _apart(function: DayFunction, born: Reals, on: Reals) -> Reals:
    births, days = np.broadcast_arrays(np.asarray(born, np.float64), np.asarray(on, np.float64))
    absent = np.isnan(births) | np.isnan(days)
    found = function(
        np.where(absent, FIRST_DAY, births).astype(np.int64),
        np.where(absent, FIRST_DAY, days).astype(np.int64),
    )
    result = np.where(absent, math.nan, found.astype(np.float64))
    return result if result.ndim else float(result)
