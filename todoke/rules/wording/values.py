"""What is known of a fact, and what is still needed, in words."""

from __future__ import annotations

from datetime import date
from typing import cast

from todoke.rules.content import Content
from todoke.rules.evaluation.reading import LOCAL, TEXT
from todoke.rules.facts import Code, Fact, Money, Number
from todoke.rules.household import MEMBERS
from todoke.rules.texts import Language, Text
from todoke.rules.values import ABSENT, NO_CODE, Choices, Interval, Maybe, Need, Value
from todoke.rules.values import Number as PlainNumber
from todoke.rules.wording.figures import days_text, span
from todoke.rules.wording.phrases import PHRASES, WORDS

_MOST_CODES = 4


def value_text(fact: Fact, value: Value, language: Language) -> str:
    """Return what is known of a fact: 「はい」, 「2024年5月1日」, 「3,000,000円〜4,000,000円」."""
    if value is ABSENT:
        return WORDS["absent"].in_language(language)
    if isinstance(value, Maybe):
        return WORDS["unknown"].in_language(language)
    if isinstance(value, bool):
        return WORDS["yes" if value else "no"].in_language(language)
    if isinstance(value, str | Choices):
        return _codes_text(fact, value, language)
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    if isinstance(low, date):
        return days_text(low, cast("date", high), language)
    kind = fact.type
    basis = kind.basis if isinstance(kind, Money) else kind.unit if isinstance(kind, Number) else None
    return span(cast("PlainNumber", low), cast("PlainNumber", high), basis, language)


def _codes_text(fact: Fact, value: str | Choices, language: Language) -> str:
    words = fact.type.codes if isinstance(fact.type, Code) else {}
    codes = {value} if isinstance(value, str) else set(value.codes) - {NO_CODE}
    if len(codes) > _MOST_CODES:
        return WORDS["unknown"].in_language(language)
    listed = [words.get(code, Text(ja=code)).in_language(language) for code in words if code in codes]
    return PHRASES["or"].in_language(language).join(listed)


def need_text(need: Need, content: Content, language: Language) -> str:
    """Return what is still needed, in words."""
    fact_id, entity = need
    if entity == TEXT:
        return content.unreadable(fact_id).in_language(language)
    if entity == LOCAL:
        return _local_text(fact_id, content, language)
    if fact_id == MEMBERS:
        return WORDS["members"].in_language(language)
    if fact_id.startswith("receives:"):
        program = content.programs.get(fact_id.removeprefix("receives:"))
        name = program.program.name.in_language(language) if program else fact_id
        return PHRASES["receives"].in_language(language).format(name)
    fact = content.facts.get(fact_id)
    return fact_id if fact is None else fact.label.in_language(language)


def _local_text(name: str, content: Content, language: Language) -> str:
    program_id, _, parameter = name.partition(".")
    loaded = content.programs.get(program_id)
    declared = loaded.program.local.get(parameter) if loaded else None
    if declared is None:
        return WORDS["local"].in_language(language)
    return PHRASES["local"].in_language(language).format(declared.label.in_language(language))
