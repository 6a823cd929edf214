"""Comparisons, choices and hulls of values as SQL text, unknowns kept unknown."""

from __future__ import annotations

from dataclasses import replace

from todoke.engines.sql import numbers
from todoke.engines.sql.numbers import less
from todoke.engines.sql.texts import (
    FALSE,
    TRUE,
    UNKNOWN,
    Sql,
    all_of,
    any_of,
    chosen,
    either,
    error_where,
    first_error,
    maybe,
    negated,
    surely,
    text,
    texts,
    truth,
    unsure,
)
from todoke.engines.sql.texts import day as day_literal
from todoke.engines.sql.values import Codes, Day, Keep, Number, Truth, Value, absent_flag, kept
from todoke.rules.values import EARLIEST, LATEST, NO_CODE


class MixedKindsError(TypeError):
    """An expression compares or joins values of different kinds."""


def compared(kind: str, left: Value, right: Value, keep: Keep) -> Truth:
    """Return whether ``left`` is ``eq``, ``lt``, ``le``, ``gt`` or ``ge`` to ``right``; no comparison with what
    does not apply holds.
    """
    if kind in ("gt", "ge"):
        found = compared("lt" if kind == "gt" else "le", right, left, keep)
        return replace(found, error=first_error(left.error, right.error))
    if isinstance(left, Truth) and isinstance(right, Truth) and kind == "eq":
        holds = _same_truth(left, right)
    elif isinstance(left, Codes) and isinstance(right, Codes) and kind == "eq":
        holds = _same_code(left, right)
    elif isinstance(left, Number) and isinstance(right, Number):
        left, right = kept(left, keep), kept(right, keep)
        holds = _of_numbers(kind, left, right)
    elif isinstance(left, Day) and isinstance(right, Day):
        left, right = kept(left, keep), kept(right, keep)
        holds = _of_days(kind, left, right)
    else:
        raise MixedKindsError(f"{kind}: {type(left).__name__}, {type(right).__name__}")
    absent = either(left.absent, right.absent)
    if absent is not None:
        holds = chosen((absent, FALSE), otherwise=holds)
    return Truth(keep(holds), None, first_error(left.error, right.error))


def _same_truth(left: Truth, right: Truth) -> Sql:
    for one, other in ((left.holds, right.holds), (right.holds, left.holds)):
        if one == TRUE:
            return other
        if one == FALSE:
            return negated(other)
    return f"({left.holds} = {right.holds})"


def _same_code(left: Codes, right: Codes) -> Sql:
    exact = f"({left.one} = {right.one})"
    if left.some is None and right.some is None:
        return exact
    one, other = _listed(left), _listed(right)
    apart = f"(NOT list_has_any({one}, {other}))"
    alike = all_of(f"(len({one}) = 1)", f"(len({other}) = 1)")
    rough = chosen((apart, FALSE), (alike, TRUE), otherwise=UNKNOWN)
    known = all_of(*(f"({side.one} IS NOT NULL)" for side in (left, right) if side.some is not None))
    return chosen((known, exact), otherwise=rough)


def _listed(codes: Codes) -> Sql:
    """Return every code it may be, as a list."""
    return f"[{codes.one}]" if codes.some is None else f"COALESCE({codes.some}, [{codes.one}])"


def _of_numbers(kind: str, left: Number, right: Number) -> Sql:
    if kind == "eq":
        if left.is_exact and right.is_exact:
            return (
                numbers.less(left.low, right.low, "=")
                if _vary(left, right)
                else truth(left.constant == right.constant)
            )
        apart = any_of(less(left.high, right.low), less(right.high, left.low))
        alike = all_of(less(left.high, right.low, "<="), less(right.high, left.low, "<="))
        return _three(alike, apart)
    sign, opposite = ("<", "<=") if kind == "lt" else ("<=", "<")
    if left.is_exact and right.is_exact:
        return less(left.low, right.low, sign)
    return _three(less(left.high, right.low, sign), less(right.high, left.low, opposite))


def _vary(left: Number, right: Number) -> bool:
    return left.constant is None or right.constant is None


def _of_days(kind: str, left: Day, right: Day) -> Sql:
    if kind == "eq":
        if left.is_exact and right.is_exact:
            return f"({left.low} = {right.low})"
        apart = any_of(f"({left.high} < {right.low})", f"({right.high} < {left.low})")
        alike = all_of(f"({left.high} <= {right.low})", f"({right.high} <= {left.low})")
        return _three(alike, apart)
    sign, opposite = ("<", "<=") if kind == "lt" else ("<=", "<")
    if left.is_exact and right.is_exact:
        return f"({left.low} {sign} {right.low})"
    return _three(f"({left.high} {sign} {right.low})", f"({right.high} {opposite} {left.low})")


def _three(holds: Sql, fails: Sql) -> Sql:
    """Return true, false or unknown; a comparison with an infinite end (NULL) settles nothing."""
    return chosen((holds, TRUE), (fails, FALSE), otherwise=UNKNOWN)


def among(value: Codes, codes: frozenset[str]) -> Truth:
    """Return whether a code is one of ``codes``."""
    listed = ", ".join(text(code) for code in sorted(codes))
    holds = f"({value.one} IN ({listed}))"
    if value.some is not None:
        every = f"list_has_all({texts(codes)}, {value.some})"
        some = f"list_has_any({texts(codes)}, {value.some})"
        rough = chosen((every, TRUE), (f"(NOT {some})", FALSE), otherwise=UNKNOWN)
        holds = chosen((f"({value.one} IS NOT NULL)", holds), otherwise=rough)
    if value.absent is not None:
        holds = chosen((value.absent, FALSE), otherwise=holds)
    return Truth(holds, None, value.error)


