"""Checks of a whole content: types, references, cycles, questions and the sensitivity of what is pushed."""

from __future__ import annotations

from datetime import date
from typing import Any

from todoke.rules.bases import KNOWN
from todoke.rules.checking.types import (
    CodeType,
    DayType,
    NumberType,
    RuleTypeError,
    TruthType,
    Type,
    type_of,
)
from todoke.rules.content import Content, Problem
from todoke.rules.facts import Boolean, Code, Date, Fact, Sensitivity
from todoke.rules.household import MUNICIPALITY
from todoke.rules.programs import LocalParameter, Program, Reach, Version
from todoke.rules.walking import references, resting_on


def check_structure(content: Content) -> None:
    """Report every problem of the content into it; a problem of one program takes only that one out."""
    for fact in content.facts.values():
        _check_fact(content, fact)
    for parameter in content.parameters.values():
        _check_basis(content, parameter.id, parameter.basis)
    for table in content.tables.values():
        _check_basis(content, table.id, table.basis)
        _check_basis(content, table.id, table.key_basis)
    for question in content.questions.values():
        for fact_id in question.facts:
            if fact_id not in content.facts:
                content.report(
                    Problem("data/questions", 1, f"質問 {question.id}: 属性 {fact_id} がありません")
                )
    for cycle in _cycles(content):
        message = f"互いを参照して終わらない輪があります: {' → '.join(cycle)}"
        programs = {name.removeprefix("program:") for name in cycle if name.startswith("program:")}
        for program_id in sorted(programs):
            content.report(Problem(f"data/programs/{program_id}", 1, message, program_id))
        if not programs:
            content.report(Problem("data/facts", 1, message))
    for loaded in list(content.programs.values()):
        for version in loaded.versions:
            _check_version(content, loaded.program, version)
    _check_overlays(content)


def _check_fact(content: Content, fact: Fact) -> None:
    file = f"data/facts ({fact.id})"
    for name, expression in (("applies", fact.applies), ("derive", fact.derive)):
        if expression is None:
            continue
        try:
            found = type_of(expression, content, {})
            if name == "applies" and not isinstance(found, TruthType):
                raise RuleTypeError("はい・いいえの条件にしてください")
            if name == "derive" and not _fits(found, fact):
                raise RuleTypeError(f"属性の型と合いません({found})")
        except RuleTypeError as error:
            content.report(Problem(file, 1, f"{name}: {error}"))
    if fact.askable and fact.question is None and fact.derive is None and fact.id != MUNICIPALITY:
        content.report(
            Problem(file, 1, "question がありません。尋ねない属性なら askable: false を書いてください")
        )
    if fact.applies is not None and fact.otherwise is None and not fact.nullable:
        content.report(
            Problem(file, 1, "applies があって otherwise がない属性には nullable: true を書いてください")
        )


def _fits(found: Type, fact: Fact) -> bool:
    match fact.type:
        case Boolean():
            return isinstance(found, TruthType)
        case Code():
            return isinstance(found, CodeType) and (
                found.codes is None or found.codes <= set(fact.type.codes)
            )
        case Date():
            return isinstance(found, DayType)
        case _:
            basis = getattr(fact.type, "basis", None) or getattr(fact.type, "unit", None)
            return isinstance(found, NumberType) and found.basis in (None, basis)


def _check_basis(content: Content, series_id: str, basis: str) -> None:
    if basis not in KNOWN:
        content.report(Problem("data", 1, f"{series_id}: basis「{basis}」は知らない種類です"))


def _check_version(content: Content, program: Program, version: Version) -> None:
    file = f"data/programs/{program.id}/{version.effective.from_}.yaml"
    for name, expression, is_condition in version.expressions():
        _check_expression(content, file, name, expression, is_condition, program)


