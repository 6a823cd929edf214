"""A whole rule in words, and the difference between two days."""

from __future__ import annotations

from datetime import date

from todoke.rules.content import Content
from todoke.rules.texts import Language


def describe(content: Content, program_id: str, *, on: date, language: Language) -> str:
    """Return the rule of a program on a day, as text."""
    raise NotImplementedError


def difference(
    content: Content, program_id: str, *, earlier: date, later: date, language: Language
) -> list[str]:
    """Return what changed between two days, a line each."""
    raise NotImplementedError
