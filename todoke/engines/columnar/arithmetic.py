"""Arithmetic on columns of numbers between bounds, exact where the reference is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.values import FINEST, Num, Reals, in_steps, plainly

_INF = math.inf
_SNAP, _ULPS = 1e-9, 4e-15
"""A quotient so near to a whole number (absolutely, and by its own size) is that number."""

_WHOLE = float(2**53)
_COARSE_STEPS = 4096


def add(values: Sequence[Num]) -> Num:
    """Return the sum; what does not apply makes the sum not apply."""
    total = values[0]
    for value in values[1:]:
        one, other, d = in_steps(total, value)
        lo = one.lo + other.lo
        hi = lo if one.is_exact and other.is_exact else one.hi + other.hi
        total = _number(lo, hi, d, total, value)
    return total


def subtract(left: Num, right: Num) -> Num:
    """Return ``left`` less ``right``."""
    one, other, d = in_steps(left, right)
    if one.is_exact and other.is_exact:
        lo = one.lo - other.lo
        return _number(lo, lo, d, left, right)
    with np.errstate(invalid="ignore"):
        lo, hi = one.lo - other.hi, one.hi - other.lo
    return _number(_open(lo, -_INF, one, other), _open(hi, _INF, one, other), d, left, right)


def _open(values: Any, otherwise: float, *of: Num) -> Reals:
    """Return the open bound where infinity was taken from infinity."""
    lost = np.isnan(values)
    if not np.any(lost):
        return values  # type: ignore[no-any-return]
    absent = np.isnan(of[0].lo) | np.isnan(of[1].lo)
    return plainly(np.where(lost & ~absent, otherwise, values))


def multiply(values: Sequence[Num]) -> Num:
    """Return the product."""
    product = values[0]
    for value in values[1:]:
        product = _times(product, value)
    return product


def _times(one: Num, other: Num) -> Num:
    d = one.d * other.d
    if one.is_exact and other.is_exact:
        lo = one.lo * other.lo
        return _coarse(_number(lo, lo, d, one, other))
    for constant, factor in ((other, one), (one, other)):
        if constant.is_exact and not isinstance(constant.lo, np.ndarray) and 0 < constant.lo < _INF:
            lo, hi = factor.lo * constant.lo, factor.hi * constant.lo
            return _coarse(_number(lo, hi, d, one, other))
    ends = [_product(a, b) for a in _ends(one) for b in _ends(other)]
    lo, hi = ends[0], ends[0]
    for end in ends[1:]:
        lo, hi = np.minimum(lo, end), np.maximum(hi, end)
    return _coarse(_number(plainly(lo), plainly(hi), d, one, other))


def _ends(number: Num) -> tuple[Reals, ...]:
    return (number.lo,) if number.is_exact else (number.lo, number.hi)


def _product(one: Any, other: Any) -> Any:
    with np.errstate(invalid="ignore"):
        product = one * other
    lost = np.isnan(product)
    if np.any(lost):
        product = np.where(lost & ~np.isnan(one) & ~np.isnan(other), 0.0, product)
    return product


def divide(left: Num, right: Num) -> Num:
    """Return the quotient; open where the divisor may be zero, a failure where it surely is."""
    if not isinstance(right.lo, np.ndarray) and right.is_exact and right.lo and math.isfinite(right.lo):
        inverse = Fraction(right.d, 1) / Fraction(int(right.lo))
        exact = Num(*(float(inverse.numerator),) * 2, inverse.denominator, err=right.err)
        return _times(left, exact)
    low, high = np.asarray(right.lo), np.asarray(right.hi)
    absent = np.isnan(left.lo) | np.isnan(low)
    unsure = ~absent & (((low < 0) & (high > 0)) | ((np.equal(low, 0)) != (np.equal(high, 0))))
    zero = ~absent & np.equal(low, 0) & np.equal(high, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        inverse_low = np.where(np.isinf(high), 0.0, right.d / high)
        inverse_high = np.where(np.isinf(low), 0.0, right.d / low)
        quotient = _times(
            Num(*_quotient(left)), Num(inverse_low, inverse_low if right.is_exact else inverse_high)
        )
        if left.is_exact and right.is_exact:
            # Rounded once, as where the divisor is the same for all.
            once = (left.lo * right.d) / (low * left.d)
            quotient = Num(once, once)
    lo = np.where(absent, math.nan, np.where(unsure, -_INF, quotient.lo))
    exact_everywhere = quotient.is_exact and not np.any(unsure)
    open_high = np.where(unsure, _INF, quotient.hi)
    err = errors.first(left.err, right.err, errors.where(_bool(zero), errors.FAILED))
    plain = plainly(lo)
    hi = plain if exact_everywhere else plainly(np.where(absent, math.nan, open_high))
    return Num(plain, hi, 1, rough=True, err=err)


def _quotient(number: Num) -> tuple[Reals, Reals]:
    lo = number.lo / number.d
    return lo, lo if number.is_exact else number.hi / number.d


def largest(values: Sequence[Num]) -> Num:
    """Return the largest value."""
    return _extreme(values, np.maximum)


def smallest(values: Sequence[Num]) -> Num:
    """Return the smallest value."""
    return _extreme(values, np.minimum)


def _extreme(values: Sequence[Num], pick: Any) -> Num:
    found = values[0]
    for value in values[1:]:
        one, other, d = in_steps(found, value)
        lo = plainly(pick(one.lo, other.lo))
        hi = lo if one.is_exact and other.is_exact else plainly(pick(one.hi, other.hi))
        found = _number(lo, hi, d, found, value)
    return found


def round_to(value: Num, multiple: Fraction, mode: str) -> Num:
    """Return ``value`` rounded to a multiple: ``down`` (切捨て), ``up`` (切上げ) or ``half_up`` (四捨五入)."""
    lo = _rounded(value.lo, value, multiple, mode)
    hi = lo if value.is_exact else _rounded(value.hi, value, multiple, mode)
    return Num(lo, hi, multiple.denominator, err=value.err)


def _rounded(values: Reals, value: Num, multiple: Fraction, mode: str) -> Reals:
    up, under = float(multiple.denominator), float(value.d * multiple.numerator)
    half_up = mode == "half_up"
    steps: Any = (values * (2 * up) + under) / (2 * under) if half_up else values * up / under
    if value.rough:
        whole = np.rint(steps)
        with np.errstate(invalid="ignore"):
            steps = np.where(np.abs(steps - whole) <= _SNAP + _ULPS * np.abs(whole), whole, steps)
    whole = np.ceil(steps) if mode == "up" else np.floor(steps)
    return plainly(whole * float(multiple.numerator))


def _number(lo: Reals, hi: Reals, d: int, *of: Num) -> Num:
    return Num(
        lo,
        hi,
        d,
        day=of[0].day,
        rough=any(one.rough for one in of),
        err=errors.first(*(one.err for one in of)),
    )


def _coarse(number: Num) -> Num:
    """Return a number whose steps grew too fine as a plain quotient."""
    if number.d <= _COARSE_STEPS or (number.d <= FINEST and _fits(number)):
        return number
    lo = number.lo / number.d
    hi = lo if number.is_exact else number.hi / number.d
    return Num(lo, hi, 1, rough=True, err=number.err)


def _fits(number: Num) -> bool:
    """Tell whether every step can still be told from the next."""
    ends = np.abs(
        np.asarray([np.nan_to_num(end, posinf=0.0, neginf=0.0).max() for end in map(np.abs, _ends(number))])
    )
    return bool((ends < _WHOLE).all())


def _bool(mask: Any) -> Any:
    return mask if isinstance(mask, np.ndarray) and mask.ndim else bool(mask)
