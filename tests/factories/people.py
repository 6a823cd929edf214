"""Synthetic residents in the tables, and what the snapshot says of them."""

from collections.abc import Sequence
from datetime import datetime

from tests.factories.content import content
from tests.factories.residents import ON
from todoke.apps.people.actions import add_household, add_person
from todoke.apps.people.models import Household, Person
from todoke.apps.people.snapshots import refreshed_snapshot
from todoke.apps.places.models import Municipality
from todoke.base.clock import JST
from todoke.residents.households import household_at
from todoke.residents.snapshot import Snapshot
from todoke.rules import household as known
from todoke.rules.household import HOUSEHOLD, MUNICIPALITY

AT = datetime(2026, 1, 1, 9, tzinfo=JST)


def municipality(code: str) -> Municipality:
    """Return a municipality, made where it is not there."""
    told = content().municipalities[code]
    return Municipality.objects.get_or_create(
        code=code,
        defaults={
            "name": told.name,
            "kana": told.kana,
            "romaji": told.romaji,
            "kind": {"特別区": "special_ward", "市": "city", "町": "town", "村": "village"}[told.kind.value],
            "website": told.website,
        },
    )[0]


def register(code: str, households: Sequence[known.Household]) -> list[Household]:
    """Record households through the actions."""
    found = []
    for one in households:
        facts = {name: value for name, value in one.facts.items() if name != MUNICIPALITY}
        household = add_household(
            municipality=municipality(code), facts=facts, complete=one.complete, content=content(), at=AT
        )
        people: dict[str, Person] = {}
        for member in one.members:
            named = None if member.parents is None else [people[parent] for parent in member.parents]
            people[member.id] = add_person(
                household=household,
                relation=member.relation,
                facts=member.facts,
                parents=named,
                content=content(),
                at=AT,
            )
        found.append(household)
    return found


def refreshed(*, rebuild: bool = False) -> Snapshot:
    """Return the snapshot of the tables as they are now."""
    snapshot = refreshed_snapshot(on=ON, content=content(), rebuild=rebuild)
    assert snapshot is not None
    return snapshot


def residents_of(snapshot: Snapshot) -> dict[int, known.Household]:
    """Return every household of a snapshot as the rules know it, by id."""
    found = {}
    for code in snapshot.municipalities:
        for block in snapshot.blocks(code):
            for place, household in enumerate(block.household_ids.tolist()):
                found[household] = household_at(block, place, content())
    return found


def stamps_of(snapshot: Snapshot) -> dict[int, int]:
    """Return the stamp of every household of a snapshot, by id."""
    blocks = [block for code in snapshot.municipalities for block in snapshot.blocks(code)]
    found: dict[int, int] = {}
    for block in blocks:
        assert block.stamps is not None
        found.update(zip(block.household_ids.tolist(), block.stamps.tolist(), strict=True))
    return found


def differences(one: known.Household, other: known.Household) -> list[str]:
    """Return the facts that two households do not have alike."""
    pairs = [(HOUSEHOLD, one.facts, other.facts)]
    pairs += [(a.id, a.facts, b.facts) for a, b in zip(one.members, other.members, strict=True)]
    return [
        f"{entity} {name}: {left.get(name)} / {right.get(name)}"
        for entity, left, right in pairs
        for name in left.keys() | right.keys()
        if left.get(name) != right.get(name)
    ]
