"""Households as rows of a block and back, and some of them, or of their members, taken out."""

from datetime import date

import numpy as np
import pytest

from tests.factories.content import rulebook
from tests.factories.households import blurred_household, known_household
from todoke.residents.households import UnfitHouseholdError, block_of, household_at
from todoke.residents.taking import leave_out, take
from todoke.rules.household import MUNICIPALITY, Household, Member

ON = date(2026, 11, 22)
CONTENT = rulebook().content


def households(count: int) -> list[Household]:
    known = [known_household(seed, CONTENT, ON) for seed in range(count)]
    rough = [blurred_household(seed, one, CONTENT, ON) for seed, one in enumerate(known)]
    return [one for one in known + rough if one.applicant is not None]


def alike(one: Household, other: Household) -> bool:
    facts = {**one.facts, MUNICIPALITY: "131016"}
    return (
        facts == dict(other.facts)
        and one.complete == other.complete
        and [(m.relation, dict(m.facts)) for m in one.members]
        == [(m.relation, dict(m.facts)) for m in other.members]
    )


def test_there_and_back_nothing_is_lost():
    some = households(15)
    block = block_of(some, "131016", CONTENT)
    assert all(alike(one, household_at(block, place, CONTENT)) for place, one in enumerate(some))


def test_taken_households_are_the_same_households():
    some = households(10)
    block = block_of(some, "131016", CONTENT)
    chosen = np.array([7, 0, 3])
    smaller = take(block, chosen)
    assert smaller.households == 3
    assert all(alike(some[place], household_at(smaller, at, CONTENT)) for at, place in enumerate(chosen))


def test_households_without_some_members_are_otherwise_the_same():
    some = [
        Household((Member("a", "parent"), Member("b", "self"), Member("c", "child", parents=("a", "b")))),
        Household((Member("d", "self"), Member("e", "spouse"))),
        Household((Member("f", "child", parents=("g",)), Member("g", "self"))),
    ]
    block = block_of(some, "131016", CONTENT)
    smaller, persons, chosen = leave_out(block, np.array([1, 0, 0, 1, 0, 0, 0], np.bool_))
    assert persons.tolist() == [1, 2, 5, 6]
    assert chosen.tolist() == [0, 2]
    kept = [household_at(smaller, place, CONTENT).members for place in range(2)]
    assert [[(m.relation, m.parents) for m in members] for members in kept] == [
        [("self", None), ("child", ("p2",))],
        [("child", ("p7",)), ("self", None)],
    ]
    assert smaller.applicant.tolist() == [0, 3]


def test_parents_by_name_come_back():
    family = Household(
        (
            Member("a", "self"),
            Member("b", "spouse"),
            Member("c", "child", parents=("b",)),
            Member("d", "child", parents=()),
        )
    )
    again = household_at(block_of([family], "131016", CONTENT, first_person=20), 0, CONTENT)
    assert [member.parents for member in again.members] == [None, None, ("p21",), ()]


def test_a_household_without_applicant_does_not_fit():
    with pytest.raises(UnfitHouseholdError, match="本人"):
        block_of([Household((Member("a", "child"),))], "131016", CONTENT)
