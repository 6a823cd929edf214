"""Yen a year (年額) and yen paid once, as intervals: counted as :mod:`todoke.rules.totals` counts for one household."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.residents.block import Array
from todoke.rules.programs import Amount
from todoke.rules.totals import MONTHS_A_YEAR

_YEARLY = frozenset({"month", "year", "school_year"})


@dataclass(frozen=True, slots=True)
class Span:
    """Yen between two bounds, and how many rows besides have no upper bound (nor, of a difference, any bound)."""

    low: float = 0
    high: float = 0
    unbounded: int = 0

    def __add__(self, other: Span) -> Span:
        """Return the sum.

        >>> Span(1, 2) + Span(10, 10, 3)
        Span(low=11, high=12, unbounded=3)
        """
        return Span(self.low + other.low, self.high + other.high, self.unbounded + other.unbounded)

    def times(self, number: float) -> Span:
        """Return the span a number of times."""
        return Span(self.low * number, self.high * number, round(self.unbounded * number))

    @property
    def is_nothing(self) -> bool:
        """Whether it is certainly zero."""
        return self.low == 0 and self.high == 0 and not self.unbounded


@dataclass(frozen=True, slots=True)
class Money:
    """What a program comes to for some rows: in a year, and once; loans are money to be given back, apart."""

    year: Span = Span()
    once: Span = Span()
    loan: Span = Span()

    def __add__(self, other: Money) -> Money:
        """Return both together."""
        return Money(self.year + other.year, self.once + other.once, self.loan + other.loan)

    def times(self, number: float) -> Money:
        """Return the money a number of times."""
        return Money(self.year.times(number), self.once.times(number), self.loan.times(number))

    @property
    def is_nothing(self) -> bool:
        """Whether no money at all is at stake."""
        return self.year.is_nothing and self.once.is_nothing and self.loan.is_nothing


NOTHING = Money()


def purse(amount: Amount) -> tuple[str, int] | None:
    """Return where an amount is counted (year, once, loan) and how many times; None where it is not.

    Amounts by the day or hour, percentages and services have no sum.
    """
    if amount.unit != "yen" or amount.kind == "in_kind":
        return None
    if amount.kind == "loan":
        return "loan", 1
    if amount.period == "once":
        return "once", 1
    if amount.period not in _YEARLY:
        return None
    return "year", (amount.months or MONTHS_A_YEAR) if amount.period == "month" else 1


def money_of_sums(amount: Amount, low: float, high: float, unbounded: int) -> Money:
    """Return an amount's sums over many rows, as a night keeps them, in the purse they belong to.

    ``high`` leaves out the rows without an upper bound.
    """
    found = purse(amount)
    if found is None:
        return NOTHING
    name, times = found
    return Money(**{name: Span(math.floor(low * times), math.ceil(max(low, high) * times), unbounded)})


def per_row(answers: ProgramAnswers, rows: int, name: str) -> tuple[Array, Array]:
    """Return the least and the most yen of one purse for every row; infinite where there is no upper bound.

    Who is not decided yet counts from zero.
    """
    least, most = np.zeros(rows), np.zeros(rows)
    if answers.rows is None or not len(answers.rows):
        return least, most
    sure = spread(answers.sure, rows)[answers.rows]
    for column in answers.amounts:
        found = purse(column.amount)
        if found is None or found[0] != name or column.low is None or column.high is None:
            continue
        low, high = _ends(column, len(answers.rows))
        least[answers.rows] += np.where(sure, low, 0) * found[1]
        most[answers.rows] += high * found[1]
    return least, most


def total(low: Array, high: Array) -> Span:
    """Return the sum over rows, in whole yen; rows without an upper bound are counted beside it."""
    bounded = np.isfinite(low) & np.isfinite(high)
    sums = (float(np.where(np.isfinite(low), low, 0).sum()), float(high[bounded].sum()))
    # What is certain of a row without an upper bound is its lower one: it stands in both sums.
    certain = float(np.where(np.isfinite(low) & ~bounded, low, 0).sum())
    return Span(math.floor(sums[0]), math.ceil(sums[1] + certain), int((~bounded).sum()))


def spread(plane: Plane, rows: int) -> Array:
    """Return a plane as one truth value per row."""
    found: Array = np.broadcast_to(np.asarray(plane, np.bool_), (rows,))
    return found


def _ends(column: AmountColumns, rows: int) -> tuple[Array, Array]:
    low = np.broadcast_to(np.asarray(column.low, np.float64), (rows,))
    high = np.broadcast_to(np.asarray(column.high, np.float64), (rows,))
    # NaN where the amount is not among the answer's; no lower bound counts from zero, as in a household's total.
    return np.where(np.isfinite(low), low, 0), np.where(np.isnan(high), 0, high)
