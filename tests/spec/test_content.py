"""The whole content: no problems, an answer for every month, nothing sensitive pushed, sources named."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

from tests.factories.citations import citations
from tests.factories.content import DATA, content, rulebook
from todoke.rules import yamlfile
from todoke.rules.answers import Outcome
from todoke.rules.checking.structure import check_reach, check_structure
from todoke.rules.checking.texts import check_texts
from todoke.rules.facts import Money
from todoke.rules.loading import load
from todoke.rules.parameters import NotEncodedError
from todoke.rules.planning import BIRTHS_QUESTION, FAMILY_QUESTION, MUNICIPALITY_QUESTION, RECEIVING_QUESTION
from todoke.rules.situation import read_household

TODAY = date(2026, 11, 22)
FIRST = date(2023, 4, 1)
MONTHS = [
    date(year, month, 1)
    for year in range(FIRST.year, TODAY.year + 1)
    for month in range(1, 13)
    if FIRST <= date(year, month, 1) <= TODAY
]
EXAMPLES = sorted((DATA / "examples").glob("*.json"))
LISTS = ("facts", "parameters", "tables", "questions")


# --- problems ----------------------------------------------------------------------------------------------------


def test_nothing_is_wrong_with_the_content() -> None:
    found = load(DATA, with_golden=True)
    check_structure(found)
    check_reach(found, on=TODAY)
    check_texts(found)
    assert [str(problem) for problem in found.problems] == []
    assert found.broken_programs == {}


@pytest.mark.parametrize("kind", LISTS)
def test_no_id_is_written_twice(kind: str) -> None:
    ids = Counter(item["id"] for path in sorted((DATA / kind).glob("*.yaml")) for item in yamlfile.read(path))
    assert [one for one, times in ids.items() if times > 1] == []


def test_no_question_has_the_name_of_another_kind_of_question() -> None:
    built_in = {MUNICIPALITY_QUESTION, FAMILY_QUESTION, RECEIVING_QUESTION, "topics"}
    questions = content().questions.keys()
    assert not questions & built_in
    assert not questions & content().facts.keys()
    assert BIRTHS_QUESTION in questions, "births is built in and written in data/questions"


def test_no_two_programs_have_the_same_name() -> None:
    for language in ("ja", "en"):
        names = Counter(p.program.name.in_language(language) for p in content().programs.values())
        assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("program_id", sorted(content().programs))
def test_somebody_looks_at_a_program_again_in_time(program_id: str) -> None:
    assert content().programs[program_id].program.review_on > TODAY


# --- an answer for every month -----------------------------------------------------------------------------------


@pytest.mark.parametrize("month", MONTHS, ids=str)
def test_every_program_answers_in_every_month(month: date) -> None:
    failures = []
    for path in EXAMPLES[:3]:
        household = read_household(json.loads(path.read_text())["household"], content(), on=TODAY)
        for answer in rulebook().check(household, on=month, trace=False):
            if answer.outcome is Outcome.RULE_ERROR or (
                answer.outcome is Outcome.NOT_ENCODED and _has_a_version(answer.program_id, month)
            ):
                failures.append((path.stem, answer.program_id, answer.outcome.value, answer.message))
    assert failures == []


def _has_a_version(program_id: str, month: date) -> bool:
    """Tell whether a day is not before the first version: then there is no excuse for knowing no answer."""
    return content().programs[program_id].versions[0].effective.from_ <= month


# --- nothing sensitive is pushed (requirement C2) -----------------------------------------------------------------

SENSITIVE = sorted(fact.id for fact in content().facts.values() if fact.sensitivity.value != "plain")
PUSHED = sorted(p for p, loaded in content().programs.items() if loaded.program.reach.value == "push")


@lru_cache(maxsize=1)
def _written_facts() -> dict[str, Any]:
    return {item["id"]: item for path in (DATA / "facts").glob("*.yaml") for item in yamlfile.read(path)}


@cache
def _written_rules(program_id: str) -> tuple[Any, ...]:
    """Return the rules of a program as they were written, those in force today or later."""
    files = (DATA / "programs" / program_id).glob("????-??-??.yaml")
    rules = [yamlfile.read(path) for path in sorted(files)]
    return tuple(
        rule for rule in rules if rule["effective"].get("to") is None or rule["effective"]["to"] >= TODAY
    )


def _mentioned(tree: Any) -> Iterator[str]:
    """Yield every fact and program a written tree names: ``fact:…`` and ``program:…``."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            if key == "fact":
                yield f"fact:{value}"
            elif key in ("eligible", "receives"):
                yield f"program:{value}"
            else:
                yield from _mentioned(value)
    elif isinstance(tree, list):
        for part in tree:
            yield from _mentioned(part)