def _check_expression(
    content: Content, file: str, name: str, expression: Any, is_condition: bool, program: Program
) -> None:
    local: dict[str, LocalParameter] = program.local
    try:
        found = type_of(expression, content, local)
        if is_condition and not isinstance(found, TruthType):
            raise RuleTypeError("はい・いいえの条件にしてください")
        if not is_condition and not isinstance(found, NumberType):
            raise RuleTypeError("数を返す式にしてください")
    except RuleTypeError as error:
        content.report(Problem(file, 1, f"{name}: {error}", program.id))


def _cycles(content: Content) -> list[list[str]]:
    """Return the circles of facts and programs that rest on themselves."""
    edges: dict[str, set[str]] = {}
    for fact in content.facts.values():
        found = references(fact.derive, fact.applies)
        edges[f"fact:{fact.id}"] = {f"fact:{one}" for one in found.facts} | {
            f"program:{p}" for p in found.programs
        }
    for loaded in content.programs.values():
        expressions = [
            expression for version in loaded.versions for _, expression, _ in version.expressions()
        ]
        found = references(*expressions)
        edges[f"program:{loaded.program.id}"] = {f"fact:{one}" for one in found.facts} | {
            f"program:{p}" for p in found.programs
        }
    circles: list[list[str]] = []
    done: set[str] = set()

    def visit(name: str, way: list[str]) -> None:
        if name in way:
            circles.append([*way[way.index(name) :], name])
            return
        if name in done:
            return
        for following in sorted(edges.get(name, ())):
            visit(following, [*way, name])
        done.add(name)

    for name in sorted(edges):
        visit(name, [])
    return circles


def sensitive_facts(content: Content, versions: tuple[Version, ...]) -> dict[str, Sensitivity]:
    """Return the sensitive facts that some versions rest on.

    Worked-out facts are followed to their sources, and other programs whose conditions are asked to theirs.
    """
    seen: set[str] = set()
    programs: set[str] = set()
    waiting = [expression for version in versions for _, expression, _ in version.expressions()]
    while waiting:
        facts = resting_on(content.facts, *waiting)
        behind = [content.facts[one] for one in facts - seen if one in content.facts]
        asked = references(*waiting, *((fact.derive, fact.applies) for fact in behind)).programs
        seen |= facts
        waiting = [
            expression
            for program_id in sorted((asked - programs) & content.programs.keys())
            for version in content.programs[program_id].versions
            for _, expression, _ in version.expressions()
        ]
        programs |= asked
    found = {
        fact_id: content.facts[fact_id].sensitivity for fact_id in sorted(seen) if fact_id in content.facts
    }
    return {fact_id: kind for fact_id, kind in found.items() if kind is not Sensitivity.PLAIN}


def check_reach(content: Content, *, on: date) -> None:
    """Refuse to push what rests on sensitive facts, in every version in force on a day or later (requirement C2)."""
    for loaded in content.programs.values():
        if loaded.program.reach is Reach.PUSH:
            _check_reach(content, loaded.program, loaded.versions, on)


def _check_reach(content: Content, program: Program, versions: tuple[Version, ...], on: date) -> None:
    current = tuple(v for v in versions if v.effective.to is None or v.effective.to >= on)
    for fact_id, kind in sensitive_facts(content, current).items():
        message = f"reach: push ですが、{fact_id}({kind})に基づきます。shelf か search にしてください"
        content.problems.append(Problem(f"data/programs/{program.id}/program.yaml", 1, message))


def _check_overlays(content: Content) -> None:
    for overlay in content.overlays.values():
        file = f"data/overlays/{overlay.municipality}.yaml"
        if overlay.municipality not in content.municipalities:
            content.report(Problem(file, 1, f"区市町村コード {overlay.municipality} はありません"))
        for program_id, changes in overlay.programs.items():
            if program_id not in content.programs:
                content.report(Problem(file, 1, f"制度 {program_id} は data/programs にありません"))
                continue
            program = content.programs[program_id].program
            for name in changes.local.keys() - program.local.keys():
                content.report(
                    Problem(file, 1, f"{program_id}: local の「{name}」は program.yaml にありません")
                )
            for condition in changes.conditions:
                _check_expression(content, file, f"条件 {condition.id}", condition.when, True, program)
