"""Without a word nothing is on; after a death the household is left in peace (C4, C10)."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from tests.factories.planning import AT, CHOFU, TODAY, somebody
from todoke.apps.people.models import Death, Person
from todoke.apps.people.queries.mourning import in_mourning
from todoke.apps.planning.wiring import ports_of


def died(person: Person, *, days_ago: int) -> None:
    """Record a death."""
    on = TODAY - timedelta(days=days_ago)
    Death.objects.create(
        person=person,
        municipality_id=CHOFU,
        on=on,
        recorded_at=AT,
        source="試験",
        quiet_until=on + timedelta(days=49),
    )


def test_who_said_nothing_agreed_to_nothing_and_chose_no_way() -> None:
    person = somebody()
    found = ports_of().wishes(np.array([person.pk]), ("person.birth_date",), at=AT)

    assert not found.masks.any()
    assert found.topics.tolist() == [0]
    assert found.channels.tolist() == [0]


def test_the_dead_and_their_household_are_left_in_peace_for_the_quiet_days() -> None:
    dead, stranger = somebody(), somebody()
    child = Person.objects.create(household=dead.household, municipality_id=CHOFU, relation=2)
    died(dead, days_ago=10)
    ids = np.array(sorted((dead.pk, stranger.pk, child.pk)), np.int64)

    found = ports_of().wishes(ids, (), at=AT)

    assert dict(zip(ids.tolist(), found.dead.tolist(), strict=True)) == {
        dead.pk: True,
        stranger.pk: False,
        child.pk: False,
    }
    assert set(ids[found.silenced].tolist()) == {dead.pk, child.pk}


def test_the_quiet_days_end() -> None:
    dead = somebody()
    child = Person.objects.create(household=dead.household, municipality_id=CHOFU, relation=2)
    died(dead, days_ago=60)

    assert not in_mourning(np.array([child.pk]), on=TODAY).any()
