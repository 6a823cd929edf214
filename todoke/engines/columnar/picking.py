"""Choosing between values row by row, and the narrowest value that contains several."""

from __future__ import annotations

import math

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.codebook import combined, merged
from todoke.engines.columnar.values import (
    FIRST_DAY,
    LAST_DAY,
    Codes,
    Num,
    Plane,
    Truth,
    Value,
    absent_in,
    both,
    chosen,
    either,
    in_steps,
    opposite,
    plainly,
    settled,
    with_err,
)
from todoke.rules import values as plain


def pick(mask: Plane, one: Value, other: Value) -> Value:
    """Return ``one`` where the mask holds and ``other`` elsewhere, failures included."""
    if mask is True:
        return one
    if mask is False:
        return other
    err = errors.first(errors.where(mask, one.err), errors.where(opposite(mask), other.err))
    if isinstance(one, Truth) and isinstance(other, Truth):
        t = _either_plane(mask, one.t, other.t)
        decided = one.is_decided and other.is_decided
        return Truth(
            t, t if decided else _either_plane(mask, one.p, other.p), _either_plane(mask, one.a, other.a), err
        )
    if isinstance(one, Num) and isinstance(other, Num):
        left, right, d = in_steps(one, other)
        lo = chosen(mask, left.lo, right.lo)
        hi = lo if left.is_exact and right.is_exact else chosen(mask, left.hi, right.hi)
        return Num(lo, hi, d, day=one.day, rough=one.rough or other.rough, err=err)
    if isinstance(one, Codes) and isinstance(other, Codes):
        if one.entries == other.entries:
            return Codes(chosen(mask, one.place, other.place), one.entries, err)
        entries, moved = merged(one.entries, other.entries)
        again = moved.take(other.place) if isinstance(other.place, np.ndarray) else int(moved[other.place])
        return Codes(chosen(mask, one.place, again), entries, err)
    raise TypeError("values of different kinds cannot stand for one another")


def _either_plane(mask: Plane, one: Plane, other: Plane) -> Plane:
    if one is other:
        return one
    return settled(either(both(mask, one), both(opposite(mask), other)))


def hull(one: Value, other: Value) -> Value:
    """Return the narrowest value that contains both, in every row."""
    err = errors.first(one.err, other.err)
    if isinstance(one, Truth) and isinstance(other, Truth):
        t, p = both(one.t, other.t), either(one.p, other.p)
        a = both(one.a, other.a)
        if one.a is not False or other.a is not False:
            # A truth value beside one that does not apply is open, even where it is false.
            p = either(p, both(either(one.a, other.a), opposite(a)))
        return Truth(settled(t), settled(p), settled(a), err)
    if isinstance(one, Num) and isinstance(other, Num):
        left, right, d = in_steps(one, other)
        lo, hi = np.minimum(left.lo, right.lo), np.maximum(left.hi, right.hi)
        lost = either(absent_in(left.lo), absent_in(right.lo))
        if lost is not False:
            never = both(absent_in(left.lo), absent_in(right.lo))
            ends = (FIRST_DAY, LAST_DAY) if one.day else (-math.inf, math.inf)
            lo = np.where(lost, np.where(never, math.nan, ends[0]), lo)
            hi = np.where(lost, np.where(never, math.nan, ends[1]), hi)
        return Num(plainly(lo), plainly(hi), d, day=one.day, rough=one.rough or other.rough, err=err)
    if isinstance(one, Codes) and isinstance(other, Codes):
        return with_err(combined(_hull, one, other), err)
    raise TypeError("values of different kinds have no hull")


def narrow(given: Value, derived: Value) -> Value:
    """Return what both values allow; ``given`` alone where it is exact or they contradict each other."""
    err = errors.first(given.err, derived.err)
    if isinstance(given, Codes) and isinstance(derived, Codes):
        return with_err(combined(plain.narrow, given, derived), err)
    if isinstance(given, Num) and isinstance(derived, Num):
        left, right, d = in_steps(given, derived)
        lo, hi = np.maximum(left.lo, right.lo), np.minimum(left.hi, right.hi)
        absent = absent_in(right.lo)
        ends = (FIRST_DAY, LAST_DAY) if given.day else (-math.inf, math.inf)
        open_ended = np.equal(left.lo, ends[0]) & np.equal(left.hi, ends[1])
        exact = np.equal(left.lo, left.hi)
        fits = ~exact & (lo <= hi)
        # An exact value that was worked out counts only where it lies within what was given.
        point = np.equal(right.lo, right.hi)
        fits &= ~point | ((left.lo <= right.lo) & (right.hi <= left.hi))
        low = np.where(fits, lo, left.lo)
        high = np.where(fits, hi, left.hi)
        if absent is not False:
            gone = absent & open_ended & ~exact
            low, high = np.where(gone, math.nan, low), np.where(gone, math.nan, high)
        return Num(plainly(low), plainly(high), d, day=given.day, rough=given.rough or derived.rough, err=err)
    return given


def _hull(one: plain.Value, other: plain.Value) -> plain.Value:
    return plain.hull((one, other), plain.NO_NEEDS)
