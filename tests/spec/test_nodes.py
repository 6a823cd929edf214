"""What every node of a rule means: the tables in ``tests/spec/nodes`` are the manual, and this runs them.

An entry says ``what`` it shows, the ``expression``, and ``answers``: what is known, and what it then ``is``. In an
answer, ``members`` are the others of the household, ``household`` its own facts, ``complete`` who is listed
(everybody, unless said otherwise), ``seen_from`` the member asked (the applicant), ``on`` the day; anything else is
a fact of the applicant. ``is`` is a value, ``unknown``, ``absent``, ``{from, to}`` or ``{one_of: […]}``; ``needs``
names what would tell.
"""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories import rules as make
from todoke.rules import yamlfile
from todoke.rules.checking.structure import check_structure
from todoke.rules.checking.types import type_of
from todoke.rules.content import Content
from todoke.rules.evaluation.run import Run, exact
from todoke.rules.nodes import NODE_KINDS, Node
from todoke.rules.programs import LocalParameter
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.values import ABSENT, NO_CODE, Choices, Interval, Maybe, Value, needs_of
from todoke.rules.walking import walk

FOLDER = Path(__file__).parent / "nodes"
_OF_THE_CASE = {"is", "error", "needs", "on", "members", "household", "complete", "seen_from", "what"}
_INFINITE = {"-∞": -math.inf, "∞": math.inf}
LOCAL = {
    "limit": LocalParameter.model_validate({"label": "上限", "type": {"kind": "money", "basis": "benefit"}})
}


def _entries() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        if path.stem == "dictionary":
            continue
        for entry in yamlfile.read(path):
            for place, answer in enumerate(entry["answers"], 1):
                yield pytest.param(entry["expression"], answer, id=f"{path.stem}: {entry['what']} ({place})")


@pytest.fixture(scope="module")
def content() -> Content:
    return make.content((FOLDER / "dictionary.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def book(content: Content) -> Rulebook:
    return Rulebook(content)


@pytest.mark.parametrize(("expression", "answer"), list(_entries()))
def test_a_node_means_what_the_table_says(expression: Any, answer: dict[str, Any], book: Rulebook) -> None:
    if "error" in answer:
        with pytest.raises(Exception, match=answer["error"]):
            _value(expression, answer, book)
        return
    found = _value(expression, answer, book)
    wanted = _wanted(answer["is"])
    assert type(found) is type(wanted), found
    assert found == wanted or isinstance(wanted, Maybe)
    if "needs" in answer:
        assert {f"{fact}@{entity}" for fact, entity in needs_of(found)} == set(answer["needs"])


def _value(expression: Any, answer: dict[str, Any], book: Rulebook) -> Value:
    on = answer.get("on", make.TODAY)
    applicant = {"id": "me", "relation": "self"} | {
        key: value for key, value in answer.items() if key not in _OF_THE_CASE
    }
    raw = {
        "members": [applicant, *answer.get("members", ())],
        "complete": answer.get("complete", True),
        **answer.get("household", {}),
    }
    run = Run(read_household(raw, book.content, on=on), on)
    run.subject = run.household.applicant
    seen_from = answer.get("seen_from", "me")
    member = None if seen_from == "household" else run.household.member(seen_from)
    return book.compiler.compile(make.expression_of(expression))(run, member)


def _wanted(raw: Any) -> Value:
    if raw == "unknown":
        return Maybe()
    if raw == "absent":
        return ABSENT
    if isinstance(raw, dict) and "one_of" in raw:
        return Choices(frozenset(NO_CODE if code == "absent" else code for code in raw["one_of"]))
    if isinstance(raw, dict):
        return Interval(_end(raw["from"]), _end(raw["to"]))
    return exact(make.expression_of(raw))


def _end(raw: Any) -> Any:
    return _INFINITE[raw] if raw in _INFINITE else exact(make.expression_of(raw))


def test_every_kind_of_node_is_shown() -> None:
    shown = {
        type(node)
        for path in FOLDER.glob("*.yaml")
        if path.stem != "dictionary"
        for entry in yamlfile.read(path)
        for node in walk(make.expression_of(entry["expression"]))
    }
    missing = {kind for kind, node in NODE_KINDS.items() if node not in shown}
    assert missing == {"local"}, "local is shown in tests/unit/rules/test_rulebook.py, with its overlays"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.yaml")), ids=lambda path: path.stem)
def test_everything_shown_has_a_type(path: Path, content: Content) -> None:
    if path.stem == "dictionary":
        check_structure(content)
        assert [str(problem) for problem in content.problems] == []
        return
    for entry in yamlfile.read(path):
        expression = make.expression_of(entry["expression"])
        assert isinstance(expression, Node)
        type_of(expression, content, LOCAL)
