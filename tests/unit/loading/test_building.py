"""What a population folder says is what the blocks of its snapshot say."""

from dataclasses import replace

import pytest

from tests.factories.content import content
from tests.factories.residents import MUNICIPALITIES, households, random_population
from todoke.residents.building import build_snapshot
from todoke.residents.households import household_at
from todoke.rules.household import MUNICIPALITY, Household
from todoke.rules.situation import with_needs


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return random_population(tmp_path_factory.mktemp("population"), 60)


def renamed(household: Household, person: int, code: str) -> Household:
    """Return the household as a block tells it: members by number, living in a municipality."""
    names = {member.id: f"p{person + place}" for place, member in enumerate(household.members)}
    members = tuple(
        replace(
            member,
            id=names[member.id],
            parents=None if member.parents is None else tuple(names[one] for one in member.parents),
        )
        for member in household.members
    )
    return with_needs(
        replace(household, members=members, facts=dict(household.facts) | {MUNICIPALITY: code}), content()
    )


def test_every_household_reads_as_it_was_written(folder):
    snapshot = build_snapshot(folder, None, content())
    assert snapshot.municipalities == tuple(sorted(MUNICIPALITIES))
    assert not snapshot.problems
    person = 1
    for place, code in enumerate(MUNICIPALITIES):
        (block,) = snapshot.blocks(code)
        written = households(60, seed=1 + place)
        assert block.households == len(written)
        for number, household in enumerate(written):
            expected = renamed(household, person, code)
            assert household_at(block, number, content()) == expected
            person += len(household.members)
