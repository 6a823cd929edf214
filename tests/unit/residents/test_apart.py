"""Whoever is set apart is a household of their own; those who stay are answered for with less known, never wrongly."""

from typing import Any

import numpy as np
import pytest

from todoke.residents.apart import APART, related_to, set_apart
from todoke.residents.block import ALL_LISTED, RELATION_CODE
from todoke.residents.rows import Rows, VectorRows

FATHER, MOTHER, CHILD, GRANDMA = 1, 2, 3, 4
HOME = 7
SPOUSE_AND_OTHER = 1 << RELATION_CODE["spouse"] | 1 << RELATION_CODE["other"]


def rows(**changes: Any) -> Rows:
    relations = ("self", "spouse", "child", "parent")
    found: dict[str, Any] = {
        "household_ids": np.array([HOME, HOME + 1], np.int64),
        "complete": np.array([ALL_LISTED, ALL_LISTED], np.int32),
        "household_facts": VectorRows(np.arange(4), np.array([0, 2]), np.array([2, 2])),
        "person_ids": np.array([FATHER, MOTHER, CHILD, GRANDMA], np.int64),
        "household_of": np.full(4, HOME, np.int64),
        "relation": np.array([RELATION_CODE[one] for one in relations], np.uint8),
        "parents_named": np.array([False, False, True, False]),
        "birth_low": np.array([10, 20, 30, 1], np.int32),
        "birth_high": np.array([10, 20, 30, 1], np.int32),
        "person_facts": VectorRows(np.zeros(0), np.zeros(4, np.int64), np.zeros(4, np.int64)),
        "child": np.array([CHILD, CHILD], np.int64),
        "parent": np.array([FATHER, MOTHER], np.int64),
    }
    return Rows(**(found | changes))


def told(found):
    """Return who belongs to which household as whom."""
    words = {code: word for word, code in RELATION_CODE.items()}
    return {
        person: (home, words[relation])
        for person, home, relation in zip(
            found.person_ids.tolist(), found.household_of.tolist(), found.relation.tolist(), strict=True
        )
    }


def complete_of(found, household):
    return found.complete[found.household_ids.tolist().index(household)]


def test_nobody_set_apart_changes_nothing():
    assert set_apart(rows(), {99: APART + 99}).household_of.tolist() == [HOME] * 4


def test_a_mother_and_her_child_are_together_and_the_others_stay():
    own = APART + MOTHER
    found = set_apart(rows(), {MOTHER: own, CHILD: own})
    assert told(found) == {
        FATHER: (HOME, "self"),
        MOTHER: (own, "self"),
        CHILD: (own, "child"),
        GRANDMA: (HOME, "parent"),
    }
    assert list(zip(found.child.tolist(), found.parent.tolist(), strict=True)) == [(CHILD, MOTHER)]


def test_of_whom_stays_it_is_open_whether_there_is_a_spouse_or_a_child():
    """Else a father would be told at once that he is alone, and what a parent alone can receive."""
    found = set_apart(rows(), {MOTHER: APART + MOTHER, CHILD: APART + MOTHER})
    missing = SPOUSE_AND_OTHER | 1 << RELATION_CODE["child"]
    assert complete_of(found, HOME) == ALL_LISTED & ~missing
    assert not complete_of(found, APART + MOTHER) & 1 << RELATION_CODE["spouse"]


def test_facts_of_the_household_count_for_no_part_and_those_of_others_stay():
    found = set_apart(rows(), {MOTHER: APART + MOTHER})
    lengths = dict(zip(found.household_ids.tolist(), found.household_facts.lengths.tolist(), strict=True))
    assert lengths == {HOME: 0, HOME + 1: 2, APART + MOTHER: 0}


def test_where_the_applicant_goes_a_spouse_is_the_applicant_of_who_stays():
    found = set_apart(rows(), {FATHER: APART + FATHER})
    assert told(found)[MOTHER] == (HOME, "self")
    assert told(found)[CHILD] == (HOME, "child")
    assert told(found)[GRANDMA] == (HOME, "other")


def test_without_a_spouse_the_oldest_is_and_nothing_is_listed():
    found = set_apart(rows(), {FATHER: APART + FATHER, MOTHER: APART + MOTHER})
    assert told(found)[GRANDMA] == (HOME, "self")
    assert told(found)[CHILD] == (HOME, "grandchild")
    assert complete_of(found, HOME) == 0


@pytest.mark.parametrize(
    ("applicant", "other", "seen"),
    [
        ("self", "sibling", "sibling"),
        ("spouse", "self", "spouse"),
        ("spouse", "parent", "other"),
        ("child", "child", "sibling"),
        ("sibling", "parent", "parent"),
        ("other", "child", "other"),
    ],
)
def test_relations_are_seen_from_a_new_applicant_and_open_where_unsure(applicant, other, seen):
    assert related_to(RELATION_CODE[applicant], RELATION_CODE[other]) == RELATION_CODE[seen]
