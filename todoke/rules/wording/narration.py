"""Texts in all three languages at once, made from a rule's tree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from todoke.rules.content import Content
from todoke.rules.programs import LocalParameter
from todoke.rules.texts import Language, Text
from todoke.rules.wording.expression import Narrator


def in_all_languages(tell: Callable[[Language], str]) -> Text:
    """Return the text that ``tell`` makes for each language."""
    return Text(ja=tell("ja"), easy=tell("easy"), en=tell("en"))


def narrated(expression: Any, content: Content, *, on: date, local: dict[str, LocalParameter]) -> Text:
    """Return an expression in words, in each language."""
    return in_all_languages(lambda language: Narrator(content, on, language, local).tell(expression))
