"""Amounts in words."""

import math
from collections.abc import Callable
from fractions import Fraction

from todoke.rules.answers import AmountAnswer
from todoke.rules.totals import Range
from todoke.rules.values import Number
from todoke.ui.formats import yen_between
from todoke.ui.words import Words, t


def range_words(total: Range) -> Words:
    """Return a sum of money that may be known only roughly."""
    return yen_between(total.low, total.high)


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
