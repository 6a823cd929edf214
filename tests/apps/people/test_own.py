"""What a person may see of their household: themselves and whom they care for, nobody else's facts."""

from datetime import date

import pytest

from tests.factories.content import content
from tests.factories.people import register
from todoke.apps.people.models import Household as Row
from todoke.apps.people.queries.own import household_of_one
from todoke.rules.facts import Boolean
from todoke.rules.household import MUNICIPALITY, RELATIONS, Household, Member

pytestmark = pytest.mark.django_db

BORN = "person.birth_date"


def a_family(*relations: str) -> Row:
    facts = {"self": date(1990, 4, 12), "spouse": date(1989, 1, 1), "child": date(2026, 8, 3)}
    members = tuple(
        Member(f"m{place}", relation, {BORN: facts[relation]}) for place, relation in enumerate(relations)
    )
    home = Household(members, {MUNICIPALITY: "132080"}, frozenset(RELATIONS))
    return register("132080", [home])[0]


def seen_by(home: Row, place: int, in_care: tuple[int, ...] = ()) -> Household:
    people = list(home.members.order_by("pk"))
    return household_of_one(people[place], [people[one].pk for one in in_care], content())


def test_another_adult_is_left_out_and_the_household_called_incomplete():
    home = a_family("self", "spouse", "child")
    seen = seen_by(home, 0, in_care=(2,))
    assert [member.relation for member in seen.members] == ["self", "child"]
    assert seen.complete == frozenset()
    assert not seen.is_complete_for(frozenset({"spouse"}))


def test_whoever_looks_is_the_one_who_asks():
    home = a_family("self", "spouse", "child")
    seen = seen_by(home, 1, in_care=(2,))
    assert seen.applicant is not None
    assert seen.applicant.facts[BORN] == date(1989, 1, 1)
    assert [member.facts[BORN] for member in seen.members if member.relation == "child"] == [date(2026, 8, 3)]


def test_a_child_that_is_not_in_their_care_is_not_seen():
    home = a_family("self", "child")
    assert [member.relation for member in seen_by(home, 0).members] == ["self"]


def test_the_municipality_is_always_known():
    home = a_family("self", "spouse")
    assert seen_by(home, 1).facts[MUNICIPALITY] == "132080"


def test_facts_of_the_household_are_seen_only_by_whom_it_is_alone():
    fact = next(
        fact.id
        for fact in content().facts.values()
        if fact.entity == "household" and isinstance(fact.type, Boolean) and fact.derive is None
    )
    alone = Household((Member("a", "self", {}),), {MUNICIPALITY: "132080", fact: True})
    two = Household((Member("a", "self", {}), Member("b", "spouse", {})), dict(alone.facts))
    first, second = register("132080", [alone, two])
    assert seen_by(first, 0).facts[fact] is True
    assert fact not in seen_by(second, 0).facts
