"""Exact arithmetic on intervals as SQL text: what comes out contains every possible result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import reduce

from todoke.engines.sql.texts import (
    FALSE,
    RULE_ERROR,
    TRUE,
    Sql,
    all_of,
    any_of,
    chosen,
    either,
    error_where,
    first_error,
    negated,
)
from todoke.engines.sql.values import (
    INFINITE,
    INFINITY,
    Keep,
    Number,
    Ratio,
    comparable,
    constant_number,
    kept,
    ratio,
    times,
)


def added(parts: Sequence[Number], keep: Keep) -> Number:
    """Return the sum; an infinite end stays infinite."""
    low = _sum([part.low for part in parts])
    high = low if all(part.low == part.high for part in parts) else _sum([part.high for part in parts])
    return _together(parts, low, high, keep, positive=all(part.positive for part in parts))


def _sum(ratios: list[Ratio]) -> Ratio:
    constants = [one.constant for one in ratios]
    if all(one is not None for one in constants):
        return ratio(sum((one for one in constants if one is not None), Fraction(0)))
    overs, under = comparable(ratios)
    if INFINITE in overs:
        return INFINITY
    left = [over for over in overs if over != "0"]
    return Ratio(f"({' + '.join(left)})" if len(left) > 1 else left[0], under)


def subtracted(left: Number, right: Number, keep: Keep) -> Number:
    """Return the difference."""
    minus = Number(_minus(right.high), _minus(right.low), right.absent, right.error, right.bounded)
    if right.low == right.high:
        minus = replace(minus, low=minus.high)
    return added([left, minus], keep)


def _minus(one: Ratio) -> Ratio:
    constant = one.constant
    if constant is not None:
        return ratio(-constant)
    return one if one.over == INFINITE else Ratio(f"(-{one.over})", one.under)


def multiplied(parts: Sequence[Number], keep: Keep) -> Number:
    """Return the product."""
    return reduce(lambda one, other: _product(kept(one, keep), kept(other, keep), keep), parts)


def _product(one: Number, other: Number, keep: Keep) -> Number:
    if one.constant is not None and other.constant is None:
        one, other = other, one
        # Which error comes first is kept: a constant has none.
    factor = other.constant
    positive = one.positive and other.positive
    if factor == 0:
        return _together([one, other], ratio(0), ratio(0), keep, positive=True, bounded=True)
    if factor is not None:
        scaled = [
            Ratio(times(end.over, ratio(factor).over), _under(end, ratio(factor)))
            for end in (one.low, one.high)
        ]
        low, high = scaled if factor > 0 else scaled[::-1]
        return _together([one, other], low, high, keep, positive=positive)
    if one.is_exact and other.is_exact:
        exact = _times(one.low, other.low)
        return _together([one, other], exact, exact, keep, positive=positive)
    if positive:
        high = _times(one.high, other.high)
        if not (one.bounded and other.bounded):
            zero = any_of(f"({one.high.over} = 0)", f"({other.high.over} = 0)")
            high = Ratio(chosen((_never_null(zero), "0"), otherwise=high.over), high.under)
        return _together([one, other], _times(one.low, other.low), high, keep, positive=True)
    return _general_product(one, other, keep)


def _general_product(one: Number, other: Number, keep: Keep) -> Number:
    """Return the product of any two intervals: the least and the largest of the four products of their ends."""
    pairs = [(first, second) for first in (one.low, one.high) for second in (other.low, other.high)]
    products = [_times(first, second) for first, second in pairs]
    overs, under = comparable(products)
    if one.bounded and other.bounded:
        low, high = f"least({', '.join(overs)})", f"greatest({', '.join(overs)})"
        return _together([one, other], Ratio(low, under), Ratio(high, under), keep)
    # Nothing times an infinite end is nothing; least and greatest pass over what is infinite.
    overs = [
        keep(chosen((_never_null(any_of(f"({a.over} = 0)", f"({b.over} = 0)")), "0"), otherwise=over))
        for (a, b), over in zip(pairs, overs, strict=True)
    ]
    below = any_of(*(_infinite_below(a, b) for a, b in ((one, other), (other, one))))
    above = any_of(*(_infinite_above(a, b) for a, b in ((one, other), (other, one))))
    low = chosen((below, INFINITE), otherwise=f"least({', '.join(overs)})")
    high = chosen((above, INFINITE), otherwise=f"greatest({', '.join(overs)})")
    return _together([one, other], Ratio(low, under), Ratio(high, under), keep)


def _infinite_below(one: Number, other: Number) -> Sql:
    """Tell whether an infinite end of ``one`` times something of ``other`` has no lower bound."""
    down = all_of(
        f"({one.low.over} IS NULL)", any_of(f"({other.high.over} IS NULL)", _sign(other.high, "> 0"))
    )
    up = all_of(f"({one.high.over} IS NULL)", any_of(f"({other.low.over} IS NULL)", _sign(other.low, "< 0")))
    return any_of(down, up)


def _infinite_above(one: Number, other: Number) -> Sql:
    down = all_of(f"({one.low.over} IS NULL)", any_of(f"({other.low.over} IS NULL)", _sign(other.low, "< 0")))
    up = all_of(
        f"({one.high.over} IS NULL)", any_of(f"({other.high.over} IS NULL)", _sign(other.high, "> 0"))
    )
    return any_of(down, up)


def _sign(one: Ratio, compared: Sql) -> Sql:
    return f"({one.over} {compared})"


def _times(one: Ratio, other: Ratio) -> Ratio:
    return Ratio(times(one.over, other.over), _under(one, other))


def _under(one: Ratio, other: Ratio) -> int | Sql:
    if isinstance(one.under, int) and isinstance(other.under, int):
        return one.under * other.under
    return times(str(one.under), str(other.under))


def divided(left: Number, right: Number, keep: Keep) -> Number:
    """Return the quotient: open where the divisor may be zero, an error where it surely is."""
    factor = right.constant
    if factor is not None and factor != 0:
        return multiplied([left, constant_number(1 / factor)], keep)
    left, right = kept(left, keep), kept(right, keep)
    low, high = right.low.over, right.high.over
    applies = negated(any_of(left.absent or FALSE, right.absent or FALSE))
    zero = keep(all_of(_never_null(f"({low} = 0)"), _never_null(f"({high} = 0)")))
    error = first_error(left.error, right.error, error_where(all_of(applies, zero), RULE_ERROR))
    if right.is_exact:
        inverse = _inverse(right.high, keep)
        found = multiplied([left, Number(inverse, inverse, positive=right.positive)], keep)
        return replace(found, absent=either(left.absent, right.absent), error=error)
    least = any_of(f"({low} IS NULL)", f"({low} < 0)")
    most = any_of(f"({high} IS NULL)", f"({high} > 0)")
    touches = f"({_never_null(f'({low} = 0)')} <> {_never_null(f'({high} = 0)')})"
    is_open = keep(any_of(all_of(_never_null(least), _never_null(most)), touches))
    inverted = Number(_inverse(right.high, keep), _inverse(right.low, keep), positive=right.positive)
    found = multiplied([left, inverted], keep)
    low_end = Ratio(chosen((is_open, INFINITE), otherwise=found.low.over), found.low.under)
    high_end = Ratio(chosen((is_open, INFINITE), otherwise=found.high.over), found.high.under)
    return Number(low_end, high_end, either(left.absent, right.absent), error, bounded=False)


def _inverse(end: Ratio, keep: Keep) -> Ratio:
    """Return one over an end; zero for an infinite one."""
    over = chosen(
        (f"({end.over} < 0)", f"(-{end.under})"), (f"({end.over} > 0)", str(end.under)), otherwise="0"
    )
    under = chosen((_never_null(f"({end.over} <> 0)"), f"abs({end.over})"), otherwise="1")
    return Ratio(keep(over), keep(f"{under}::HUGEINT"))


def largest(parts: Sequence[Number], keep: Keep) -> Number:
    """Return the largest of several numbers."""
    positive = any(part.positive for part in parts)
    low = _most([part.low for part in parts])
    # greatest passes over NULL, a lower end at -∞: any other end is above it.
    bounded = all(part.bounded for part in parts)
    if all(part.is_exact for part in parts):
        return _together(parts, low, low, keep, positive=positive)
    high = _most([part.high for part in parts])
    if not bounded:
        high = _infinite_where([part.high for part in parts], high)
    return _together(parts, low, high, keep, positive=positive)


def smallest(parts: Sequence[Number], keep: Keep) -> Number:
    """Return the smallest of several numbers."""
    positive = all(part.positive for part in parts)
    high = _least([part.high for part in parts])
    if all(part.is_exact for part in parts):
        return _together(parts, high, high, keep, positive=positive)
    low = _least([part.low for part in parts])
    if not all(part.bounded for part in parts):
        low = _infinite_where([part.low for part in parts], low)
    return _together(parts, low, high, keep, positive=positive)


def _most(ends: list[Ratio]) -> Ratio:
    return _extreme("greatest", ends)


def _least(ends: list[Ratio]) -> Ratio:
    return _extreme("least", ends)


def _extreme(function: str, ends: list[Ratio]) -> Ratio:
    overs, under = comparable(ends)
    overs = list(dict.fromkeys(over for over in overs if over != INFINITE))
    if not overs:
        return INFINITY
    return Ratio(overs[0] if len(overs) == 1 else f"{function}({', '.join(overs)})", under)


def _infinite_where(ends: list[Ratio], end: Ratio) -> Ratio:
    open_ends = [f"({one.over} IS NULL)" for one in ends if one.constant is None]
    if any(one.over == INFINITE for one in ends):
        return INFINITY
    return Ratio(chosen((any_of(*open_ends), INFINITE), otherwise=end.over), end.under)


def hull(one: Number, other: Number, keep: Keep) -> Number:
    """Return what contains both; everything where only one of them applies."""
    bounded = one.bounded and other.bounded and one.absent is None and other.absent is None
    low = _least([one.low, other.low])
    high = _most([one.high, other.high])
    if not (one.bounded and other.bounded):
        low = _infinite_where([one.low, other.low], low)
        high = _infinite_where([one.high, other.high], high)
    absent: Sql | None = None
    if one.absent is not None or other.absent is not None:
        here, there = keep(one.absent or FALSE), keep(other.absent or FALSE)
        absent = all_of(here, there)
        half = any_of(here, there)
        low = Ratio(chosen((half, INFINITE), otherwise=low.over), low.under)
        high = Ratio(chosen((half, INFINITE), otherwise=high.over), high.under)
    positive = one.positive and other.positive and bounded
    return Number(low, high, None if absent == FALSE else absent, None, bounded, positive)


def rounded(value: Number, to: Fraction, mode: str, keep: Keep) -> Number:
    """Return a number rounded to a multiple."""
    value = kept(value, keep)
    low = _round(value.low, to, mode, keep)
    high = low if value.low == value.high else _round(value.high, to, mode, keep)
    return _together([value], low, high, keep, positive=value.positive)


def _round(end: Ratio, to: Fraction, mode: str, keep: Keep) -> Ratio:
    if end.over == INFINITE:
        return INFINITY
    constant = end.constant
    over = times(end.over, str(to.denominator))
    under = times(str(end.under), str(to.numerator))
    if constant is None and under == "1" and mode in ("down", "up"):
        return Ratio(over, to.denominator)
    if mode == "half_up":
        over, under = f"({times(over, '2')} + {under})", times(under, "2")
    steps = f"(-floor_div(-{over}, {under}))" if mode == "up" else f"floor_div({over}, {under})"
    if constant is not None:
        whole = constant / to + (Fraction(1, 2) if mode == "half_up" else 0)
        return ratio((-((-whole) // 1) if mode == "up" else whole // 1) * to)
    return Ratio(keep(times(keep(steps), str(to.numerator))), to.denominator)


def less(one: Ratio, other: Ratio, sign: str = "<") -> Sql:
    """Return the comparison of two ends; NULL where one of them is infinite."""
    first, second = one.constant, other.constant
    if first is not None and second is not None:
        return TRUE if (first < second if sign == "<" else first <= second) else FALSE
    if INFINITE in (one.over, other.over):
        return FALSE
    (left, right), _ = comparable([one, other])
    return f"({left} {sign} {right})"


def _never_null(condition: Sql) -> Sql:
    return condition if condition in (TRUE, FALSE) else f"COALESCE({condition}, FALSE)"


def _together(
    parts: Sequence[Number],
    low: Ratio,
    high: Ratio,
    keep: Keep,
    *,
    positive: bool = False,
    bounded: bool | None = None,
) -> Number:
    """Return a number that does not apply, or fails, where one of its parts does."""
    absents = [part.absent for part in parts if part.absent is not None]
    return Number(
        low,
        high,
        keep(any_of(*absents)) if absents else None,
        first_error(*(part.error for part in parts)),
        all(part.bounded for part in parts) if bounded is None else bounded,
        positive,
    )


def picked(
    pick: Callable[[Sql, Sql, Sql], Sql], one: Ratio, other: Ratio, together: Ratio, keep: Keep
) -> Ratio:
    """Return one of three ends by ``pick``, over one denominator where that is the same for everybody."""
    ends = [one, other, together]
    if one == other == together:
        return one
    if all(isinstance(end.under, int) for end in ends):
        overs, under = comparable(ends)
        return Ratio(keep(pick(overs[0], overs[1], overs[2])), under)
    over = pick(one.over, other.over, together.over)
    return Ratio(keep(over), keep(f"{pick(str(one.under), str(other.under), str(together.under))}::HUGEINT"))
