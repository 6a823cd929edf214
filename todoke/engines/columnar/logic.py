"""Kleene's logic and comparisons on whole columns."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.codebook import combined, remembered
from todoke.engines.columnar.values import (
    FALSE,
    Codes,
    Num,
    Plane,
    Truth,
    Value,
    both,
    either,
    in_steps,
    opposite,
    settled,
)
from todoke.rules import truth as plain
from todoke.rules.values import Maybe
from todoke.rules.values import Value as PlainValue

_ROUGHLY = 1e-11
"""Quotients that are no nearer than this, relatively, are different numbers."""


def negation(value: Truth) -> Truth:
    """Return the opposite; what is open stays open."""
    t = opposite(value.p)
    return Truth(t, t if value.is_decided else opposite(value.t), False, value.err)


def conjoined(one: Truth, other: Truth) -> Truth:
    """Return where both hold, both being worked out for every row."""
    t = both(one.t, other.t)
    err = errors.first(one.err, other.err)
    return Truth(t, t if one.is_decided and other.is_decided else both(one.p, other.p), False, err)


def is_less(left: Num, right: Num) -> Truth:
    """Return where ``left`` is under ``right`` (未満)."""
    return _ordered(left, right, strict=True)


def is_at_most(left: Num, right: Num) -> Truth:
    """Return where ``left`` is ``right`` or under it (以下)."""
    return _ordered(left, right, strict=False)


def _ordered(left: Num, right: Num, *, strict: bool) -> Truth:
    err = errors.first(left.err, right.err)
    left, right, _ = in_steps(left, right)
    if left.rough or right.rough:
        left, right = _snapped(left, right)
    if err is None:
        folded = _by_zone(left, right, strict=strict)
        if folded is not None:
            return folded
    under: Callable[[Any, Any], Any] = np.less if strict else np.less_equal
    t = settled(under(left.hi, right.lo))
    if left.is_exact and right.is_exact:
        return Truth(t, t, False, err)
    return _truth(t, settled(under(left.lo, right.hi)), err)


def _truth(t: Plane, p: Plane, err: errors.Err) -> Truth:
    if isinstance(t, bool) and t is p:
        return Truth(t, t, False, err)
    return Truth(t, p, False, err)


def _by_zone(left: Num, right: Num, *, strict: bool) -> Truth | None:
    """Return the answer where the bounds of the whole block give it, without looking at a row."""
    one, other = left.zone(), right.zone()
    if one is None or other is None:
        return None
    (left_least, left_most), (right_least, right_most) = one, other
    if math.isnan(left_least + left_most + right_least + right_most):
        return None
    if left_most < right_least or (not strict and left_most == right_least):
        return Truth(True, True)
    if left_least > right_most or (strict and left_least == right_most):
        return FALSE
    return None


def _snapped(left: Num, right: Num) -> tuple[Num, Num]:
    """Make quotients that are the same number the same float."""

    def near(one: Any, other: Any) -> Any:
        with np.errstate(invalid="ignore"):
            close = np.abs(one - other) <= _ROUGHLY * np.maximum(np.abs(one), np.abs(other))
        # An open end is near nothing.
        close &= np.isfinite(one) & np.isfinite(other)
        return np.where(close, other, one)

    lo, hi = near(left.lo, right.hi), near(left.hi, right.lo)
    if left.is_exact and right.is_exact:
        hi = lo
    return Num(lo, hi, left.d, day=left.day), right


def is_equal(left: Value, right: Value) -> Truth:
    """Return where both are the same number, day, code or truth value."""
    err = errors.first(left.err, right.err)
    if isinstance(left, Codes) and isinstance(right, Codes):
        return _same_code(left, right, err)
    if isinstance(left, Num) and isinstance(right, Num):
        left, right, _ = in_steps(left, right)
        if left.rough or right.rough:
            left, right = _snapped(left, right)
        if left.is_exact and right.is_exact:
            same = settled(np.equal(left.lo, right.lo))
            return Truth(same, same, False, err)
        p = settled(np.greater_equal(left.hi, right.lo) & np.greater_equal(right.hi, left.lo))
        t = settled(np.equal(left.lo, left.hi) & np.equal(left.lo, right.lo) & np.equal(right.lo, right.hi))
        return _truth(t, p, err)
    if isinstance(left, Truth) and isinstance(right, Truth):
        applies = opposite(either(left.a, right.a))
        same = opposite(_differs(left.t, right.t))
        if left.is_decided and right.is_decided:
            t = settled(both(same, applies))
            return Truth(t, t, False, err)
        decided = both(opposite(_differs(left.t, left.p)), opposite(_differs(right.t, right.p)))
        t = settled(both(both(same, decided), applies))
        return _truth(t, settled(both(either(t, opposite(decided)), applies)), err)
    raise TypeError("values of different kinds cannot be equal")


def _differs(one: Plane, other: Plane) -> Plane:
    if isinstance(one, bool):
        return opposite(other) if one else other
    if isinstance(other, bool):
        return opposite(one) if other else one
    return one ^ other


def _same_code(left: Codes, right: Codes, err: errors.Err) -> Truth:
    both_equal = combined(plain.is_equal, left, right)
    return by_entry(Codes(both_equal.place, both_equal.entries, err), "itself", _itself)


def _itself(entry: PlainValue) -> Any:
    return entry


def is_among(value: Codes, codes: frozenset[str]) -> Truth:
    """Return where a code is one of ``codes``."""
    return by_entry(value, codes, lambda entry: plain.is_among(entry, codes))


def by_entry(value: Codes, key: Any, answer: Callable[[PlainValue], Any]) -> Truth:
    """Return a truth value that depends on the code alone; ``key`` names the question."""
    sure, maybe, count = remembered(key, value.entries, lambda entries: _answers(entries, answer))
    place = value.place
    if not isinstance(place, np.ndarray):
        t: Plane = place in sure
        return Truth(t, t if place not in maybe else True, False, value.err)
    t = _at_any(place, sure, count)
    if not maybe:
        return Truth(t, t, False, value.err)
    return _truth(t, settled(either(t, _at_any(place, maybe, count))), value.err)


def _answers(entries: Any, answer: Callable[[PlainValue], Any]) -> tuple[list[int], list[int], int]:
    answers = [answer(entry) for entry in entries]
    sure = [at for at, one in enumerate(answers) if one is True]
    return sure, [at for at, one in enumerate(answers) if isinstance(one, Maybe)], len(answers)


_FEW = 3


def _at_any(place: Any, wanted: list[int], count: int) -> Plane:
    if not wanted:
        return False
    if len(wanted) == count:
        return True
    if len(wanted) <= _FEW:
        found = place == wanted[0]
        for one in wanted[1:]:
            found |= place == one
        return settled(found)
    table = np.zeros(count, np.bool_)
    table[wanted] = True
    return settled(table.take(place))
