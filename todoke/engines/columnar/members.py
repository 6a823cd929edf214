"""Statements about members of the household, for all of them at once: exists, every, count, total, rank …"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.kin import Pairs, Whole, incomplete, pairs_from, view_of
from todoke.engines.columnar.values import (
    FALSE,
    TRUE,
    Num,
    Truth,
    Value,
    both,
    either,
    opposite,
    settled,
    take,
    taken,
    truth_of,
    with_err,
)
from todoke.residents.block import Array
from todoke.rules.household import BIRTH_DATE

_INF = math.inf


def quantifier(
    kind: str, who: str, where: Evaluate | None, value: Evaluate | None, *, of_subject: bool
) -> Evaluate:
    """Return the function of a node about members.

    With ``of_subject`` the statement mentions the program's subject and is worked out pair by pair.
    """
    if kind == "rank":
        return _rank(who, where, of_subject=of_subject)
    combine = _COMBINATIONS[kind]

    def evaluate(run: Run, frame: Frame) -> Value:
        view: Pairs | Whole
        if of_subject:
            view, inner = pairs_from(run, frame, who)
            rows = None
        elif who == "everyone":
            view, inner, rows = Whole(run), run.persons, None
        else:
            view, inner = view_of(run, who), run.persons
            rows = view.targets
        holds = TRUE if where is None else truth_of(where(run, inner))
        seen = take(holds, rows)
        assert isinstance(seen, Truth)
        err = seen.err
        told: Value = TRUE
        if value is not None and seen.p is not False and view.count:
            told = take(value(run, inner), rows)
            err = errors.first(err, errors.where(seen.p, told.err))
        elif value is not None:
            told = FALSE if kind == "every" else Num(0.0, 0.0)
        found = combine(view, seen, told)
        return with_err(found, _spread(view, err))

    return evaluate


def _spread(view: Pairs | Whole, err: errors.Err) -> errors.Err:
    """Return the failures of the viewers: theirs is the first of those they look at."""
    if err is None:
        return None
    failed = view.any(errors.failing(errors.only(err, errors.FAILED)))
    unencoded = view.any(errors.failing(errors.only(err, errors.UNENCODED)))
    codes = np.where(failed, errors.FAILED, np.where(unencoded, errors.UNENCODED, 0))
    if codes.ndim == 0:
        return int(codes) or None
    return codes.astype(np.uint8) if codes.any() else None


def _exists(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    t = view.any(seen.t)
    open_ended = incomplete(view)
    if seen.is_decided and open_ended is False:
        return Truth(t, t)
    return Truth(t, settled(either(view.any(seen.p), open_ended)))


def _every(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    kept = truth_of(told)
    surely_broken = view.any(both(seen.t, opposite(kept.p)))
    p = opposite(surely_broken)
    open_ended = incomplete(view)
    if seen.is_decided and kept.is_decided and open_ended is False:
        return Truth(p, p)
    maybe_broken = view.any(both(seen.p, opposite(kept.t)))
    return Truth(settled(both(opposite(maybe_broken), opposite(open_ended))), p)


def _count(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    low = view.sum(_ones(view, seen.t))
    open_ended = incomplete(view)
    if seen.is_decided and open_ended is False:
        return Num(low, low)
    high = low if seen.is_decided else view.sum(_ones(view, seen.p))
    return Num(low, _beyond(high, open_ended))


def _ones(view: Pairs | Whole, plane: Any) -> Any:
    if isinstance(plane, bool):
        return np.full(view.count, float(plane))
    return plane.astype(np.float64)


def _beyond(high: Any, open_ended: Any, bound: float = _INF) -> Any:
    return high if open_ended is False else np.where(open_ended, bound, high)


def _total(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    assert isinstance(told, Num)
    absent = np.isnan(told.lo)
    lo = np.where(absent, 0.0, told.lo)
    hi = lo if told.is_exact else np.where(absent, 0.0, told.hi)
    open_ended = incomplete(view)
    low = view.sum(_full(view, np.where(seen.t, lo, np.where(seen.p, np.minimum(lo, 0), 0))))
    if told.is_exact and seen.is_decided and open_ended is False:
        return Num(low, low, told.d, rough=told.rough)
    high = view.sum(_full(view, np.where(seen.t, hi, np.where(seen.p, np.maximum(hi, 0), 0))))
    return Num(low, _beyond(high, open_ended), told.d, rough=told.rough)


def _full(view: Pairs | Whole, values: Array) -> Array:
    return values if values.ndim else np.full(view.count, float(values))


def _largest(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    return _extreme(view, seen, told, largest=True)


def _smallest(view: Pairs | Whole, seen: Truth, told: Value) -> Value:
    return _extreme(view, seen, told, largest=False)


def _extreme(view: Pairs | Whole, seen: Truth, told: Value, *, largest: bool) -> Value:
    """Return the extreme of the values; zero where there is none, and within reach where there may be none."""
    assert isinstance(told, Num)
    present = both(seen.p, settled(~np.isnan(told.lo)))
    sure = both(seen.t, present)
    surely = view.any(sure)
    far, near = (told.hi, told.lo) if largest else (told.lo, told.hi)
    none = -_INF if largest else _INF
    reach = view.extreme(_full(view, np.where(present, far, none)), largest=largest)
    held = view.extreme(_full(view, np.where(sure, near, none)), largest=largest)
    # Where nobody is sure, each of those who may count may be the only one, and there may be none: zero.
    weakest = view.extreme(_full(view, np.where(present, near, -none)), largest=not largest)
    pick = np.minimum if largest else np.maximum
    unsure = np.where(np.isinf(weakest) & (weakest == -none), 0.0, weakest)
    held = np.where(surely, held, pick(unsure, 0.0))
    reach = np.where(view.any(present), reach, 0.0)
    reach = np.where(surely, reach, (np.maximum if largest else np.minimum)(reach, 0.0))
    open_ended = incomplete(view)
    if largest:
        low, high = held, _beyond(reach, open_ended)
    else:
        low = _beyond(reach, open_ended, -_INF)
        high = held if open_ended is False else np.where(both(open_ended, opposite(surely)), _INF, held)
    exact = told.is_exact and seen.is_decided and open_ended is False
    return Num(low, low if exact else high, told.d, day=told.day, rough=told.rough)


_COMBINATIONS: dict[str, Callable[[Pairs | Whole, Truth, Value], Value]] = {
    "exists": _exists,
    "every": _every,
    "count": _count,
    "total": _total,
    "largest": _largest,
    "smallest": _smallest,
}


def _rank(who: str, where: Evaluate | None, *, of_subject: bool) -> Evaluate:
    def evaluate(run: Run, frame: Frame) -> Value:
        if of_subject:
            view, inner = pairs_from(run, frame, who)
            counted = TRUE if where is None else truth_of(where(run, inner))
            own = view.viewers if frame.members is None else frame.members[view.viewers]
        else:
            view, own = view_of(run, who), view_of(run, who).viewers
            holds = TRUE if where is None else truth_of(where(run, run.persons))
            counted = take(holds, view.targets)  # type: ignore[assignment]
        err = _spread(view, counted.err)
        apart = own != view.targets
        lo, hi = _births(run)
        mine = taken(lo, own), taken(hi, own)
        theirs = taken(lo, view.targets), taken(hi, view.targets)
        before = view.targets < own
        exact = (theirs[0] == theirs[1]) & (mine[0] == mine[1])
        elder_t = (theirs[1] < mine[0]) | (exact & (theirs[0] == mine[0]) & before)
        elder_p = (theirs[0] < mine[1]) | ((theirs[1] >= mine[0]) & (theirs[0] <= mine[1]) & before)
        t = both(settled(elder_t & apart), counted.t)
        p = both(settled(elder_p & apart), counted.p)
        low = 1.0 + view.sum(_ones(view, t))
        high = 1.0 + view.sum(_ones(view, p))
        return Num(
            low,
            low if np.array_equal(low, high) and view.complete is True else _beyond(high, incomplete(view)),
            err=err,
        )

    return evaluate


def _births(run: Run) -> tuple[Any, Any]:
    """Return the bounds of every birth as they were said; any day until today where nobody said it."""
    given = run.given(BIRTH_DATE, "day")
    if given is None:
        return 1.0, float(run.on)
    value, said = given
    assert isinstance(value, Num)
    if said is True:
        return value.lo, value.hi
    return np.where(said, value.lo, 1.0), np.where(said, value.hi, float(run.on))
