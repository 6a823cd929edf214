"""Every program against every fact, in every version and overlay: none that is sensitive leads to a push (C2, C3)."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from todoke.rules import yamlfile
from todoke.rules.content import Content
from todoke.rules.facts import Sensitivity
from todoke.rules.library import rulebook_of
from todoke.telling.families import Families, load_families
from todoke.telling.reach import LOOK_BACK, Because, Decision, decide, paths_of
from todoke.telling.rules import load_rules

DATA = Path(__file__).resolve().parents[2] / "data"
TODAY = date(2026, 11, 22)
SENSITIVE = {
    "income",
    "tax",
    "welfare",
    "debt",
    "health",
    "disability",
    "violence",
    "nationality",
    "bereavement",
}


@pytest.fixture(scope="module")
def content() -> Content:
    """The real rules."""
    return rulebook_of(DATA).content


@pytest.fixture(scope="module")
def families(content: Content) -> Families:
    """The families as they ship."""
    return load_families(DATA, content)


@pytest.fixture(scope="module")
def named() -> dict[str, set[str]]:
    """What each program and fact names anywhere in its file, read from the text alone: more than it looks at.

    Independent of the walker under test: any text in the YAML that is the id of a fact or of a program counts.
    """
    facts = {fact["id"]: fact for path in (DATA / "facts").glob("*.yaml") for fact in _yaml(path)}
    programs = {path.name for path in (DATA / "programs").iterdir() if path.is_dir()}
    known = facts.keys() | programs
    found = {
        fact_id: _texts({"derive": fact.get("derive"), "applies": fact.get("applies")}) & known
        for fact_id, fact in facts.items()
    }
    for program_id in programs:
        versions = [
            _yaml(path)
            for path in (DATA / "programs" / program_id).glob("*-*-*.yaml")
            if _is_in_force(_yaml(path))
        ]
        found[program_id] = set().union(*(_texts(version) for version in versions)) & known
    for path in (DATA / "overlays").glob("*.yaml"):
        for program_id, overlay in (_yaml(path).get("programs") or {}).items():
            found[program_id] |= _texts(overlay.get("conditions")) & known
    return found


def _yaml(path: Path) -> Any:
    return yamlfile.read(path)


def _is_in_force(version: dict[str, Any]) -> bool:
    end = version["effective"].get("to")
    return end is None or end >= TODAY - LOOK_BACK


def _texts(raw: Any) -> set[str]:
    if isinstance(raw, dict):
        return set().union(*(_texts(part) for key, part in raw.items() if key not in ("cite", "label")))
    if isinstance(raw, list):
        return set().union(*(_texts(part) for part in raw))
    return {raw} if isinstance(raw, str) else set()


def _behind(start: str, named: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = {start}
    while waiting:
        one = waiting.pop()
        seen.add(one)
        waiting |= named.get(one, set()) - seen
    return seen


def test_no_program_is_pushed_that_looks_at_anything_sensitive(
    content: Content, families: Families, named: dict[str, set[str]]
) -> None:
    sensitive = {fact.id for fact in content.facts.values() if fact.sensitivity.value in SENSITIVE}
    assert sensitive
    assert len(content.programs) >= 151
    pushed = 0
    for program_id in content.programs:
        reached = decide(content, program_id, on=TODAY, families=families)
        behind = _behind(program_id, named)
        for fact_id in content.facts:
            if fact_id in sensitive and fact_id in behind:
                assert reached.decision is not Decision.PUSH, f"{program_id} is pushed and rests on {fact_id}"
            if reached.decision is Decision.PUSH:
                assert fact_id not in reached.facts or fact_id not in sensitive
        pushed += reached.decision is Decision.PUSH
    assert pushed, "age-of-child rules are the default allowed family (C3)"


def test_the_walker_sees_all_that_the_text_names(content: Content, named: dict[str, set[str]]) -> None:
    for program_id in content.programs:
        seen = {path.fact for path in paths_of(content, program_id, on=TODAY)}
        # The relation to the applicant is told under the name of the members looked for.
        missed = (_behind(program_id, named) & content.facts.keys()) - seen - {"person.relation"}
        assert not missed, f"{program_id}: {missed}"


def test_every_day_of_the_coming_year_is_alike(content: Content, families: Families) -> None:
    for days in range(0, 366, 61):
        on = TODAY + timedelta(days=days)
        for program_id in content.programs:
            reached = decide(content, program_id, on=on, families=families)
            if reached.decision is Decision.PUSH:
                assert all(
                    path.sensitivity is Sensitivity.PLAIN for path in paths_of(content, program_id, on=on)
                )


def test_programs_of_other_classes_are_never_pushed(content: Content, families: Families) -> None:
    for program_id, loaded in content.programs.items():
        reached = decide(content, program_id, on=TODAY, families=families)
        if loaded.program.reach.value != "push":
            assert (reached.decision.value, reached.because) == (loaded.program.reach.value, Because.CLASS)


def test_opening_every_family_opens_nothing_sensitive(content: Content, families: Families) -> None:
    everything = families.opened_too(families.known)
    for program_id in content.programs:
        reached = decide(content, program_id, on=TODAY, families=everything)
        if reached.decision is Decision.PUSH:
            paths = paths_of(content, program_id, on=TODAY)
            assert {path.sensitivity for path in paths} == {Sensitivity.PLAIN}


def test_with_no_family_open_nothing_is_pushed(content: Content, families: Families) -> None:
    closed = Families(families.known)
    decisions = {decide(content, one, on=TODAY, families=closed).decision for one in content.programs}
    assert Decision.PUSH not in decisions


def test_every_rule_that_may_push_has_a_known_family(content: Content, families: Families) -> None:
    for rule in load_rules(DATA, content):
        assert rule.family == "shelf" or rule.family in families.known, rule.id
