"""All that a household can receive in one sum: cash apart from loans, reductions and services (合計)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from todoke.rules.answers import AmountAnswer, Answer, Outcome
from todoke.rules.programs import Amount
from todoke.rules.values import Number

MONTHS_A_YEAR = 12

_PERIODS = frozenset({"month", "year", "school_year", "once"})
"""Periods that add up; an amount by the day or hour depends on how many, which nobody knows yet."""


@dataclass(frozen=True, slots=True)
class Range:
    """Whole yen between two bounds; ``high`` is None where there is no upper bound."""

    low: int = 0
    high: int | None = 0

    def __add__(self, other: Range) -> Range:
        """Return the sum; an open bound stays open.

        >>> Range(1, 2) + Range(10, None)
        Range(low=11, high=None)
        """
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)

    def times(self, number: int) -> Range:
        """Return the range a number of times."""
        return Range(self.low * number, None if self.high is None else self.high * number)

    @property
    def is_nothing(self) -> bool:
        """Tell whether it is certainly zero."""
        return self.low == 0 and self.high == 0


@dataclass(frozen=True, slots=True)
class Total:
    """The yen of one kind: each month, in a year (the months it is paid and what is paid yearly), and once."""

    month: Range = Range()
    year: Range = Range()
    once: Range = Range()

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing of this kind is paid at all."""
        return self.month.is_nothing and self.year.is_nothing and self.once.is_nothing

    def _with(self, paid: Amount, amount: Range) -> Total:
        if paid.period == "month":
            in_a_year = amount.times(paid.months or MONTHS_A_YEAR)
            return Total(self.month + amount, self.year + in_a_year, self.once)
        if paid.period == "once":
            return Total(self.month, self.year, self.once + amount)
        return Total(self.month, self.year + amount, self.once)


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals by kind; the programs that give a service; those whose money has no figure to add.

    A service has no total: the yen beside it are what the person still pays.
    """

    cash: Total = Total()
    reduction: Total = Total()
    loan: Total = Total()
    services: tuple[str, ...] = ()
    without_figure: tuple[str, ...] = ()


SURE = frozenset({Outcome.ELIGIBLE})
POSSIBLE = frozenset({Outcome.ELIGIBLE, Outcome.UNDETERMINED})


def totals(answers: Iterable[Answer], outcomes: frozenset[Outcome] = SURE) -> Totals:
    """Return what the programs with one of these ``outcomes`` come to, by kind.

    A program that is not decided yet counts from zero. Amounts by day or hour, percentages and money without a
    figure are not added.
    """
    by_kind: dict[str, Total] = {}
    services: dict[str, None] = {}
    without_figure: dict[str, None] = {}
    for answer in answers:
        if answer.outcome not in outcomes:
            continue
        sure = answer.outcome is Outcome.ELIGIBLE
        for amount in answer.amounts:
            kind = amount.amount.kind
            if kind == "in_kind":
                services[answer.program_id] = None
            elif is_countable(amount):
                by_kind[kind] = by_kind.get(kind, Total())._with(amount.amount, _range(amount, sure))
            else:
                without_figure[answer.program_id] = None
    return Totals(**by_kind, services=tuple(services), without_figure=tuple(without_figure))


def is_countable(answer: AmountAnswer) -> bool:
    """Tell whether an amount is yen of a period that adds up."""
    return answer.amount.unit == "yen" and answer.amount.period in _PERIODS and answer.is_promised


def _range(answer: AmountAnswer, sure: bool) -> Range:
    low = _down(answer.low) if sure and answer.low is not None else 0
    return Range(low, None if answer.high is None else _up(answer.high))


def _down(number: Number) -> int:
    return math.floor(number)


def _up(number: Number) -> int:
    return math.ceil(number)
