"""Arithmetic on values known only roughly: what comes out contains every possible result."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from todoke.rules.values import ABSENT, Interval, Number, Value, all_needs, bounds, interval, tidy


def number_bounds(value: Value) -> tuple[Number, Number]:
    """Return the bounds of a number."""
    return cast("tuple[Number, Number]", bounds(value))


def add(values: Sequence[Value]) -> Value:
    """Return the sum; what does not apply makes the sum not apply."""
    if ABSENT in values:
        return ABSENT
    if not any(type(value) is Interval for value in values):
        return tidy(sum(cast("Sequence[Number]", values)))
    pairs = [number_bounds(value) for value in values]
    return interval(
        tidy(sum(low for low, _ in pairs)), tidy(sum(high for _, high in pairs)), all_needs(values)
    )


def subtract(left: Value, right: Value) -> Value:
    """Return ``left`` less ``right``."""
    if left is ABSENT or right is ABSENT:
        return ABSENT
    if type(left) is int and type(right) is int:
        return left - right
    left_low, left_high = number_bounds(left)
    right_low, right_high = number_bounds(right)
    low, high = left_low - right_high, left_high - right_low
    return interval(_settled(low, -math.inf), _settled(high, math.inf), all_needs((left, right)))


def multiply(values: Sequence[Value]) -> Value:
    """Return the product."""
    if ABSENT in values:
        return ABSENT
    low, high = number_bounds(values[0])
    for value in values[1:]:
        other_low, other_high = number_bounds(value)
        ends = [_times(one, other) for one in (low, high) for other in (other_low, other_high)]
        low, high = min(ends), max(ends)
    return interval(tidy(low), tidy(high), all_needs(values))


def divide(left: Value, right: Value) -> Value:
    """Return the quotient; open where the divisor may be zero, ZeroDivisionError where it surely is."""
    if left is ABSENT or right is ABSENT:
        return ABSENT
    low, high = number_bounds(right)
    if low < 0 < high or (low == 0) != (high == 0):
        return Interval(-math.inf, math.inf, all_needs((left, right)))
    if low == 0:
        raise ZeroDivisionError("0で割ろうとしました。割る数が0にならないように規則を書き直してください")
    inverse = interval(_inverse(high), _inverse(low), all_needs((right,)))
    return multiply((left, inverse))


def largest(values: Sequence[Value]) -> Value:
    """Return the largest value."""
    if ABSENT in values:
        return ABSENT
    pairs = [number_bounds(value) for value in values]
    return interval(max(low for low, _ in pairs), max(high for _, high in pairs), all_needs(values))


def smallest(values: Sequence[Value]) -> Value:
    """Return the smallest value."""
    if ABSENT in values:
        return ABSENT
    pairs = [number_bounds(value) for value in values]
    return interval(min(low for low, _ in pairs), min(high for _, high in pairs), all_needs(values))


def round_to(value: Value, multiple: Number, mode: str) -> Value:
    """Return ``value`` rounded to a multiple: ``down`` (切捨て), ``up`` (切上げ) or ``half_up`` (四捨五入).

    >>> round_to(11019, 10, "down")
    11010
    """
    if value is ABSENT:
        return ABSENT
    low, high = number_bounds(value)
    return interval(_rounded(low, multiple, mode), _rounded(high, multiple, mode), all_needs((value,)))


def _rounded(value: Number, multiple: Number, mode: str) -> Number:
    if isinstance(value, float):
        return value
    steps = Fraction(value) / Fraction(multiple)
    whole = {
        "down": math.floor(steps),
        "up": math.ceil(steps),
        "half_up": math.floor(steps + Fraction(1, 2)),
    }[mode]
    return tidy(whole * Fraction(multiple))


def _times(one: Number, other: Number) -> Number:
    return 0 if one == 0 or other == 0 else one * other


def _inverse(value: Number) -> Number:
    return 0 if isinstance(value, float) else 1 / Fraction(value)


def _settled(value: Number, otherwise: float) -> Number:
    return otherwise if isinstance(value, float) and math.isnan(value) else tidy(value)
