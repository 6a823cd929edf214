"""Template filters for texts of programs, facts and questions, which carry their own three languages."""

from collections.abc import Iterable, Sequence

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from todoke.apps.portal import amounts, labels
from todoke.apps.portal.speech import in_page_language, is_fallback
from todoke.apps.screening.domain.results import OpenNeed
from todoke.rules.answers import AmountAnswer
from todoke.rules.citations import Citation, Standing
from todoke.rules.planning import FAMILY_QUESTION, MUNICIPALITY_QUESTION
from todoke.rules.programs import Amount
from todoke.rules.texts import Text
from todoke.rules.totals import Range
from todoke.ui.words import Words

register = template.Library()

_PLAIN = {name: at for at, name in enumerate((MUNICIPALITY_QUESTION, FAMILY_QUESTION, "births"))}


@register.filter
def say(text: Text) -> Words | SafeString:
    """Print a text in the language of the page; Japanese within an English page is marked as Japanese."""
    if is_fallback(text):
        return format_html('<span lang="ja">{}</span>', Words(text.ja))
    return in_page_language(text)


@register.filter
def say_plain(text: Text) -> str:
    """Print a text in the language of the page without furigana: for titles and attributes."""
    return in_page_language(text).plain


@register.filter
def check_words(cite: Citation) -> Words:
    """Print how far a source was compared."""
    return labels.check_label(cite.check)


@register.filter
def standing_words(standing: Standing) -> Words:
    """Print how a condition stands in its source."""
    return labels.standing_label(standing)


@register.filter
def amount_kind(amount: Amount) -> Words:
    """Print what kind of help an amount is."""
    return labels.kind_label(amount.kind)


@register.filter
def amount_words(answer: AmountAnswer) -> Words:
    """Print an amount with its period."""
    return amounts.amount_words(answer)


@register.filter
def range_words(total: Range) -> Words:
    """Print a sum of money."""
    return amounts.range_words(total)


@register.filter
def most_telling(needs: Sequence[OpenNeed]) -> Sequence[OpenNeed]:
    """Return what would settle a program with the plainest first: where, who, how old, then the rest."""
    return sorted(needs, key=lambda need: _PLAIN.get(need.question_id or "", len(_PLAIN)))


@register.filter
def once_each(cites: Iterable[Citation]) -> list[Citation]:
    """Return each place of the law once, however many conditions rest on it."""
    return list({(cite.law, cite.article): cite for cite in reversed(tuple(cites))}.values())[::-1]
