"""Putting functions of whole blocks together: all, any, comparisons, lists and moved days."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from todoke.engines.columnar import calendar, errors, logic
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.values import Codes, Num, Truth, Value, both, opposite, settled, truth_of


def num(value: Value) -> Num:
    """Return a value as a number or a day."""
    if not isinstance(value, Num):
        raise TypeError("not a number or a day")
    return value


def codes(value: Value) -> Codes:
    """Return a value as a code."""
    if not isinstance(value, Codes):
        raise TypeError("not a code")
    return value


def compared(kind: str, left: Evaluate, right: Evaluate) -> Evaluate:
    """Return the function of a comparison."""
    if kind == "eq":
        return lambda run, frame: logic.is_equal(left(run, frame), right(run, frame))
    function = logic.is_less if kind in ("lt", "gt") else logic.is_at_most
    if kind in ("lt", "le"):
        return lambda run, frame: function(num(left(run, frame)), num(right(run, frame)))
    return lambda run, frame: function(num(right(run, frame)), num(left(run, frame)))


def listed(function: Callable[[list[Num]], Num], parts: list[Evaluate]) -> Evaluate:
    """Return the function of an operation on several numbers."""
    return lambda run, frame: function([num(part(run, frame)) for part in parts])


def moved(moving: calendar.Moving, day: Evaluate) -> Evaluate:
    """Return the function that moves a day."""

    def evaluate(run: Run, frame: Frame) -> Value:
        start = num(day(run, frame))
        lo = moving.at(start.lo)
        return Num(lo, lo if start.is_exact else moving.at(start.hi), day=True, err=start.err)

    return evaluate


def all_of(parts: list[Evaluate]) -> Evaluate:
    """Return the conjunction of parts, each asked only while somebody may still hold (かつ)."""

    def evaluate(run: Run, frame: Frame) -> Value:
        t: Any = True
        p: Any = True
        decided = True
        err: errors.Err = None
        for part in parts:
            value = truth_of(part(run, frame))
            if value.err is not None:
                err = errors.first(err, errors.where(p, value.err))
            decided = decided and value.is_decided
            t = settled(both(t, value.t))
            p = t if decided else settled(both(p, value.p))
            if p is False:
                break
        return Truth(t, p, False, err)

    return evaluate


def any_of(parts: list[Evaluate]) -> Evaluate:
    """Return the disjunction of parts, each asked only while somebody does not surely hold (または)."""

    def evaluate(run: Run, frame: Frame) -> Value:
        # Not all of them fail: the rows still open are those where no part surely holds.
        unheld: Any = True
        never: Any = True
        decided = True
        err: errors.Err = None
        for part in parts:
            value = truth_of(part(run, frame))
            if value.err is not None:
                err = errors.first(err, errors.where(unheld, value.err))
            decided = decided and value.is_decided
            unheld = settled(both(unheld, opposite(value.t)))
            never = unheld if decided else settled(both(never, opposite(value.p)))
            if unheld is False:
                never = False
                break
        t = opposite(unheld)
        return Truth(t, t if never is unheld else opposite(never), False, err)

    return evaluate
