"""Amounts in words, and all that a household can receive in one sum (合計)."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from todoke.rules.answers import AmountAnswer, Answer, Outcome
from todoke.rules.values import Number
from todoke.ui.formats import yen_between
from todoke.ui.words import Words, t

_MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Range:
    """An amount of yen between two bounds; ``high`` is None where there is no upper bound."""

    low: int = 0
    high: int | None = 0

    def __add__(self, other: "Range") -> "Range":
        """Return the sum; an open bound stays open."""
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)

    def times(self, number: int) -> "Range":
        """Return the range a number of times."""
        return Range(self.low * number, None if self.high is None else self.high * number)

    @property
    def is_nothing(self) -> bool:
        """Tell whether it is certainly zero."""
        return self.low == 0 and self.high == 0

    @property
    def words(self) -> Words:
        """The range in words."""
        return yen_between(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Total:
    """What a household receives in cash: each month, in a year of twelve such months, and once."""

    month: Range
    year: Range
    once: Range


def total(answers: Iterable[Answer], outcomes: frozenset[Outcome] = frozenset({Outcome.ELIGIBLE})) -> Total:
    """Return the sum of the cash that the programs with one of these ``outcomes`` pay.

    Loans, services and reductions are not money in the hand and are left out, as are amounts by day or hour.
    """
    by_period = {"month": Range(), "year": Range(), "once": Range(), "school_year": Range()}
    for answer in answers:
        if answer.outcome not in outcomes:
            continue
        for amount in answer.amounts:
            if _is_cash(amount) and amount.amount.period in by_period:
                by_period[amount.amount.period] += _range(amount, answer.outcome)
    month = by_period["month"]
    year = month.times(_MONTHS_A_YEAR) + by_period["year"] + by_period["school_year"]
    return Total(month, year, by_period["once"])


def amount_words(answer: AmountAnswer) -> Words:
    """Return an amount with its period, or that no figure can be promised."""
    if not answer.is_promised:
        return t("金額は、人によってちがいます")
    how_much = _quantity(answer)
    period: dict[str, Callable[[], Words]] = {
        "month": lambda: t("月 %(amount)s", amount=how_much),
        "year": lambda: t("年 %(amount)s", amount=how_much),
        "once": lambda: t("1回 %(amount)s", amount=how_much),
        "day": lambda: t("1日 %(amount)s", amount=how_much),
        "hour": lambda: t("1時間 %(amount)s", amount=how_much),
        "school_year": lambda: t("1学年 %(amount)s", amount=how_much),
    }
    return period[answer.amount.period]()


def _quantity(answer: AmountAnswer) -> Words:
    if answer.amount.unit == "yen":
        return yen_between(_whole(answer.low or 0), None if answer.high is None else _whole(answer.high))
    number = _span(answer.low, answer.high)
    return {
        "percent": t("%(number)sパーセント", number=number),
        "hours": t("%(number)s時間", number=number),
        "days": t("%(number)s日", number=number),
        "times": t("%(number)s回", number=number),
    }[answer.amount.unit]


def _span(low: Number | None, high: Number | None) -> str:
    if low == high and low is not None:
        return _figure(low)
    return f"{_figure(low or 0)}〜{'' if high is None else _figure(high)}"


def _figure(number: Number) -> str:
    if isinstance(number, Fraction | float):
        return f"{float(number):,.1f}".removesuffix(".0")
    return f"{number:,}"


def _whole(number: Number) -> int:
    return math.floor(number)


def _is_cash(answer: AmountAnswer) -> bool:
    return answer.amount.kind == "cash" and answer.amount.unit == "yen" and answer.is_promised


def _range(answer: AmountAnswer, outcome: Outcome) -> Range:
    low = _whole(answer.low or 0) if outcome is Outcome.ELIGIBLE else 0
    return Range(low, None if answer.high is None else _whole(answer.high))
