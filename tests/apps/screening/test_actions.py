"""What a person does while screening: answers, skips, changes the family, thinks again."""

from typing import Any

import pytest

from tests.factories.rules import CHIYODA, MINATO, TODAY
from todoke.apps.screening import actions, queries
from todoke.apps.screening.domain.composing import UnknownQuestionError
from todoke.apps.screening.domain.situation import Situation
from todoke.rules.situation import SituationError

NOBODY = Situation.empty()


def family(**members: Any) -> Situation:
    """Return the situation of somebody who has said where they live and who belongs to the family."""
    situation = actions.choose_topics(NOBODY, [])
    situation = actions.set_municipality(situation, CHIYODA)
    return actions.set_family(situation, **({"spouse": False} | members))


def member(situation: Situation, member_id: str) -> dict[str, Any]:
    return next(one for one in situation.members if one["id"] == member_id)


# --- topics and place ------------------------------------------------------------------------------------------------


def test_topics_are_kept_in_a_fixed_order_and_unknown_ones_dropped() -> None:
    situation = actions.choose_topics(NOBODY, ["work", "children", "sorcery"])
    assert situation.topics == ("children", "work")
    assert situation.asked == ("topics",)
    assert actions.choose_topics(situation, []).topics == ()


def test_the_place_is_kept_changed_or_left_open() -> None:
    here = actions.set_municipality(NOBODY, CHIYODA)
    assert here.raw["municipality"] == CHIYODA
    assert actions.set_municipality(here, MINATO).raw["municipality"] == MINATO
    assert "municipality" not in actions.set_municipality(here, None).raw
    declined = actions.set_municipality(here, CHIYODA, declined=True)
    assert "municipality" not in declined.raw
    assert declined.asked == ("municipality",)
    assert declined.put == ("household.municipality@household",)


def test_a_place_outside_tokyo_is_a_mistake() -> None:
    with pytest.raises(SituationError) as caught:
        actions.set_municipality(NOBODY, "271004")
    assert caught.value.mistakes[0].place == "municipality"


def test_nothing_is_changed_in_place() -> None:
    before = NOBODY.to_session()
    actions.set_municipality(NOBODY, CHIYODA)
    actions.set_family(NOBODY, spouse=True, children=2)
    actions.answer(family(), "person.work", {"person.work@me": True}, on=TODAY)
    assert NOBODY.to_session() == before
    assert Situation.empty() == NOBODY


# --- the family ------------------------------------------------------------------------------------------------------


def test_a_family_is_listed_completely() -> None:
    situation = family(
        spouse=True, children=2, parents=1, grandparents=1, grandchildren=1, siblings=1, others=1
    )
    assert [(one["id"], one["relation"]) for one in situation.members] == [
        ("me", "self"),
        ("partner", "spouse"),
        ("child1", "child"),
        ("child2", "child"),
        ("parent1", "parent"),
        ("grandparent1", "grandparent"),
        ("grandchild1", "grandchild"),
        ("sibling1", "sibling"),
        ("other1", "other"),
    ]
    assert situation.raw["complete"] is True


def test_who_stays_in_the_family_keeps_what_is_known() -> None:
    situation = family(spouse=True, children=2)
    situation = actions.answer(
        situation,
        "births",
        {
            "person.birth_date@me": "1990-01-01",
            "person.birth_date@child1": "2015",
            "person.birth_date@child2": "2018",
        },
        on=TODAY,
    )
    smaller = actions.set_family(situation, spouse=False, children=1)
    assert [one["id"] for one in smaller.members] == ["me", "child1"]
    assert member(smaller, "me")["birth_date"] == "1990-01-01"
    assert member(smaller, "child1")["birth_date"] == "2015"
    larger = actions.set_family(smaller, spouse=False, children=3)
    assert member(larger, "child1")["birth_date"] == "2015"
    assert "birth_date" not in member(larger, "child2"), "another child"


@pytest.mark.parametrize("number", [-1, 13])
def test_a_family_has_a_sensible_size(number: int) -> None:
    with pytest.raises(SituationError) as caught:
        actions.set_family(NOBODY, spouse=False, children=number, others=number)
    assert [mistake.place for mistake in caught.value.mistakes] == ["children", "others"]
    assert "0人から12人まで" in caught.value.mistakes[0].message


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "key", "value"),
    [
        ("births", "person.birth_date@me", "1990-01-01"),
        ("births", "person.birth_date@me", "1990-01"),
        ("births", "person.birth_date@me", "1990"),
        ("births", "person.sex@me", "female"),
        ("person.work", "person.work@me", True),
        ("person.work", "person.work@me", False),
        ("person.income", "person.income@me", 1_200_000),
        ("person.income", "person.income@me", {"from": 1_000_001, "to": 2_000_000}),
        ("person.income", "person.income@me", {"to": 1_000_000}),
        ("person.left_on", "person.left_on@me", {"not_applicable": True}),
        ("household.rent", "household.rent@household", 70000),
    ],
)
def test_an_answer_is_kept_as_it_was_given_and_counts(question: str, key: str, value: Any) -> None:
    situation = actions.answer(family(children=1), question, {key: value}, on=TODAY)
    fact, entity = key.split("@")
    place = situation.raw if entity == "household" else member(situation, entity)
    assert place[fact.split(".")[1]] == value
    assert question in situation.asked
    assert key in situation.put
    field = next(one for one in queries.screen(question, situation, on=TODAY).fields if one.key == key)
    assert (field.value, field.state) == (value, "known")