def _behind(name: str) -> Iterator[str]:
    kind, _, one = name.partition(":")
    if kind == "program":
        yield from _mentioned(list(_written_rules(one)))
    else:
        fact = _written_facts().get(one, {})
        yield from _mentioned([fact.get("derive"), fact.get("applies")])


@cache
def _paths(program_id: str) -> dict[str, tuple[str, ...]]:
    """Return the way from a program to every fact and program it rests on."""
    ways: dict[str, tuple[str, ...]] = {f"program:{program_id}": (f"program:{program_id}",)}
    waiting = list(ways)
    while waiting:
        name = waiting.pop()
        for following in _behind(name):
            if following not in ways:
                ways[following] = (*ways[name], following)
                waiting.append(following)
    return ways


@pytest.mark.parametrize("program_id", PUSHED)
def test_no_way_leads_from_a_pushed_program_to_a_sensitive_fact(program_id: str) -> None:
    ways = _paths(program_id)
    leaks = [" → ".join(ways[f"fact:{fact_id}"]) for fact_id in SENSITIVE if f"fact:{fact_id}" in ways]
    assert leaks == []


def test_the_search_for_ways_finds_them() -> None:
    """Programs that are not pushed do rest on sensitive facts, directly and by way of worked-out facts."""
    ways = _paths("jido-fuyo-teate")
    found = [ways[f"fact:{fact_id}"] for fact_id in SENSITIVE if f"fact:{fact_id}" in ways]
    assert found
    assert max(len(way) for way in found) > 2
    assert len(PUSHED) >= 10
    assert len(SENSITIVE) >= 30


HURTING = (
    "receives_welfare",
    "person.handbook",
    "nationality",
    "pregnant",
    "illness",
    "disability",
    "debt",
    "needs_care",
)


def test_money_and_illness_are_called_sensitive() -> None:
    """What a person earns, owns or suffers is never left plain by mistake; what is worked out follows its sources."""
    told = [
        fact for fact in content().facts.values() if fact.derive is None and fact.sensitivity.value == "plain"
    ]
    money = [
        fact.id
        for fact in told
        if isinstance(fact.type, Money) and fact.type.basis not in ("benefit", "rent")
    ]
    assert money == []
    assert [fact.id for fact in told if any(word in fact.id for word in HURTING)] == []


# --- sources -----------------------------------------------------------------------------------------------------


def _files() -> list[Path]:
    return sorted(path for path in DATA.rglob("*.yaml"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.relative_to(DATA).as_posix())
def test_what_was_verified_says_where(path: Path) -> None:
    for where, cite in citations(yamlfile.read(path), ""):
        if cite.get("check") == "verified":
            assert str(cite.get("url")).startswith(("https://", "http://")), (where, cite)


def test_every_condition_of_a_rule_has_a_law() -> None:
    for program_id, loaded in content().programs.items():
        for version in loaded.versions:
            for condition in version.conditions:
                assert condition.cite.law.strip(), (program_id, condition.id)


def test_versions_tell_until_when_they_hold_where_another_follows() -> None:
    for program_id, loaded in content().programs.items():
        for version in loaded.versions[:-1]:
            assert version.effective.to is not None, program_id
            try:
                loaded.version_on(version.effective.to)
            except NotEncodedError as error:  # pragma: no cover (only where the content is wrong)
                pytest.fail(f"{program_id}: {error}")
