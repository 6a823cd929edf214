"""What cannot be true together is named with both sides and the cure; what merely looks odd is left alone."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.smallbook import write_small_data
from todoke.rules.contradictions import find_contradictions
from todoke.rules.facts import Fact
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import Mistake, read_household

ON = date(2026, 11, 22)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("small") / "data")


@pytest.fixture(scope="module")
def rulebook(folder: Path) -> Rulebook:
    return Rulebook(load(folder))


def _member(member_id: str = "me", relation: str = "self", **facts: Any) -> dict[str, Any]:
    return {"id": member_id, "relation": relation, **facts}


def _found(rulebook: Rulebook, *members: dict[str, Any], **facts: Any) -> tuple[Mistake, ...]:
    raw = {"members": list(members), **facts}
    return find_contradictions(rulebook, read_household(raw, rulebook.content, on=ON), ON)


def _places(found: tuple[Mistake, ...]) -> list[str]:
    return [mistake.place for mistake in found]


def test_a_derived_value_that_differs_from_what_it_is_derived_from(rulebook: Rulebook) -> None:
    (mistake,) = _found(rulebook, _member(salary_gross=3000000, salary_income=1000000))
    assert mistake.place == "members[0].salary_income"
    assert "「給与所得」" in mistake.message
    assert "「給与の年収」members[0].salary_gross" in mistake.message
    assert "直す" in mistake.message


@pytest.mark.parametrize(
    "facts",
    [
        {"salary_gross": 3000000, "salary_income": 2400000},
        {"salary_gross": 3000000, "salary_income": 2400999},
        {"salary_gross": {"from": 2000000, "to": 3000000}, "salary_income": {"from": 2300000, "to": 9000000}},
        {"salary_income": 5},
        {"birth_date": "1990-01-01", "adult": True, "stage": "grown"},
        {"birth_date": "2008", "adult": False, "stage": "young"},
        {"birth_date": "1990", "stage": {"any_of": ["young", "grown"]}},
    ],
)
def test_what_may_be_true_together_is_left_alone(rulebook: Rulebook, facts: dict[str, Any]) -> None:
    assert _found(rulebook, _member(**facts)) == ()


@pytest.mark.parametrize(
    ("facts", "place"),
    [
        ({"birth_date": "1990", "adult": False}, "adult"),
        ({"birth_date": "1990", "stage": "young"}, "stage"),
        ({"salary_gross": 1000000, "salary_income": {"from": 900000}}, "salary_income"),
        ({"sex": "male", "pregnant": True}, "pregnant"),
        ({"sex": "male", "due_date": "2027-01-01"}, "due_date"),
    ],
)
def test_what_cannot_be_true_together_is_named(rulebook: Rulebook, facts: dict[str, Any], place: str) -> None:
    assert _places(_found(rulebook, _member(**facts))) == [f"members[0].{place}"]


def test_a_value_that_says_no_where_it_does_not_apply_is_harmless(rulebook: Rulebook) -> None:
    facts: dict[str, Any] = {"sex": "male", "pregnant": False, "due_date": {"not_applicable": True}}
    assert _found(rulebook, _member(**facts)) == ()


def test_an_answer_nobody_asked_for_may_be_true(rulebook: Rulebook) -> None:
    # Asked only of people who work, or only where somebody pays: relevance, not logic.
    facts: dict[str, Any] = {
        "dependants": 0,
        "birth_date": "2020",
        "asked_of_adults": True,
        "tip": 500,
        "helper": True,
    }
    assert _found(rulebook, _member(**facts)) == ()


def test_a_part_of_nothing_is_named(rulebook: Rulebook) -> None:
    assert _places(_found(rulebook, _member(dependants=0, dependants_old=2))) == ["members[0].dependants_old"]
    assert _found(rulebook, _member(dependants=2, dependants_old=2)) == ()
    assert _found(rulebook, _member(dependants=0, dependants_old=0)) == ()


def test_facts_that_were_not_given_are_named_by_their_words(rulebook: Rulebook) -> None:
    # The sex is not said, and pregnant is false; so there is no due date.
    (mistake,) = _found(rulebook, _member(pregnant=False, due_date="2027-01-01"))
    assert "「妊娠している」members[0].pregnant" in mistake.message


def test_a_fact_of_the_household_is_checked_too(rulebook: Rulebook) -> None:
    (mistake,) = _found(rulebook, anniversary="2020-01-01")
    assert mistake.place == "anniversary"
    assert "ほかの項目" in mistake.message
    assert _found(rulebook, anniversary="2026-11-22") == ()


def test_a_rule_that_fails_is_not_the_persons_mistake(rulebook: Rulebook) -> None:
    assert _found(rulebook, _member(dependants=0, divided=3)) == ()


def test_a_fact_that_is_broken_is_not_the_persons_mistake(folder: Path) -> None:
    kind = {"kind": "boolean"}
    broken = Fact.model_validate(
        {"id": "person.lost", "label": "x", "type": kind, "derive": {"fact": "person.gone"}}
    )
    content = load(folder)
    content.facts[broken.id] = broken
    household = read_household({"members": [_member(lost=True)]}, content, on=ON)
    assert find_contradictions(Rulebook(content), household, ON) == ()


def test_a_spouse_beside_never_married(rulebook: Rulebook) -> None:
    (mistake,) = _found(rulebook, _member(marriage="never"), _member("partner", "spouse"))
    assert mistake.place == "members[0].marriage"
    assert "partner" in mistake.message
    assert (
        _found(rulebook, _member(marriage="married"), _member("partner", "spouse", marriage="married")) == ()
    )
    assert _found(rulebook, _member(marriage="never")) == ()
    assert _found(rulebook, _member("p", "spouse"), _member("x", "other", marriage="never")) == ()


def test_a_child_older_than_its_parent(rulebook: Rulebook) -> None:
    parent, child = _member(birth_date="1990"), _member("c", "child", birth_date="1985-05-05")
    (mistake,) = _found(rulebook, parent, child)
    assert mistake.place == "members[1].birth_date"
    assert "id「c」" in mistake.message
    assert "id「me」" in mistake.message


def test_a_child_of_the_other_partner_may_be_older_than_one(rulebook: Rulebook) -> None:
    couple = (_member(birth_date="1960-01-01"), _member("wife", "spouse", birth_date="1990-01-01"))
    assert _found(rulebook, *couple, _member("c", "child", birth_date="1988-01-01")) == ()
    named = _member("c", "child", birth_date="1988-01-01", parents=["wife"])
    assert _places(_found(rulebook, *couple, named)) == ["members[2].birth_date"]


def test_births_that_are_rough_or_unknown_contradict_nothing(rulebook: Rulebook) -> None:
    assert _found(rulebook, _member(birth_date="1990"), _member("c", "child", birth_date="1990-06-01")) == ()
    assert _found(rulebook, _member(), _member("c", "child", birth_date="1985-05-05")) == ()
    assert _found(rulebook, _member(birth_date="1990"), _member("c", "child")) == ()


def test_a_member_not_born_yet_on_the_day_is_no_reason_to_fail(rulebook: Rulebook) -> None:
    raw = {"members": [_member(), _member("c", "child", birth_date="2026-11-01", sex="male", pregnant=True)]}
    household = read_household(raw, rulebook.content, on=ON)
    assert _places(find_contradictions(rulebook, household, ON)) == ["members[1].pregnant"]
    assert find_contradictions(rulebook, household, date(2026, 10, 1)) == ()
