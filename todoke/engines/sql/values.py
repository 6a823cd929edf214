"""Values as SQL text: what is known of each row, exactly or roughly, with flags for what does not apply.

A truth value is one column, NULL where it is unknown. Numbers are exact: both ends are whole numerators over a
denominator, the lower NULL for -∞, the upper NULL for +∞. Days have two ends. Codes are a text, or a list of texts
where the code is one of several. ``absent`` says where a value does not apply, ``error`` where the rule fails; the
other columns mean nothing there. Both are None where neither can be.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from typing import TypeAlias, TypeVar

from todoke.engines.sql.texts import FALSE, Sql

INFINITE = "NULL::HUGEINT"

Keep: TypeAlias = Callable[[Sql], Sql]
"""Gives a longer text a name, so that it is worked out once."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A number as a numerator over a positive denominator, which is text where it differs from row to row."""

    over: Sql
    under: int | Sql = 1

    @property
    def constant(self) -> Fraction | None:
        """The number itself, where it is the same for everybody."""
        if not isinstance(self.under, int):
            return None
        digits = self.over.removeprefix("(").removesuffix(")")
        return Fraction(int(digits), self.under) if digits.lstrip("-").isdigit() else None


def ratio(number: Fraction | int) -> Ratio:
    """Return a constant.

    >>> ratio(Fraction(1, 2))
    Ratio(over='1', under=2)
    """
    exact = Fraction(number)
    over = str(exact.numerator) if exact >= 0 else f"({exact.numerator})"
    return Ratio(over, exact.denominator)


INFINITY = Ratio(INFINITE)
"""No bound: -∞ as a lower end, +∞ as an upper one."""


@dataclass(frozen=True, slots=True)
class Truth:
    """Whether something holds; where it does not apply it does not hold."""

    holds: Sql
    absent: Sql | None = None
    error: Sql | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A number between two ends; one and the same ratio where it is exact everywhere.

    ``bounded``: neither end is ever infinite; ``positive``: the lower end is never under zero.
    """

    low: Ratio
    high: Ratio
    absent: Sql | None = None
    error: Sql | None = None
    bounded: bool = True
    positive: bool = False

    @property
    def is_exact(self) -> bool:
        """Tell whether the number is exact wherever it applies."""
        return self.low == self.high and self.bounded

    @property
    def constant(self) -> Fraction | None:
        """The number itself, where it is one constant."""
        applies = self.absent is None and self.error is None
        return self.low.constant if self.is_exact and applies else None


@dataclass(frozen=True, slots=True)
class Day:
    """A day between two days."""

    low: Sql
    high: Sql
    absent: Sql | None = None
    error: Sql | None = None

    @property
    def is_exact(self) -> bool:
        """Tell whether the day is exact wherever it applies."""
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class Codes:
    """A code; where ``one`` is NULL it is one of ``some`` (None where the code is always exact)."""

    one: Sql
    some: Sql | None = None
    absent: Sql | None = None
    error: Sql | None = None


Value: TypeAlias = Truth | Number | Day | Codes
AnyValue = TypeVar("AnyValue", bound="Truth | Number | Day | Codes")


def constant_number(number: Fraction | int) -> Number:
    """Return an exact number, the same for everybody."""
    exact = ratio(number)
    return Number(exact, exact, positive=number >= 0)


def failing(value: AnyValue, error: Sql | None) -> AnyValue:
    """Return the same value with another error."""
    return replace(value, error=error)


def mapped(value: AnyValue, change: Callable[[str, Sql], Sql]) -> AnyValue:
    """Return a value with every text of it changed; ``change`` is given the name of the part and the text."""
    changed: dict[str, object] = {}
    for one in fields(value):
        part = getattr(value, one.name)
        if isinstance(part, Ratio):
            under = part.under if isinstance(part.under, int) else change(f"{one.name}/", part.under)
            changed[one.name] = Ratio(
                part.over if _is_plain(part.over) else change(one.name, part.over), under
            )
        elif isinstance(part, str):
            changed[one.name] = part if _is_plain(part) else change(one.name, part)
    if isinstance(value, Number) and value.low == value.high:
        changed["high"] = changed["low"]
    if isinstance(value, Day) and value.low == value.high:
        changed["high"] = changed["low"]
    return replace(value, **changed)  # type: ignore[arg-type]


def kept(value: AnyValue, keep: Keep) -> AnyValue:
    """Return a value whose longer parts are named."""
    return mapped(value, lambda _, part: keep(part))


def _is_plain(part: Sql) -> bool:
    """Tell whether a text names no column: it is the same for everybody and may be written anywhere."""
    return '"' not in part


def absent_flag(value: Value) -> Sql:
    """Return whether a value does not apply, as a flag that is always there."""
    return FALSE if value.absent is None else value.absent


def comparable(ratios: list[Ratio]) -> tuple[list[Sql], int | Sql]:
    """Return numerators over one and the same denominator, and that denominator.

    >>> comparable([Ratio("a", 2), Ratio("b", 3)])
    (['(a::HUGEINT * 3)', '(b::HUGEINT * 2)'], 6)
    """
    known = [one.under for one in ratios if isinstance(one.under, int)]
    texts = list(dict.fromkeys(one.under for one in ratios if isinstance(one.under, str)))
    whole = 1
    for under in known:
        whole = whole * under // _gcd(whole, under)
    found: list[Sql] = []
    for one in ratios:
        factors = [str(whole // one.under)] if isinstance(one.under, int) else [str(whole)]
        factors += [text for text in texts if text != one.under]
        found.append(times(one.over, *factors))
    if not texts:
        return found, whole
    return found, times(str(whole), *texts)


def times(first: Sql, *others: Sql) -> Sql:
    """Return a product of whole numbers, factors of one left out; infinite (NULL) ends stay infinite."""
    factors = [one for one in (first, *others) if one != "1"]
    if INFINITE in factors:
        return INFINITE
    if "0" in factors and first == "0":
        return "0"
    if all(one.lstrip("(-").rstrip(")").isdigit() for one in factors):
        product = 1
        for one in factors:
            product *= int(one.strip("()"))
        return str(product) if product >= 0 else f"({product})"
    if len(factors) == 1:
        return factors[0]
    # Whole numbers of 38 digits: no product of what the law knows comes near.
    return f"({' * '.join((f'{factors[0]}::HUGEINT', *factors[1:]))})"


def _gcd(one: int, other: int) -> int:
    while other:
        one, other = other, one % other
    return one
