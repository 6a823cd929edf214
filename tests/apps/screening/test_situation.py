"""Answers in the session: a round trip changes nothing, and what is no situation is forgotten."""

import json
from typing import Any

import pytest

from tests.factories.rules import CHIYODA, TODAY
from todoke.apps.screening import actions, queries
from todoke.apps.screening.domain.situation import Situation

EMPTY = Situation.empty()


def test_a_situation_survives_the_session() -> None:
    situation = actions.choose_topics(EMPTY, ["children", "work"])
    situation = actions.set_municipality(situation, CHIYODA)
    situation = actions.set_family(situation, spouse=True, children=1)
    situation = actions.answer(
        situation, "births", {"person.birth_date@me": "1990", "person.sex@partner": "male"}, on=TODAY
    )
    situation = actions.skip(situation, "household.rent", declined=True, on=TODAY)
    stored = json.loads(json.dumps(situation.to_session()))
    again = Situation.from_session(stored)
    assert again == situation
    assert queries.progress(again, on=TODAY) == queries.progress(situation, on=TODAY)


def test_an_old_session_without_lists_is_read() -> None:
    assert Situation.from_session({"raw": dict(EMPTY.raw)}) == EMPTY


@pytest.mark.parametrize(
    "stored",
    [
        None,
        {},
        [],
        "text",
        {"raw": None},
        {"raw": []},
        {"raw": {}},
        {"raw": {"members": {}}},
        {"raw": {"members": []}},
        {"raw": {"members": ["me"]}},
        {"raw": {"members": [{"relation": "self"}]}},
        {"raw": {"members": [{"id": 1, "relation": "self"}]}},
        {"raw": {"members": [{"id": "somebody", "relation": "self"}]}},
        {"raw": {"members": [{"id": "me", "relation": "child"}]}},
        {"raw": dict(EMPTY.raw), "asked": "births"},
        {"raw": dict(EMPTY.raw), "asked": [1]},
        {"raw": dict(EMPTY.raw), "topics": [["children"]]},
        {"raw": dict(EMPTY.raw), "put": {"a": 1}},
    ],
)
def test_what_is_no_situation_is_forgotten(stored: Any) -> None:
    assert Situation.from_session(stored) == EMPTY


def test_a_question_is_noted_once_and_in_its_order() -> None:
    situation = EMPTY.with_asked("a", ["x", "y"]).with_asked("b", ["y", "z"]).with_asked("a")
    assert (situation.asked, situation.put) == (("a", "b"), ("x", "y", "z"))
    assert situation.without_asked("a", ["y"]) == EMPTY.with_asked("b", ["x", "z"])
