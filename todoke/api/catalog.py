"""The catalogs: programs, facts and municipalities as they are sent (一覧)."""

import base64
import binascii
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from pydantic import BaseModel

from todoke.api.phrases import citation
from todoke.api.problems import ProblemError
from todoke.api.wire import (
    DeadlineOut,
    FactOut,
    Language,
    MunicipalityOut,
    ProgramOut,
    ProgramPage,
    ProgramQuery,
    ProgramSummary,
    RuleAmountOut,
    RuleConditionOut,
    TextOut,
    VersionOut,
)
from todoke.apps.portal.search import search
from todoke.base.municipalities import Municipality
from todoke.rules.citations import Citation
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.facts import Code, Fact, Money, Number
from todoke.rules.programs import Amount, Condition, Deadline, Program, Version
from todoke.rules.texts import Text
from todoke.rules.wording.rule import describe


def page_of(content: Content, asked: ProgramQuery) -> ProgramPage:
    """Return a page of the programs that fit, best first where words were given; raises ProblemError."""
    code = None if asked.municipality is None else _municipality(content, asked.municipality)
    found = [
        program
        for program in _programs(content)
        if (asked.topic is None or asked.topic in program.topics)
        and (asked.life_event is None or asked.life_event in program.life_events)
        and (code is None or (not program.area or code in program.area))
        and (code is None or _offered(content, program, code) is not False)
    ]
    if asked.q is not None:
        found = search(found, asked.q)
    start = 0 if asked.cursor is None else _start(asked.cursor)
    end = start + asked.limit
    return {
        "total": len(found),
        "next": _cursor(end) if end < len(found) else None,
        "programs": [_summary(content, program, code) for program in found[start:end]],
    }


def program_of(content: Content, program_id: str, language: Language) -> ProgramOut:
    """Return a program with all versions of its rule; raises ProblemError."""
    loaded = content.programs.get(program_id)
    if loaded is None:
        raise ProblemError("not-found", "この id の制度はありません。id は /api/v1/programs にあります")
    program = loaded.program
    problems = content.broken_programs.get(program_id, [])
    return {
        "id": program.id,
        "name": _text(program.name),
        "title": _text(program.title),
        "summary": _text(program.summary),
        "keywords": list(program.keywords),
        "level": program.level,
        "topics": [topic.value for topic in program.topics],
        "life_events": [event.value for event in program.life_events],
        "subject": program.subject,
        "reach": program.reach.value,
        "reach_reason": program.reach_reason,
        "in_charge": _text(program.in_charge),
        "documents": [_text(document) for document in program.documents],
        "apply": {
            "where": _text(program.apply.where),
            "how": _optional(program.apply.how),
            "channels": list(program.apply.channels),
            "url": program.apply.url,
        },
        "deadline": None if program.deadline is None else _deadline(program.deadline),
        "url": program.url,
        "review_on": program.review_on.isoformat(),
        "area": list(program.area),
        "began": None if program.began is None else program.began.isoformat(),
        "excludes": list(program.excludes),
        "sources": [citation(source) for source in program.sources],
        "note": _optional(program.note),
        "broken": [str(problem) for problem in problems],
        "versions": [
            _version(content, loaded, version, language, words=not problems) for version in loaded.versions
        ],
    }


def facts_of(content: Content) -> list[FactOut]:
    """Return the dictionary of facts."""
    return [fact_out(fact) for fact in content.facts.values()]


def fact_of(content: Content, fact_id: str) -> FactOut:
    """Return one fact; raises ProblemError."""
    fact = content.facts.get(fact_id)
    if fact is None:
        raise ProblemError("not-found", "この id の属性はありません。id は /api/v1/facts にあります")
    return fact_out(fact)


def municipalities_of(content: Content) -> list[MunicipalityOut]:
    """Return the municipalities in the order of their codes."""
    return [_municipality_out(each) for _, each in sorted(content.municipalities.items())]


def fact_out(fact: Fact) -> FactOut:
    """Return a fact as it is sent."""
    kind = fact.type
    bounded = kind if isinstance(kind, Number | Money) else None
    return {
        "id": fact.id,
        "entity": "household" if fact.entity == "household" else "person",
        "key": fact.name,
        "label": _text(fact.label),
        "question": _optional(fact.question),
        "help": _optional(fact.help),
        "kind": kind.kind,
        "codes": (
            [{"code": code, "label": _text(label)} for code, label in kind.codes.items()]
            if isinstance(kind, Code)
            else None
        ),
        "unit": kind.unit if isinstance(kind, Number) else None,
        "basis": kind.basis if isinstance(kind, Money) else None,
        "minimum": None if bounded is None else _figure(bounded.minimum),
        "maximum": None if bounded is None or bounded.maximum is None else _figure(bounded.maximum),
        "nullable": fact.nullable,
        "askable": fact.askable,
        "derived": fact.derive is not None,
        "sensitivity": fact.sensitivity.value,
        "burden": fact.burden,
        "known_by": list(fact.known_by),
        "citation": _cited(fact.cite),
    }


