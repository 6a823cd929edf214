"""The made-up people behind the cards of the stand-in: households to try everything with, made once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from todoke.apps.people.actions.arriving import municipality_in
from todoke.apps.people.actions.households import note_change
from todoke.apps.people.models import Basics, Household, Kinship, Person, Relation
from todoke.apps.people.queries.who import match_mark
from todoke.apps.tenancy.scope import everywhere
from todoke.base.clock import JST

_CHILD_OF = ("hanako", "ichiro")
_CHILD_IS_OLD = timedelta(days=9)
"""So that the first deadlines after a birth are still ahead when somebody tries it."""


@transaction.atomic
def seed_standin(cards: Path, *, at: datetime) -> int:
    """Return how many people were made for the cards of a file; those who are there are left as they are.

    Cards of one address are one household, in the order of the file; 花子 and 一郎 have a newborn child.
    """
    told: list[dict[str, Any]] = yaml.safe_load(cards.read_text(encoding="utf-8"))["cards"]
    made = 0
    with everywhere("standin"):
        homes: dict[str, Household] = {}
        people: dict[str, Person] = {}
        for card in told:
            where = municipality_in(card["address"])
            if card.get("fails") or where is None:
                continue
            born = date.fromisoformat(str(card["birth_date"]))
            mark = match_mark(card["name"], born)
            there = Basics.objects.filter(match_blind=mark, source="standin").select_related("person").first()
            if there is not None:
                people[card["id"]] = there.person
                homes.setdefault(card["address"], there.person.household)
                continue
            is_first = card["address"] not in homes
            if is_first:
                homes[card["address"]] = Household.objects.create(municipality=where)
            home = homes[card["address"]]
            person = Person.objects.create(
                household=home,
                municipality=where,
                relation=Relation.SELF if is_first else Relation.SPOUSE,
                birth_low=born,
                birth_high=born,
            )
            basics = Basics(
                person=person,
                municipality=where,
                sex=str(card.get("sex", "")),
                match_blind=mark,
                source="standin",
                as_of=at.date(),
            )
            basics.name, basics.address = card["name"], card["address"]
            basics.save()
            note_change(home.pk, where.pk, at=at)
            people[card["id"]] = person
            made += 1
        made += _child([people[key] for key in _CHILD_OF if key in people], at=at)
    return made


def _child(parents: list[Person], *, at: datetime) -> int:
    if not parents or Kinship.objects.filter(person=parents[0], kind=Kinship.Kind.PARENT_OF).exists():
        return 0
    home, born = parents[0].household, at.astimezone(JST).date() - _CHILD_IS_OLD
    child = Person.objects.create(
        household=home,
        municipality_id=home.municipality_id,
        relation=Relation.CHILD,
        birth_low=born,
        birth_high=born,
    )
    for parent in parents:
        Kinship.objects.create(
            person=parent,
            other=child,
            municipality_id=home.municipality_id,
            kind=Kinship.Kind.PARENT_OF,
            living_together=True,
            status=Kinship.Firmness.CONFIRMED,
        )
    note_change(home.pk, home.municipality_id, at=at)
    return 1
