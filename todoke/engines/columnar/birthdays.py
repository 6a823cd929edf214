"""Whose age matters differently from one day to another: the births that cross a limit some rule knows."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from todoke.engines.columnar.calendar import TABLE_DAYS, Aging, DayFunction
from todoke.residents.block import Array
from todoke.rules.values import EARLIEST

_FIRST = EARLIEST.toordinal()


class Birthdays:
    """The ages today that rules look at: compared with a limit, or as a number of their own."""

    def __init__(self, on: date) -> None:
        """Watch nothing yet."""
        self._on = on
        self._functions: dict[tuple[Any, ...], DayFunction] = {}
        self._limits: set[tuple[tuple[Any, ...], float, bool]] = set()
        self._numbers: set[tuple[Any, ...]] = set()
        self._agings: dict[tuple[tuple[Any, ...], date], Aging] = {}
        self._masks: dict[tuple[date, int, int], Array | None] = {}

    def watch_limit(self, key: tuple[Any, ...], function: DayFunction, limit: float, *, strict: bool) -> None:
        """Watch an age compared with a limit."""
        self._functions[key] = function
        self._limits.add((key, limit, strict))

    def watch_number(self, key: tuple[Any, ...], function: DayFunction) -> None:
        """Watch an age that is used as a number."""
        self._functions[key] = function
        self._numbers.add(key)

    def crossed(self, since: date) -> Array | None:
        """Return for every birth (by ordinal, from the earliest) whether something changed since a day."""
        if since == self._on:
            return None
        key = (since, len(self._limits), len(self._numbers))
        if key not in self._masks:
            self._masks[key] = self._crossed(since)
        return self._masks[key]

    def _crossed(self, since: date) -> Array:
        found = np.zeros(TABLE_DAYS, np.bool_)
        for key, limit, strict in self._limits:
            ends = [
                self._aging(key, day).births_at_most(limit, strict=strict) - _FIRST
                for day in (since, self._on)
            ]
            low, high = (min(max(end, 0), TABLE_DAYS) for end in sorted(ends))
            found[int(low) : int(high)] = True
        for key in self._numbers:
            found |= self._aging(key, since).table != self._aging(key, self._on).table
        return found

    def _aging(self, key: tuple[Any, ...], day: date) -> Aging:
        at = (key, day)
        if at not in self._agings:
            self._agings[at] = Aging(self._functions[key], day.toordinal())
        return self._agings[at]


def affected(births: Any, mask: Array) -> Array:
    """Return the rows whose birth (ordinals, as said) is among those of a mask."""
    place = np.clip(np.asarray(births).astype(np.int64) - _FIRST, 0, TABLE_DAYS - 1)
    found: Array = mask[place]
    return found
