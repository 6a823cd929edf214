"""The made-up catalogue: large enough, sound, repeatable, and meaning what its words say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.catalog import ON, PER_PERSON, catalog, in_force
from bench.households import couple_with_two_children
from todoke.rules.answers import Outcome
from todoke.rules.household import ALL_RELATIONS, Household, Member
from todoke.rules.library import rulebook_of

DATA = Path(__file__).resolve().parents[3] / "data"


@pytest.fixture(scope="module")
def book():
    return catalog(rulebook_of(DATA), seed=1)


def made_up(book):
    return {one for one in book.content.programs if one.startswith("mogi-")}


def answer(book, kind, household):
    [program] = [
        one
        for one in made_up(book)
        if one.startswith(f"mogi-{household.facts['household.municipality']}-{kind}")
    ]
    return book.check(household, on=ON, programs=[program])[0]


def offering(book, kind):
    return sorted(one.split("-")[1] for one in made_up(book) if one.endswith(f"-{kind}"))[0]


def test_everybody_faces_two_hundred_programs(book):
    counts = {len(in_force(book.content, code, ON)) for code in book.content.municipalities}
    assert min(counts) >= PER_PERSON


def test_the_count_agrees_with_the_reference(book):
    code = "131041"
    household = Household(
        (Member("a", "self", {"person.birth_date": date(1990, 5, 5)}),),
        {"household.municipality": code},
        ALL_RELATIONS,
    )
    answered = {
        answer.program_id
        for answer in book.check(household, on=ON, trace=False)
        if answer.outcome is not Outcome.OUT_OF_SCOPE
    }
    assert answered == set(in_force(book.content, code, ON))


def test_our_own_rulebook_is_left_alone(book):
    own = rulebook_of(DATA).content
    assert not any(one.startswith("mogi-") for one in (*own.programs, *own.tables))


def test_the_same_seed_makes_the_same_programs(book):
    again, other = (catalog(rulebook_of(DATA), seed=seed, per_person=160) for seed in (1, 2))
    small = catalog(rulebook_of(DATA), seed=1, per_person=160)
    assert small.content.programs == again.content.programs
    assert small.content.programs != other.content.programs


def test_conditions_are_one_to_six_and_most_have_an_amount(book):
    versions = [book.content.programs[one].versions[0] for one in made_up(book)]
    numbers = [len(version.conditions) for version in versions]
    assert 2.3 < sum(numbers) / len(numbers) < 2.8
    assert (min(numbers), max(numbers)) in {(1, 5), (1, 6)}
    assert sum(bool(version.amounts) for version in versions) > 0.9 * len(versions)


def test_no_made_up_rule_fails_and_each_kind_says_yes_and_no_somewhere(book):
    seen: dict[str, set[Outcome]] = {}
    for seed in range(60):
        household = couple_with_two_children(seed, rulebook_of(DATA), ON)
        programs = [
            one
            for one in in_force(book.content, str(household.facts["household.municipality"]), ON)
            if one.startswith("mogi-")
        ]
        for found in book.check(household, on=ON, programs=programs, trace=False):
            seen.setdefault(found.program_id.split("-", 2)[2], set()).add(found.outcome)
    outcomes = set().union(*seen.values())
    assert outcomes <= {Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.UNDETERMINED}
    both = [kind for kind, found in seen.items() if {Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE} <= found]
    assert len(both) >= 24  # the families drawn have no old people


def test_a_birth_is_paid_by_the_rank_of_the_child(book):
    code = offering(book, "birth-gift")
    first, second, third = date(2020, 5, 5), date(2023, 5, 5), date(2026, 10, 5)
    amounts = []
    for births in ((third,), (second, third), (first, second, third)):
        members = [
            Member("a", "self", {"person.birth_date": date(1990, 5, 5), "person.resident_registered": True})
        ]
        members += [
            Member(f"c{place}", "child", {"person.birth_date": born}) for place, born in enumerate(births)
        ]
        facts = {
            "household.municipality": code,
            "household.tokyo_one_year": True,
            "household.receives_welfare": False,
        }
        found = answer(book, "birth-gift", Household(tuple(members), facts, ALL_RELATIONS))
        assert found.outcome is not Outcome.NOT_ELIGIBLE
        amounts.append(found.amounts[0].high)
    assert amounts == [amounts[0], amounts[0] * 2, amounts[0] * 3]


def test_what_is_not_known_stays_open(book):
    code = offering(book, "taxi-tickets")
    member = Member("a", "self", {"person.birth_date": date(1990, 5, 5)})
    household = Household((member,), {"household.municipality": code}, ALL_RELATIONS)
    assert answer(book, "taxi-tickets", household).outcome is Outcome.UNDETERMINED
