"""Trying out a changed rule before it is published: does it hold together, and which golden households flip?"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from todoke.apps.registry.queries.rulebook import rules_folder
from todoke.rules import yamlfile
from todoke.rules.answers import Answer, Outcome
from todoke.rules.checking.golden import Golden, check_golden
from todoke.rules.checking.types import NumberType, RuleTypeError, TruthType, type_of
from todoke.rules.content import Content, LoadedProgram
from todoke.rules.library import rulebook_of
from todoke.rules.loading import explained
from todoke.rules.programs import Program, Version
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import SituationError, read_household

OUTCOMES = {
    Outcome.ELIGIBLE: "受けられる",
    Outcome.NOT_ELIGIBLE: "受けられない",
    Outcome.UNDETERMINED: "まだ決められない",
    Outcome.OUT_OF_SCOPE: "対象外",
    Outcome.NOT_ENCODED: "規則がない",
    Outcome.RULE_ERROR: "規則の不具合",
}


@dataclass(frozen=True, slots=True)
class Flip:
    """One golden household: what the rule answers now, what it would answer, and what the law expects."""

    name: str
    before: str
    after: str
    expected: str
    failure: str
    """What departs from the expected answer with the change; empty where it is as expected."""

    @property
    def is_flipped(self) -> bool:
        """Whether the change changes the answer."""
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Trial:
    """What a change of rule files does."""

    program_id: str
    name: str
    flips: tuple[Flip, ...] = ()
    problems: tuple[str, ...] = ()
    """Why the change cannot be published at all."""

    @property
    def failing(self) -> int:
        """How many golden households no longer answer as expected."""
        return sum(bool(flip.failure) for flip in self.flips)

    @property
    def flipped(self) -> int:
        """How many golden households answer otherwise than now."""
        return sum(flip.is_flipped for flip in self.flips)


def program_of(path: str) -> str | None:
    """Return the program a rule file belongs to.

    >>> program_of("programs/jido-teate/2024-10-01.yaml")
    'jido-teate'
    """
    steps = path.split("/")
    return steps[1] if len(steps) == 3 and steps[0] == "programs" else None


def rule_text(path: str) -> str:
    """Return the text of a rule file as it holds. Raises FileNotFoundError."""
    folder = rules_folder()
    place = (folder / path).resolve()
    if not place.is_relative_to(folder.resolve()):
        raise FileNotFoundError(path)
    return place.read_text(encoding="utf-8")


def trial_of(texts: Mapping[str, str]) -> Trial | None:
    """Try out changed rule files of one program; None for files that belong to none."""
    program_id = next((found for path in texts if (found := program_of(path))), None)
    folder = rules_folder()
    content = rulebook_of(folder).content
    loaded = content.programs.get(program_id or "")
    if loaded is None or program_id is None:
        return None
    changed, problems = _changed(loaded, folder, texts)
    name = loaded.program.name.ja
    if problems or changed is None:
        return Trial(program_id, name, problems=tuple(problems))
    problems = _type_problems(content, changed)
    if problems:
        return Trial(program_id, name, problems=tuple(problems))
    golden = _golden(folder, program_id, texts)
    before = Rulebook(_with(content, dataclasses.replace(loaded, golden=golden)))
    after = Rulebook(_with(content, dataclasses.replace(changed, golden=golden)))
    failures = {one.name: one.message for one in check_golden(after, program_id)}
    flips = tuple(
        flip for raw in golden if (flip := _flip(raw, before, after, program_id, failures)) is not None
    )
    return Trial(program_id, name, flips)


def _changed(
    loaded: LoadedProgram, folder: Path, texts: Mapping[str, str]
) -> tuple[LoadedProgram | None, list[str]]:
    """Return the program with its changed versions, or what is wrong with the texts."""
    problems: list[str] = []
    versions = {version.effective.from_: version for version in loaded.versions}
    program: Program = loaded.program
    for path, text in texts.items():
        stem = path.rsplit("/", 1)[-1].removesuffix(".yaml")
        if stem == "golden":
            continue
        model = Program if stem == "program" else Version
        try:
            read = model.model_validate(yamlfile.parse(text))
        except yamlfile.YamlError as error:
            problems.append(str(error))
        except ValidationError as error:
            problems += [explained(detail, model) for detail in error.errors(include_url=False)[:5]]
        else:
            if isinstance(read, Program):
                program = read
            elif read.effective.from_.isoformat() != stem:
                problems.append(f"施行日 {read.effective.from_} が文書の名前と違います")
            else:
                versions[read.effective.from_] = read
    if problems:
        return None, problems
    ordered = tuple(versions[day] for day in sorted(versions))
    return LoadedProgram(program, ordered, loaded.golden), []


def _type_problems(content: Content, loaded: LoadedProgram) -> list[str]:
    problems = []
    for version in loaded.versions:
        for name, expression, is_condition in version.expressions():
            try:
                found = type_of(expression, content, loaded.program.local)
            except RuleTypeError as error:
                problems.append(f"{name}: {error}")
                continue
            if is_condition and not isinstance(found, TruthType):
                problems.append(f"{name}: はい・いいえで答えられる条件にしてください")
            if not is_condition and not isinstance(found, NumberType):
                problems.append(f"{name}: 数を返す式にしてください")
    return problems


def _with(content: Content, loaded: LoadedProgram) -> Content:
    programs = {**content.programs, loaded.program.id: loaded}
    broken = {key: told for key, told in content.broken_programs.items() if key != loaded.program.id}
    return dataclasses.replace(content, programs=programs, broken_programs=broken, problems=[])


def _golden(folder: Path, program_id: str, texts: Mapping[str, str]) -> tuple[Any, ...]:
    path = f"programs/{program_id}/golden.yaml"
    place = folder / path
    text = texts.get(path) or (place.read_text(encoding="utf-8") if place.exists() else "")
    try:
        raw = yamlfile.parse(text) if text else ()
    except yamlfile.YamlError:
        return ()
    return tuple(raw) if isinstance(raw, list | tuple) else ()


def _flip(
    raw: Any, before: Rulebook, after: Rulebook, program_id: str, failures: Mapping[str, str]
) -> Flip | None:
    try:
        golden = Golden.model_validate(raw)
        household = read_household(golden.household, before.content, on=golden.on)
    except (ValidationError, SituationError):
        return None
    answers = [book.check(household, on=golden.on, programs=[program_id])[0] for book in (before, after)]
    expected = OUTCOMES[golden.expect.outcome]
    return Flip(golden.name, _told(answers[0]), _told(answers[1]), expected, failures.get(golden.name, ""))


def _told(answer: Answer) -> str:
    amounts = "、".join(
        f"{one.low:,}" if one.low == one.high else f"{_figure(one.low)}〜{_figure(one.high)}"
        for one in answer.amounts
        if one.low is not None
    )
    return f"{OUTCOMES[answer.outcome]}{f'({amounts})' if amounts else ''}"


def _figure(value: Any) -> str:
    return "" if value is None else f"{value:,}"


def versions_of(program_id: str) -> list[tuple[date, Version]]:
    """Return the versions of a program in force, the newest first."""
    loaded = rulebook_of(rules_folder()).content.programs.get(program_id)
    versions = loaded.versions if loaded else ()
    return [(version.effective.from_, version) for version in reversed(versions)]