def conjunction(parts: list[Truth], keep: Keep) -> Truth:
    """Return whether all hold; what stands after one that fails is not reached."""
    error: Sql | None = None
    for part in reversed(parts):
        error = first_error(
            part.error, error_where(maybe(part.holds), None if error is None else keep(error))
        )
    return Truth(all_of(*(part.holds for part in parts)), None, error)


def disjunction(parts: list[Truth], keep: Keep) -> Truth:
    """Return whether any holds; what stands after one that does is not reached."""
    error: Sql | None = None
    for part in reversed(parts):
        reached = negated(surely(part.holds))
        error = first_error(part.error, error_where(reached, None if error is None else keep(error)))
    return Truth(any_of(*(part.holds for part in parts)), None, error)


def first_match(branches: list[tuple[Truth, Value]], otherwise: Value, keep: Keep) -> Value:
    """Return the value of the first branch that holds; all that may, where that is not certain."""
    rest = kept(otherwise, keep)
    for when, then in reversed(branches):
        condition, value = kept(when, keep), kept(then, keep)
        joined = decided(condition.holds, value, rest, keep)
        error = first_error(
            condition.error,
            error_where(maybe(condition.holds), value.error),
            error_where(negated(surely(condition.holds)), rest.error),
        )
        rest = kept(replace(joined, error=error), keep)
    return rest


def decided(holds: Sql, then: Value, otherwise: Value, keep: Keep, *, is_certain: bool = False) -> Value:
    """Return one value where a condition holds, another where it fails, both together where it is open.

    A condition that ``is_certain`` is never open. Errors are left to the caller.
    """
    if holds == TRUE:
        return replace(then, error=None)
    if holds == FALSE:
        return replace(otherwise, error=None)
    both = otherwise if is_certain else hull(then, otherwise, keep)
    yes, unknown = holds if is_certain else surely(holds), unsure(holds)

    def pick(one: Sql, other: Sql, together: Sql) -> Sql:
        if one == other == together:
            return one
        return chosen((yes, one), (FALSE if is_certain else unknown, together), otherwise=other)

    absent: Sql | None = None
    if then.absent is not None or otherwise.absent is not None:
        absent = pick(absent_flag(then), absent_flag(otherwise), absent_flag(both))
    if isinstance(then, Truth) and isinstance(otherwise, Truth) and isinstance(both, Truth):
        return Truth(pick(then.holds, otherwise.holds, both.holds), absent)
    if isinstance(then, Day) and isinstance(otherwise, Day) and isinstance(both, Day):
        low = pick(then.low, otherwise.low, both.low)
        high = pick(then.high, otherwise.high, both.high)
        return Day(low, high, absent)
    if isinstance(then, Codes) and isinstance(otherwise, Codes) and isinstance(both, Codes):
        one = pick(then.one, otherwise.one, both.one)
        if then.some is None and otherwise.some is None and both.some is None:
            return Codes(one, None, absent)
        return Codes(one, pick(then.some or "NULL", otherwise.some or "NULL", both.some or "NULL"), absent)
    assert isinstance(then, Number)
    assert isinstance(otherwise, Number)
    assert isinstance(both, Number)
    bounded = then.bounded and otherwise.bounded and both.bounded
    return Number(
        numbers.picked(pick, then.low, otherwise.low, both.low, keep),
        numbers.picked(pick, then.high, otherwise.high, both.high, keep),
        absent,
        None,
        bounded,
        then.positive and otherwise.positive and both.positive,
    )


def hull(one: Value, other: Value, keep: Keep) -> Value:
    """Return the narrowest value that contains both."""
    one, other = kept(one, keep), kept(other, keep)
    if isinstance(one, Number) and isinstance(other, Number):
        return numbers.hull(one, other, keep)
    absents = (absent_flag(one), absent_flag(other))
    absent = all_of(*absents)
    half = any_of(*absents)
    both_absent = None if absent == FALSE else keep(absent)
    if isinstance(one, Truth) and isinstance(other, Truth):
        alike = chosen((f"({one.holds} = {other.holds})", one.holds), otherwise=UNKNOWN)
        if one.holds == other.holds:
            alike = one.holds
        elif UNKNOWN in (one.holds, other.holds) or {one.holds, other.holds} == {TRUE, FALSE}:
            alike = UNKNOWN
        if half == FALSE:
            return Truth(alike)
        return Truth(chosen((absent, FALSE), (half, UNKNOWN), otherwise=alike), both_absent)
    if isinstance(one, Day) and isinstance(other, Day):
        low, high = f"least({one.low}, {other.low})", f"greatest({one.high}, {other.high})"
        return Day(
            keep(chosen((half, day_literal(EARLIEST)), otherwise=low)),
            keep(chosen((half, day_literal(LATEST)), otherwise=high)),
            both_absent,
        )
    if isinstance(one, Codes) and isinstance(other, Codes):
        return _hull_of_codes(one, other, half, both_absent)
    raise MixedKindsError(f"hull: {type(one).__name__}, {type(other).__name__}")


def _hull_of_codes(one: Codes, other: Codes, half: Sql, absent: Sql | None) -> Codes:
    if one.some is None and other.some is None and one.one == other.one and half == FALSE:
        return one
    exact = f"({one.one} = {other.one})"
    if half != FALSE:
        exact = all_of(negated(half), exact)
    lists = [
        f"[{text(NO_CODE)}]"
        if side.absent == TRUE
        else chosen((side.absent or FALSE, f"[{text(NO_CODE)}]"), otherwise=_listed(side))
        for side in (one, other)
    ]
    some = f"list_distinct(list_concat({lists[0]}, {lists[1]}))"
    known = f"COALESCE({exact}, FALSE)"
    return Codes(chosen((known, one.one)), chosen((known, "NULL"), otherwise=some), absent)