def test_dont_know_takes_an_answer_back_and_is_not_asked_again() -> None:
    told = actions.answer(family(), "person.work", {"person.work@me": True}, on=TODAY)
    open_ = actions.answer(told, "person.work", {}, unknown=["person.work@me"], on=TODAY)
    assert "work" not in member(open_, "me")
    (field,) = queries.screen("person.work", open_, on=TODAY).fields
    assert (field.value, field.state) == (None, "unknown")


def test_rather_not_say_is_remembered() -> None:
    situation = actions.answer(family(), "person.work", {}, declined=["person.work@me"], on=TODAY)
    assert member(situation, "me")["work"] == {"declined": True}
    (field,) = queries.screen("person.work", situation, on=TODAY).fields
    assert (field.value, field.state) == (None, "declined")


def test_what_the_screen_does_not_show_is_not_taken() -> None:
    situation = actions.answer(
        family(),
        "person.work",
        {"person.income@me": 5, "person.work@ghost": True},
        unknown=["household.rent@household"],
        declined=["person.sex@me"],
        on=TODAY,
    )
    assert situation.raw["members"] == [{"id": "me", "relation": "self"}]


@pytest.mark.parametrize(
    ("question", "key", "value", "message"),
    [
        ("births", "person.birth_date@child1", "2030-01-01", "より後の日になっています"),
        ("births", "person.sex@child1", "dog", "使えない値です"),
        ("person.income", "person.income@me", -1, "0 以上"),
        ("household.rent", "household.rent@household", "70,000", "カンマや単位は付けません"),
    ],
)
def test_a_mistake_names_its_control(question: str, key: str, value: Any, message: str) -> None:
    with pytest.raises(SituationError) as caught:
        actions.answer(family(children=1), question, {key: value}, on=TODAY)
    (mistake,) = caught.value.mistakes
    assert mistake.place == key
    assert message in mistake.message


def test_there_is_no_such_question() -> None:
    with pytest.raises(UnknownQuestionError):
        actions.answer(family(), "person.ghost", {}, on=TODAY)


def test_what_is_received_already_is_kept_changed_and_taken_back() -> None:
    key = "receives:worker@household"
    yes = actions.answer(family(), "receiving", {key: True}, on=TODAY)
    assert yes.raw["receiving"] == ["worker"]
    no = actions.answer(yes, "receiving", {key: False}, on=TODAY)
    assert no.raw["not_receiving"] == ["worker"]
    assert "receiving" not in no.raw
    for open_ in (
        actions.answer(no, "receiving", {}, unknown=[key], on=TODAY),
        actions.answer(no, "receiving", {}, declined=[key], on=TODAY),
    ):
        assert "not_receiving" not in open_.raw
        assert key in open_.put


# --- skipping and thinking again -------------------------------------------------------------------------------------


def test_a_whole_question_is_skipped() -> None:
    situation = actions.skip(family(children=1), "births", on=TODAY)
    assert "births" in situation.asked
    assert {"person.birth_date@me", "person.birth_date@child1", "person.sex@me"} <= set(situation.put)
    assert member(situation, "me") == {"id": "me", "relation": "self"}
    assert queries.progress(situation, on=TODAY).question_id != "births"


def test_a_whole_question_is_declined() -> None:
    situation = actions.skip(family(children=1), "births", declined=True, on=TODAY)
    assert member(situation, "me")["birth_date"] == {"declined": True}


@pytest.mark.parametrize("question", ["topics", "municipality", "family"])
def test_a_built_in_question_is_skipped(question: str) -> None:
    situation = actions.skip(NOBODY, question, on=TODAY)
    assert situation.asked == (question,)
    again = actions.choose_topics(situation, [])
    assert queries.progress(again, on=TODAY).question_id != question


def test_a_skipped_question_may_be_asked_again() -> None:
    skipped = actions.skip(family(), "births", on=TODAY)
    again = actions.forget(skipped, "births", on=TODAY)
    assert "births" not in again.asked
    assert not any("@me" in key for key in again.put)
    assert queries.progress(again, on=TODAY).question_id == "births"
    nowhere = actions.forget(actions.skip(NOBODY, "municipality", on=TODAY), "municipality", on=TODAY)
    assert (nowhere.asked, nowhere.put) == ((), ())
