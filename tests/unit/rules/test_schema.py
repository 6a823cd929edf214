"""The schemas say of every file in the repository what the reader says of it."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.contract.json_schema import Validator
from todoke.rules import yamlfile
from todoke.rules.content import Content
from todoke.rules.loading import load
from todoke.rules.schema import household_schema, rule_schema
from todoke.rules.situation import SituationError, read_household

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def content() -> Content:
    return load(DATA)


@pytest.fixture(scope="module")
def household(content: Content) -> dict[str, Any]:
    return household_schema(content)


def _plain(value: Any) -> Any:
    """Return what YAML read as JSON has it: days as texts."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("path", sorted((DATA / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_every_example_is_valid(path: Path, household: dict[str, Any]) -> None:
    raw = json.loads(path.read_text())["household"]
    assert list(Validator(household).errors(raw, household)) == []


@pytest.mark.parametrize(
    "member",
    [
        {"birth_date": "1990-1-1", "salary_gross": {"from": 1}},
        {"birth_date": {"from": "1990"}, "marriage": {"any_of": ["never", "divorced"]}},
        {"salary_gross": None, "marriage": {"declined": True}, "due_date": {"not_applicable": True}},
        {"handbook_physical": {"value": "1", "as_of": "2026-01-01"}, "receiving": ["jido-teate"]},
        {"salary_gross": -1},
        {"salary_gross": "1"},
        {"salary_gross": {}},
        {"birth_date": "yesterday"},
        {"birth_date": 19900101},
        {"marriage": "happy"},
        {"pregnant": "yes"},
        {"unheard_of": 1},
        {"relation": "uncle"},
        {"id": "私"},
        {"parents": "me"},
        {"pregnant": {"not_applicable": True}},
    ],
)
def test_schema_and_reader_agree(content: Content, household: dict[str, Any], member: dict[str, Any]) -> None:
    raw = {"members": [{"id": "me", "relation": "self", **member}]}
    try:
        read_household(raw, content, on=date(2026, 11, 22))
        readable = True
    except SituationError:
        readable = False
    assert Validator(household).is_valid(raw, household) is readable


def test_the_rule_schema_accepts_every_readable_program(content: Content) -> None:
    schema = rule_schema()
    validator = Validator(schema)
    wrong: list[str] = []
    for program_id in sorted(content.programs.keys() - content.broken_programs.keys())[:40]:
        folder = DATA / "programs" / program_id
        for path in sorted(folder.glob("*.yaml")):
            if path.name == "golden.yaml":
                continue
            kind = "Program" if path.name == "program.yaml" else "Version"
            raw = _plain(yamlfile.read(path))
            wrong += [f"{program_id}/{path.name}{e}" for e in validator.errors(raw, schema["$defs"][kind])]
    assert wrong == []


def test_the_rule_schema_refuses_unknown_nodes_and_keys() -> None:
    schema = rule_schema()
    validator = Validator(schema)
    expression = schema["$defs"]["Expression"]
    assert validator.is_valid({"lt": [{"age": {}}, 18]}, expression)
    assert validator.is_valid({"round": {"value": 1, "to": 10}}, expression)
    assert not validator.is_valid({"sometimes": True}, expression)
    assert not validator.is_valid({"age": {"of": "me"}}, expression)
    assert validator.is_valid("手当", schema["$defs"]["Text"])
    assert not validator.is_valid({"en": "only"}, schema["$defs"]["Text"])
