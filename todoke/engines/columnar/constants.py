"""Plain values of the rules as columns, and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from todoke.engines.columnar.codebook import interned
from todoke.engines.columnar.values import (
    FALSE,
    MAYBE,
    NO_TRUTH,
    TRUE,
    Codes,
    Num,
    Truth,
    Value,
    bounded,
    exactly,
    plainly,
    settled,
)
from todoke.rules.values import ABSENT, Choices, Interval, Maybe
from todoke.rules.values import Value as PlainValue

NO_NUMBER = Num(math.nan, math.nan)
NO_DAY = Num(math.nan, math.nan, day=True)
NO_CODE = Codes(0, (ABSENT,))


def uniform(value: PlainValue) -> Value:
    """Return a plain value that is the same for all rows; what does not apply must be told by its kind.

    >>> uniform(date(2026, 4, 1)).day
    True
    """
    if isinstance(value, bool):
        return TRUE if value else FALSE
    if isinstance(value, Maybe):
        return MAYBE
    if isinstance(value, str | Choices):
        return Codes(0, (value,))
    if isinstance(value, date):
        ordinal = float(value.toordinal())
        return Num(ordinal, ordinal, day=True)
    if isinstance(value, Interval):
        if isinstance(value.low, date) and isinstance(value.high, date):
            return Num(float(value.low.toordinal()), float(value.high.toordinal()), day=True)
        return bounded(value.low, value.high)
    if isinstance(value, int | Fraction):
        return exactly(value)
    raise TypeError(f"no column for {value!r}")


def absent_like(value: Value) -> Value:
    """Return the value that does not apply, of the same kind as ``value``."""
    if isinstance(value, Truth):
        return NO_TRUTH
    if isinstance(value, Num):
        return NO_DAY if value.day else NO_NUMBER
    return NO_CODE


def column_of(values: list[PlainValue]) -> Callable[[Any], Value]:
    """Return the function that gives a column whose rows are ``values[place]``."""
    sample = uniform(_like(values))
    if isinstance(sample, Codes):
        entries = interned(tuple(values))
        return lambda place: Codes(place, entries)
    if isinstance(sample, Truth):
        sure = np.array([one is True for one in values])
        open_ones = [isinstance(one, Maybe) for one in values]
        may = sure | np.array(open_ones)
        if any(open_ones):
            return lambda place: Truth(settled(sure.take(place)), settled(may.take(place)))

        def decided(place: Any) -> Value:
            t = settled(sure.take(place))
            return Truth(t, t)

        return decided
    numbers = [absent_like(sample) if one is ABSENT else uniform(one) for one in values]
    assert all(isinstance(one, Num) for one in numbers)
    d = math.lcm(*(one.d for one in numbers))  # type: ignore[union-attr]
    lows = np.array([one.lo * (d // one.d) for one in numbers])  # type: ignore[union-attr]
    highs = np.array([one.hi * (d // one.d) for one in numbers])  # type: ignore[union-attr]
    exact = all(one.is_exact for one in numbers)  # type: ignore[union-attr]

    def between(place: Any) -> Value:
        lo = plainly(lows.take(place))
        return Num(lo, lo if exact else plainly(highs.take(place)), d, day=sample.day)

    return between


def _like(values: list[PlainValue]) -> PlainValue:
    return next((one for one in values if one is not ABSENT), True)


def plain_pairs(number: Num) -> tuple[list[PlainValue], Any]:
    """Return the distinct plain values of a column of numbers, and which of them each row has."""
    lo, hi = np.broadcast_arrays(np.asarray(number.lo), np.asarray(number.hi))
    pairs, place = np.unique(np.stack([lo.ravel(), hi.ravel()]), axis=1, return_inverse=True)
    found: list[PlainValue] = []
    for low, high in pairs.T.tolist():
        if math.isnan(low):
            found.append(ABSENT)
        elif low == high:
            found.append(_whole(low, number.d))
        else:
            found.append(Interval(_whole(low, number.d), _whole(high, number.d)))
    return found, place.reshape(-1) if lo.ndim else int(place.reshape(-1)[0])


def _whole(value: float, d: int) -> Any:
    if math.isinf(value):
        return value
    exact = Fraction(round(value), d)
    return exact.numerator if exact.denominator == 1 else exact