def as_data(expression: Any) -> Any:
    """Return an expression of a rule as plain data, as it is written in the rule's file.

    >>> as_data((Decimal("0.5"), date(2024, 10, 1), True))
    [0.5, '2024-10-01', True]
    """
    if isinstance(expression, BaseModel):
        plain: dict[str, Any] = {}
        for name, described in type(expression).model_fields.items():
            if name in expression.model_fields_set:
                plain[described.alias or name] = as_data(getattr(expression, name))
        return plain
    if isinstance(expression, tuple | list):
        return [as_data(part) for part in expression]
    if isinstance(expression, Decimal):
        return _figure(expression)
    if isinstance(expression, date):
        return expression.isoformat()
    return expression.value if isinstance(expression, Enum) else expression


def _programs(content: Content) -> Iterable[Program]:
    return (loaded.program for loaded in content.programs.values())


def _municipality(content: Content, asked: str) -> str:
    for each in content.municipalities.values():
        if asked in (each.code, each.name):
            return each.code
    detail = (
        "東京都の62区市町村の6桁のコードか正式な名前にしてください。一覧は /api/v1/municipalities にあります"
    )
    raise ProblemError("invalid-request", errors=[{"parameter": "municipality", "detail": detail}])


def _offered(content: Content, program: Program, code: str) -> bool | None:
    overlay = content.overlays.get(code)
    said = (
        None
        if overlay is None or program.id not in overlay.programs
        else overlay.programs[program.id].offered
    )
    return True if said is None and program.offered_everywhere else said


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"from:{start}".encode()).decode().rstrip("=")


def _start(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        named, _, start = text.partition(":")
        if named == "from" and start.isdecimal() and len(start) < 7:
            return int(start)
    except (binascii.Error, ValueError):
        pass
    detail = "前のページの next の値をそのまま使ってください"
    raise ProblemError("invalid-request", errors=[{"parameter": "cursor", "detail": detail}])


def _summary(content: Content, program: Program, code: str | None) -> ProgramSummary:
    return {
        "id": program.id,
        "name": _text(program.name),
        "title": _text(program.title),
        "summary": _text(program.summary),
        "level": program.level,
        "topics": [topic.value for topic in program.topics],
        "life_events": [event.value for event in program.life_events],
        "subject": program.subject,
        "reach": program.reach.value,
        "in_charge": _text(program.in_charge),
        "url": program.url,
        "versions": [v.effective.from_.isoformat() for v in content.programs[program.id].versions],
        "offered": None if code is None else _offered(content, program, code),
    }


def _version(
    content: Content, loaded: LoadedProgram, version: Version, language: Language, *, words: bool
) -> VersionOut:
    begins, ends = version.effective.from_, version.effective.to
    # Amounts that change inside a version are told as of its last day, or as of the newest known.
    return {
        "effective_from": begins.isoformat(),
        "effective_to": None if ends is None else ends.isoformat(),
        "among": as_data(version.among),
        "conditions": [_condition(condition) for condition in version.conditions],
        "amounts": [_amount(amount) for amount in version.amounts],
        "words": describe(content, loaded.program.id, on=ends or begins, language=language) if words else "",
    }


def _condition(condition: Condition) -> RuleConditionOut:
    return {
        "id": condition.id,
        "label": _text(condition.label),
        "when": as_data(condition.when),
        "status": condition.status.value,
        "note": condition.note,
        "citation": citation(condition.cite),
    }


def _amount(amount: Amount) -> RuleAmountOut:
    return {
        "id": amount.id,
        "label": _text(amount.label),
        "kind": amount.kind,
        "unit": amount.unit,
        "period": amount.period,
        "when": as_data(amount.when),
        "value": as_data(amount.value),
        "note": amount.note,
        "citation": _cited(amount.cite),
    }


def _deadline(deadline: Deadline) -> DeadlineOut:
    return {
        "text": _text(deadline.text),
        "event": deadline.event,
        "days": deadline.days,
        "months": deadline.months,
        "years": deadline.years,
        "first_day_counts": deadline.first_day_counts,
        "rolls_to_working_day": deadline.rolls_to_working_day,
        "citation": _cited(deadline.cite),
    }


def _municipality_out(each: Municipality) -> MunicipalityOut:
    return {
        "code": each.code,
        "name": each.name,
        "kana": each.kana,
        "romaji": each.romaji,
        "kind": each.kind.value,
        "corporate_number": each.corporate_number,
        "website": each.website,
    }


def _text(text: Text) -> TextOut:
    return {"ja": text.ja, "easy": text.easy, "en": text.en}


def _optional(text: Text | None) -> TextOut | None:
    return None if text is None else _text(text)


def _cited(cite: Citation | None) -> Any:
    return None if cite is None else citation(cite)


def _figure(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
