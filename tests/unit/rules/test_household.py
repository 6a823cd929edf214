"""Households: who is whose child, who is listed, and who is not born yet."""

from datetime import date

import pytest

from todoke.rules.household import ALL_RELATIONS, Household, Member, receives, related
from todoke.rules.values import Interval

RELATIONS = ("self", "spouse", "child", "parent", "grandchild", "grandparent", "sibling", "other")


def family(*more: Member, complete: bool = True) -> Household:
    """Return a household with one member of each relation, called as it is."""
    members = (*(Member(relation, relation) for relation in RELATIONS), *more)
    return Household(members, complete=ALL_RELATIONS if complete else frozenset())


def names(household: Household, seen_from: str | None, who: str) -> tuple[set[str], bool]:
    member = None if seen_from is None else household.member(seen_from)
    found, complete = related(household, member, who)
    return {one.id for one in found}, complete


@pytest.mark.parametrize(
    ("seen_from", "who", "found"),
    [
        (None, "self", {"self"}),
        (None, "spouse", {"spouse"}),
        (None, "children", {"child"}),
        (None, "parents", {"parent"}),
        (None, "siblings", {"sibling"}),
        (None, "siblings_and_self", {"self", "sibling"}),
        (None, "grandparents", {"grandparent"}),
        (None, "grandchildren", {"grandchild"}),
        (None, "everyone", set(RELATIONS)),
        (None, "others", set(RELATIONS) - {"self"}),
        ("spouse", "self", {"spouse"}),
        ("spouse", "spouse", {"self"}),
        ("spouse", "children", {"child"}),
        ("spouse", "grandchildren", {"grandchild"}),
        ("spouse", "parents", set()),
        ("child", "parents", {"self", "spouse"}),
        ("child", "grandparents", {"parent"}),
        ("child", "siblings", set()),
        ("child", "siblings_and_self", {"child"}),
        ("child", "children", {"grandchild"}),
        ("child", "spouse", set()),
        ("child", "others", set(RELATIONS) - {"child"}),
        ("parent", "children", {"self", "sibling"}),
        ("parent", "grandchildren", {"child"}),
        ("parent", "parents", {"grandparent"}),
        ("parent", "siblings_and_self", {"parent"}),
        ("grandparent", "children", {"parent"}),
        ("grandchild", "parents", {"child"}),
        ("sibling", "parents", {"parent"}),
        ("sibling", "siblings", {"self"}),
        ("sibling", "grandparents", {"grandparent"}),
        ("other", "children", set()),
        ("other", "siblings_and_self", {"other"}),
    ],
)
def test_relations_seen_from_each_member(seen_from: str | None, who: str, found: set[str]) -> None:
    assert names(family(), seen_from, who) == (found, True)


def test_who_is_not_said_to_be_listed_may_be_missing() -> None:
    household = Household((Member("me", "self"),), complete=frozenset({"child"}))
    assert names(household, None, "children") == (set(), True)
    assert names(household, None, "spouse") == (set(), False)
    assert names(household, None, "everyone") == ({"me"}, False)
    assert names(household, None, "others") == (set(), False)
    assert names(household, None, "self") == ({"me"}, True)


def test_without_an_applicant_nobody_is_certain() -> None:
    household = Household((Member("c", "child"),), complete=ALL_RELATIONS)
    assert household.applicant is None
    assert names(household, None, "self") == (set(), False)
    assert names(household, None, "children") == (set(), False)


def test_parents_named_win_over_relations() -> None:
    step = Member("step", "child", parents=("spouse",))
    household = family(step)
    assert names(household, None, "children") == ({"child"}, True)
    assert names(household, "spouse", "children") == ({"child", "step"}, True)
    assert names(household, "step", "parents") == ({"spouse"}, True)
    nephew = Member("nephew", "other", parents=("sibling",))
    assert names(family(nephew), "sibling", "children")[0] == {"nephew"}


def test_a_member_is_found_by_id() -> None:
    assert family().member("child").relation == "child"
    with pytest.raises(KeyError):
        family().member("nobody")


def test_who_is_certainly_born_later_is_not_there_yet() -> None:
    born = {"person.birth_date": date(2026, 5, 5)}
    household = Household((Member("me", "self"), Member("c", "child", born)))
    assert len(household.born_by(date(2026, 5, 5)).members) == 2
    assert len(household.born_by(date(2026, 5, 4)).members) == 1
    rough = Member("c", "child", {"person.birth_date": Interval(date(2026, 5, 1), date(2026, 5, 31))})
    unclear = Household((Member("me", "self"), rough))
    assert unclear.born_by(date(2026, 5, 4)) is unclear
    assert len(unclear.born_by(date(2026, 4, 30)).members) == 1


def test_what_was_declined_is_known_for_each() -> None:
    me = Member("me", "self", declined=frozenset({"person.a"}))
    household = Household((me,), declined=frozenset({"household.b"}))
    assert household.declined_needs() == {("person.a", "me"), ("household.b", "household")}


def test_receiving_is_a_fact_of_its_own() -> None:
    assert receives("jido-teate") == "receives:jido-teate"
