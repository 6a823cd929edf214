"""Texts of rules and programs in the language of the page."""

from todoke.rules.texts import Language, Text
from todoke.ui.languages import EASY_JAPANESE, ENGLISH, current_language
from todoke.ui.words import Words


def rule_language() -> Language:
    """Return the page's language as the rules name it."""
    language = current_language()
    if language == ENGLISH:
        return "en"
    return "easy" if language == EASY_JAPANESE else "ja"


def in_page_language(text: Text) -> Words:
    """Return a text in the language of the page, or in Japanese where it was not written."""
    return Words(text.in_language(rule_language()))


def is_fallback(text: Text) -> bool:
    """Tell whether a text shows as Japanese on an English page because nobody translated it."""
    return rule_language() == "en" and not text.en
