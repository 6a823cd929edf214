"""What is watched: a number or a day that follows from one date fact and the day of the question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import numpy as np

from todoke.engines.columnar import calendar
from todoke.engines.columnar.calendar import DayFunction
from todoke.residents.block import Array
from todoke.rules import nodes as n
from todoke.rules.values import EARLIEST, LATEST

FIRST = EARLIEST.toordinal()
DAYS = LATEST.toordinal() - FIRST + 1
"""How many days a date fact may be; masks have one place for each, from the earliest on."""

TODAY = n.Day(day="today")
_HASTY = ("days", "weeks")
_NONE = -(10**9)

Mode = Literal["under", "upto", "number"]
"""Watched is whether a value lies under a limit, whether it is at most the limit, or the value itself."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A function of a date fact and of the day of the question.

    ``moves`` are done to the fact first: ``("shift", years, months, days)`` or ``("year_end", age)``. ``kind`` is
    ``("day",)`` for the moved day itself, ``("age", unit, counted)`` or ``("school",)`` for an age on ``day``,
    ``("since", unit)`` for what elapsed from it to ``day`` and ``("until", unit)`` for what elapses from ``day``
    to it.
    """

    fact: str
    moves: tuple[tuple[Any, ...], ...] = ()
    kind: tuple[str, ...] = ("day",)
    day: n.Node | date = TODAY

    @property
    def is_daily(self) -> bool:
        """Tell whether the number changes for so many people a day that it is no use watching it."""
        return len(self.kind) > 1 and self.kind[1] in _HASTY

    @property
    def is_rising(self) -> bool:
        """Tell whether the value rises with the fact's day; all others fall."""
        return self.kind[0] in ("day", "until")

    def at(self, days: Array, on: int) -> Array:
        """Return the value for days of the fact (ordinals) on the day with the ordinal ``on``."""
        for name, *by in self.moves:
            move = calendar.shifted(*by) if name == "shift" else calendar.year_end_after(*by)
            days = move(days)
        return days if self.kind == ("day",) else self._function()(days, np.full_like(days, on))

    def _function(self) -> DayFunction:
        if self.kind[0] == "age":
            return calendar.age_function(self.kind[1], self.kind[2])
        if self.kind[0] == "school":
            return calendar.school_age
        span = calendar.elapsed_function(self.kind[1])
        if self.kind[0] == "since":
            return span

        def until(fact: Array, day: Array) -> Array:
            return np.asarray(span(day, fact))

        return until


@dataclass(frozen=True, slots=True)
class Watch:
    """A measure with a limit: a number, a day, a node that is the same for everybody, or a local value."""

    measure: Measure
    mode: Mode = "number"
    limit: Any = None
    program: str = ""
    """Whose local value the limit is."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out the hash once: nodes take long, and watches are looked up again and again."""
        object.__setattr__(self, "_hash", hash((self.measure, self.mode, self.limit, self.program)))

    def __hash__(self) -> int:
        return self._hash


Places = slice | Array
"""Days of a fact as places in a mask: how many days after the earliest."""


class Crossings:
    """For which days of a fact a watch flips between two days of the question; each worked out once."""

    def __init__(self, on: date, value: Callable[[Any, date], Any]) -> None:
        """Work nothing out yet; ``value`` tells what a node of everybody's comes to on a day."""
        self._on, self._value = on, value
        self._found: dict[tuple[Watch, date], Places] = {}
        self._flips: dict[tuple[Watch, date], bool] = {}

    def of(self, watches: Iterable[Watch], since: date) -> Iterator[tuple[str, Places]]:
        """Yield facts with the places for which a watch of theirs flips between ``since`` and today."""
        wanted = list(watches)
        by_measure: dict[Measure, list[Watch]] = {}
        for watch in wanted:
            if (watch, since) not in self._found:
                by_measure.setdefault(watch.measure, []).append(watch)
        for measure, some in by_measure.items():
            self._find(measure, some, since)
        for watch in wanted:
            yield watch.measure.fact, self._found[watch, since]

    def flips_unsaid(self, watch: Watch, since: date) -> bool:
        """Tell whether a watch flips of a birth that nobody said: it may be any day up to that of the question."""
        found = self._flips.get((watch, since))
        if found is None:
            found = self._flips[watch, since] = self._flips_at_the_ends(watch, since)
        return found

    def _flips_at_the_ends(self, watch: Watch, since: date) -> bool:
        then, now = (
            self._values(watch.measure, np.array([FIRST, day.toordinal()], np.int64), day)
            for day in (since, self._on)
        )
        limits = self._limit(watch, since), self._limit(watch, self._on)
        if limits[0] is None or limits[1] is None:
            return bool((then != now).any())
        past = np.less if watch.mode == "under" else np.less_equal
        return bool((past(then, limits[0]) != past(now, limits[1])).any())

    def _find(self, measure: Measure, watches: list[Watch], since: date) -> None:
        ends = [(self._limit(watch, since), self._limit(watch, self._on)) for watch in watches]
        limited = [at for at, (then, now) in enumerate(ends) if then is not None and now is not None]
        if len(limited) < len(watches):
            moving = self._moving(measure, since)
            for watch in watches:
                self._found[watch, since] = moving
        under = np.array([watches[at].mode == "under" for at in limited], np.bool_)
        edges = [
            self._edges(measure, day, np.array([ends[at][which] for at in limited], np.float64), under)
            for which, day in enumerate((since, self._on))
        ]
        low, high = np.minimum(*edges).tolist(), np.maximum(*edges).tolist()
        for at, start, stop in zip(limited, low, high, strict=True):
            self._found[watches[at], since] = slice(start, stop)

    def _edges(self, measure: Measure, day: date, limits: Array, under: Array) -> Array:
        """Return the first place past each limit, by bisection: measures fall with the fact's day, or rise."""
        low, high = np.zeros(len(limits), np.int64), np.full(len(limits), DAYS)
        while (low < high).any():
            middle = (low + high) // 2
            values = self._values(measure, np.minimum(middle, DAYS - 1) + FIRST, day)
            past = np.where(under, values < limits, values <= limits) ^ measure.is_rising
            low, high = np.where(past | (low == high), low, middle + 1), np.where(past, middle, high)
        return low

    def _moving(self, measure: Measure, since: date) -> Array:
        """Return the places whose value changed at all."""
        days = np.arange(FIRST, FIRST + DAYS, dtype=np.int64)
        return np.flatnonzero(self._values(measure, days, since) != self._values(measure, days, self._on))

    def _values(self, measure: Measure, days: Array, day: date) -> Array:
        on = self._value(measure.day, day) if isinstance(measure.day, n.Node) else measure.day
        # A day that cannot be told fails for everybody alike.
        return measure.at(days, on.toordinal()) if isinstance(on, date) else np.full(len(days), _NONE)

    def _limit(self, watch: Watch, day: date) -> float | None:
        """Return the limit on a day as a number; None where there is none, so that every change counts."""
        limit = self._value(watch.limit, day) if isinstance(watch.limit, n.Node) else watch.limit
        if isinstance(limit, date):
            return float(limit.toordinal())
        return None if watch.mode == "number" or isinstance(limit, bool | str) else as_number(limit)


def as_number(value: Any) -> float | None:
    """Return a number as a float; None where it is none."""
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None
