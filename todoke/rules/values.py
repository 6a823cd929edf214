"""Values that may be known only roughly: a plain value, an interval, a set of choices, or nothing at all.

What is known exactly is a plain Python value (``bool``, ``int``, ``Fraction``, ``date``, ``str``); what is known
roughly is one of the classes below, and carries its *needs*: the facts that, once known, would narrow it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TypeAlias

Need: TypeAlias = tuple[str, str]
"""A fact id and the id of the member (or ``household``, or ``local``) it is missing for."""

Needs: TypeAlias = frozenset[Need]
NO_NEEDS: Needs = frozenset()

Number: TypeAlias = int | Fraction | float
"""A number; the only floats are the two infinities, which bound an open interval."""

NO_CODE = ""
"""Stands among the codes of a :class:`Choices` for "perhaps it does not apply"."""

EARLIEST = date(1850, 1, 1)
LATEST = date(2200, 12, 31)


class Absent:
    """The value of a fact that does not apply (非該当): no comparison with it holds."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = Absent()


@dataclass(frozen=True, slots=True)
class Maybe:
    """A truth value that is not known yet."""

    needs: Needs = NO_NEEDS


@dataclass(frozen=True, slots=True)
class Interval:
    """A number or a day known only to lie between two bounds, both included."""

    low: Number | date
    high: Number | date
    needs: Needs = field(default=NO_NEEDS, compare=False)


@dataclass(frozen=True, slots=True)
class Choices:
    """A code known only to be one of several."""

    codes: frozenset[str]
    needs: Needs = field(default=NO_NEEDS, compare=False)


Truth: TypeAlias = bool | Maybe
Value: TypeAlias = bool | int | Fraction | float | date | str | Absent | Maybe | Interval | Choices


@lru_cache(maxsize=2048)
def need(fact_id: str, entity: str) -> Needs:
    """Return the needs that are one fact of one entity; the same object each time, so that unions are cheap."""
    return frozenset({(fact_id, entity)})


def union(one: Needs, other: Needs) -> Needs:
    """Return the needs of both.

    >>> sorted(union(need("a", "me"), need("b", "me")))
    [('a', 'me'), ('b', 'me')]
    """
    if one is other or not other:
        return one
    if not one:
        return other
    return _small_union(one, other) if len(one) + len(other) <= _SMALL else one | other


_SMALL = 40
"""Needs of few facts meet again in every program and are remembered; larger ones would fill the memory."""


@lru_cache(maxsize=4096)
def _small_union(one: Needs, other: Needs) -> Needs:
    return one | other


_ROUGH = (Maybe, Interval, Choices)
_PLAIN_ENDS = (int, Fraction, float, date)


def needs_of(value: Value) -> Needs:
    """Return the facts that would narrow ``value``; empty when it is exact.

    >>> needs_of(3)
    frozenset()
    """
    if isinstance(value, _ROUGH):
        return value.needs
    return NO_NEEDS


def all_needs(values: Iterable[Value]) -> Needs:
    """Return the needs of several values together."""
    found = NO_NEEDS
    for value in values:
        if isinstance(value, _ROUGH) and value.needs is not found:
            found = union(found, value.needs) if found else value.needs
    return found


def is_exact(value: Value) -> bool:
    """Tell whether nothing more can be learned about ``value``."""
    return not isinstance(value, _ROUGH)


def tidy(number: Number) -> Number:
    """Return an ``int`` where a fraction is whole.

    >>> tidy(Fraction(6, 2))
    3
    """
    if isinstance(number, Fraction) and number.denominator == 1:
        return number.numerator
    return number


def interval(low: Number | date, high: Number | date, needs: Needs = NO_NEEDS) -> Value:
    """Return the interval, or the exact value where both bounds are one.

    >>> interval(3, 3)
    3
    """
    if low == high:
        return low
    return Interval(low, high, needs)


def choices(codes: frozenset[str], needs: Needs = NO_NEEDS) -> Value:
    """Return the set of choices, or the code itself where only one is left."""
    if len(codes) == 1:
        return next(iter(codes))
    return Choices(codes, needs)


def bounds(value: Value) -> tuple[Number | date, Number | date]:
    """Return the lowest and the highest possible value of a number or a day.

    >>> bounds(4)
    (4, 4)
    """
    if isinstance(value, Interval):
        return value.low, value.high
    if isinstance(value, _PLAIN_ENDS):
        return value, value
    raise TypeError(f"not a number or a day: {value!r}")


def possible_codes(value: Value) -> frozenset[str]:
    """Return every code that ``value`` may turn out to be."""
    if isinstance(value, Choices):
        return value.codes
    if isinstance(value, str):
        return frozenset((value,))
    raise TypeError(f"not a code: {value!r}")


def hull(values: Iterable[Value], needs: Needs) -> Value:
    """Return the narrowest value that contains every one of ``values``, blaming ``needs`` for the doubt.

    >>> hull([1, 5], NO_NEEDS) == Interval(1, 5)
    True
    """
    some = list(values)
    first = some[0]
    if all(type(value) is type(first) and value == first for value in some) and is_exact(first):
        return first
    needs = union(needs, all_needs(some))
    present = [value for value in some if value is not ABSENT]
    if any(isinstance(value, bool | Maybe) for value in present):
        return Maybe(needs)
    if any(isinstance(value, str | Choices) for value in present):
        codes: frozenset[str] = frozenset().union(*(possible_codes(value) for value in present))
        return Choices(codes if len(present) == len(some) else codes | {NO_CODE}, needs)
    pairs = [bounds(value) for value in present]
    if len(present) < len(some):
        low, high = unbounded(pairs[0][0])
    else:
        low = min(pair[0] for pair in pairs)
        high = max(pair[1] for pair in pairs)
    return Interval(low, high, needs)


def unbounded(like: Number | date) -> tuple[Number | date, Number | date]:
    """Return bounds that exclude nothing, of the same kind as ``like``."""
    if isinstance(like, date):
        return EARLIEST, LATEST
    return -math.inf, math.inf


def narrow(given: Value, derived: Value) -> Value:
    """Return what both values allow; ``given`` alone where they contradict each other.

    >>> narrow(Interval(0, 10), Interval(5, 20)) == Interval(5, 10)
    True
    """
    if is_exact(given):
        return given
    if is_exact(derived):
        return derived if is_within(derived, given) else given
    needs = all_needs((given, derived))
    if isinstance(given, Interval) and isinstance(derived, Interval):
        low = max(given.low, derived.low)
        high = min(given.high, derived.high)
        return given if low > high else interval(low, high, needs)  # type: ignore[operator]
    if isinstance(given, Choices) and isinstance(derived, Choices):
        both = given.codes & derived.codes
        return choices(both, needs) if both else given
    return given


def is_within(value: Value, wide: Value) -> bool:
    """Tell whether everything that ``value`` may be is allowed by ``wide``."""
    if isinstance(wide, Maybe):
        return isinstance(value, bool | Maybe) or value is ABSENT
    if isinstance(wide, Interval):
        if value is ABSENT:
            return (wide.low, wide.high) == unbounded(wide.low)
        low, high = bounds(value)
        return wide.low <= low and high <= wide.high  # type: ignore[operator]
    if isinstance(wide, Choices):
        return NO_CODE in wide.codes if value is ABSENT else possible_codes(value) <= wide.codes
    return bool(value == wide)
