"""Template tags for words: ``t``, ``t_plain``, and the filters ``ruby`` and ``plain`` for texts from data."""

from typing import Any

from django import template

from todoke.ui import ruby as markup
from todoke.ui import words
from todoke.ui.words import Words

register = template.Library()


@register.simple_tag
def t(message: str, **values: Any) -> Words:
    """Print ``message`` in the language of the page, with furigana where the translation marks it."""
    return words.t(message, **values)


@register.simple_tag
def t_plain(message: str, **values: Any) -> str:
    """Print ``message`` without furigana: for titles and attributes."""
    return words.t_plain(message, **values)


@register.filter
def ruby(text: str) -> Words:
    """Print a text from data, its ``{漢字|かんじ}`` as ruby."""
    return Words(text)


@register.filter
def plain(text: str) -> str:
    """Print a text from data without its readings."""
    return markup.plain(str(text))
