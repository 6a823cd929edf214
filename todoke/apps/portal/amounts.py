"""Amounts in words, and where no figure can be said, what there is instead."""

from todoke.apps.portal.speech import in_page_language, rule_language
from todoke.rules.answers import AmountAnswer
from todoke.rules.totals import Range
from todoke.rules.wording.figures import NO_FIGURE, amount_text, span
from todoke.ui.formats import yen_between
from todoke.ui.words import Words


def range_words(total: Range) -> Words:
    """Return a sum of money that may be known only roughly."""
    return yen_between(total.low, total.high)


def amount_words(answer: AmountAnswer) -> Words:
    """Return an amount with its period.

    A service is not had "once" because its figure is: times, and what is paid each time, stand alone.
    """
    if answer.amount.kind == "in_kind" and answer.amount.period == "once" and answer.is_promised:
        return Words(span(answer.low, answer.high, answer.amount.unit, rule_language()))
    if not answer.is_promised:
        return in_page_language(NO_FIGURE)
    return Words(amount_text(answer, rule_language()))
