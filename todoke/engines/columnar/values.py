"""What a node is for all rows of a block: truth planes, numbers between bounds, codes; uniform ones as one value."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from todoke.residents.block import Array
from todoke.rules.values import EARLIEST, LATEST
from todoke.rules.values import Value as PlainValue

Plane: TypeAlias = Array | bool
"""A truth value per row, or (as a plain ``bool``) one for all rows."""

Reals: TypeAlias = Array | float
"""A float64 per row, or one for all rows; NaN where the value does not apply."""

Places: TypeAlias = Array | int
"""An index per row, or one for all rows."""

FIRST_DAY, LAST_DAY = float(EARLIEST.toordinal()), float(LATEST.toordinal())
"""The bounds of a day about which nothing is known, as ordinals."""


def both(one: Plane, other: Plane) -> Plane:
    """Return where both hold.

    >>> both(True, False)
    False
    """
    if one is False or other is False:
        return False
    if one is True:
        return other
    if other is True:
        return one
    return one & other


def either(one: Plane, other: Plane) -> Plane:
    """Return where at least one holds."""
    if one is True or other is True:
        return True
    if one is False:
        return other
    if other is False:
        return one
    return one | other


def opposite(plane: Plane) -> Plane:
    """Return where it does not hold."""
    return not plane if isinstance(plane, bool) else ~plane


def settled(plane: Any) -> Plane:
    """Return a plane that says the same of every row as one ``bool``."""
    if isinstance(plane, np.ndarray):
        true = np.count_nonzero(plane)
        return plane if 0 < true < plane.size else bool(true)
    return bool(plane)


def taken(values: Any, rows: Array | slice | None) -> Any:
    """Return the values of some rows; None means every row, and a uniform value stays one."""
    return values[rows] if rows is not None and isinstance(values, np.ndarray) else values


def chosen(mask: Plane, one: Any, other: Any) -> Any:
    """Return ``one`` where the mask holds and ``other`` elsewhere."""
    if mask is True:
        return one
    if mask is False:
        return other
    if one is other:
        return one
    return np.where(mask, one, other)


def plainly(values: Any) -> Reals:
    """Return an array as it is, and a single number as a plain float."""
    return values if isinstance(values, np.ndarray) and values.ndim else float(values)


class Truth:
    """Where a condition surely holds (``t``) and where it may (``p``); ``a`` where it does not apply at all."""

    __slots__ = ("a", "err", "p", "t")

    def __init__(self, t: Plane, p: Plane, a: Plane = False, err: Any = None) -> None:
        """Keep the planes; ``t`` and ``p`` are the same object where everything is decided."""
        self.t, self.p, self.a, self.err = t, p, a, err

    @property
    def is_decided(self) -> bool:
        """Tell whether every row is decided."""
        return self.t is self.p


class Num:
    """A number or a day between two bounds, in steps of ``1 / d``; ``hi`` is ``lo`` itself where all is exact."""

    __slots__ = ("_least", "_most", "d", "day", "err", "hi", "leaf", "lo", "rough")

    def __init__(
        self, lo: Reals, hi: Reals, d: int = 1, *, day: bool = False, rough: bool = False, err: Any = None
    ) -> None:
        """Keep the bounds; ``rough`` marks quotients that are not held exactly."""
        self.lo, self.hi, self.d, self.day, self.rough, self.err = lo, hi, d, day, rough, err
        self.leaf = False
        self._least: float | None = None
        self._most: float | None = None

    @property
    def is_exact(self) -> bool:
        """Tell whether every row is exact."""
        return self.hi is self.lo

    def zone(self) -> tuple[float, float] | None:
        """Return the least and the most of all rows (NaN where one does not apply), of what was said only.

        For what was worked out it costs as much to find them as to compare every row.
        """
        if not self.leaf and (isinstance(self.lo, np.ndarray) or isinstance(self.hi, np.ndarray)):
            return None
        if self._least is None or self._most is None:
            self._least = float(np.min(self.lo)) if isinstance(self.lo, np.ndarray) else self.lo
            self._most = float(np.max(self.hi)) if isinstance(self.hi, np.ndarray) else self.hi
        return self._least, self._most


class Codes:
    """A code per row, by its place among ``entries`` (each a plain value: a code, choices or absent)."""

    __slots__ = ("entries", "err", "place")

    def __init__(self, place: Places, entries: tuple[PlainValue, ...], err: Any = None) -> None:
        """Keep the places."""
        self.place, self.entries, self.err = place, entries, err


Value: TypeAlias = Truth | Num | Codes

TRUE, FALSE, MAYBE, NO_TRUTH = (
    Truth(True, True),
    Truth(False, False),
    Truth(False, True),
    Truth(False, False, True),
)


def exactly(number: Fraction | int) -> Num:
    """Return one exact number for all rows.

    >>> exactly(Fraction(1, 2)).lo, exactly(Fraction(1, 2)).d
    (1.0, 2)
    """
    exact = Fraction(number)
    value = float(exact.numerator)
    return Num(value, value, exact.denominator)


def bounded(low: Any, high: Any) -> Num:
    """Return the same bounds for all rows; plain numbers or infinities."""
    ends = [Fraction(end) for end in (low, high) if not (isinstance(end, float) and math.isinf(end))]
    d = math.lcm(*(end.denominator for end in ends)) if ends else 1
    lo, hi = (
        end if isinstance(end, float) and math.isinf(end) else float(Fraction(end) * d) for end in (low, high)
    )
    return Num(lo, lo, d) if lo == hi else Num(lo, hi, d)


def scaled(values: Reals, factor: int) -> Reals:
    """Return the values in finer steps."""
    return values if factor == 1 else values * float(factor)


FINEST = 10_000_000
"""Beyond so fine a step numbers are held as plain quotients."""


def in_steps(one: Num, other: Num) -> tuple[Num, Num, int]:
    """Return both numbers in the same steps, and the steps per unit."""
    if one.d == other.d:
        return one, other, one.d
    d = math.lcm(one.d, other.d)
    return _refined(one, d), _refined(other, d), d


def _refined(number: Num, d: int) -> Num:
    factor = d // number.d
    if factor == 1:
        return number
    lo = scaled(number.lo, factor)
    hi = lo if number.is_exact else scaled(number.hi, factor)
    return Num(lo, hi, d, day=number.day, rough=number.rough, err=number.err)


def absent_in(values: Reals) -> Plane:
    """Return where a value does not apply."""
    if isinstance(values, np.ndarray):
        return settled(np.isnan(values))
    return math.isnan(values)


def take(value: Value, rows: Array | slice | None) -> Value:
    """Return a value of some rows only."""
    if rows is None:
        return value
    err = taken(value.err, rows)
    if isinstance(value, Truth):
        t = taken(value.t, rows)
        return Truth(t, t if value.is_decided else taken(value.p, rows), taken(value.a, rows), err)
    if isinstance(value, Num):
        lo = taken(value.lo, rows)
        hi = lo if value.is_exact else taken(value.hi, rows)
        return Num(lo, hi, value.d, day=value.day, rough=value.rough, err=err)
    return Codes(taken(value.place, rows), value.entries, err)


def truth_of(value: Value) -> Truth:
    """Return a value as a truth value; what does not apply is false."""
    if not isinstance(value, Truth):
        raise TypeError("not a truth value")
    return value if value.a is False else Truth(value.t, value.p, False, value.err)


def with_err(value: Value, err: Any) -> Value:
    """Return a value with these failures instead of its own."""
    if value.err is err:
        return value
    if isinstance(value, Truth):
        return Truth(value.t, value.p, value.a, err)
    if isinstance(value, Num):
        return Num(value.lo, value.hi, value.d, day=value.day, rough=value.rough, err=err)
    return Codes(value.place, value.entries, err)
