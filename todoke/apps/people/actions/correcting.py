"""Putting one item of somebody right: the office's word is the value from now on, what was held before is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.people.actions.arriving import ADDRESS, NAME, SEX
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.people.actions.statements import state_fact
from todoke.apps.people.domain.saying import said
from todoke.apps.people.models import Basics, Person, Statement
from todoke.apps.people.queries.households import facts_of_person, layouts
from todoke.apps.people.queries.who import match_mark
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.vectors import unpack
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY
from todoke.rules.values import Value

_OF_THE_CARD = (NAME, ADDRESS, SEX)


@transaction.atomic
def correct_item(
    *, person: Person, item: str, value: Value, by: Actor, as_of: date, at: datetime, content: Content
) -> Statement:
    """Write down what an office found to be so; whoever calls has asked ``access``.

    What stood before stays in the ledger, replaced; where nothing of it stood there, it is put there first. Where
    somebody lives is changed by moving, never here. Raises PeopleError.
    """
    if item == MUNICIPALITY:
        raise PeopleError("住んでいる区市町村は、ここでは直せません。転入・転出の記録で変わります")
    of = person.household if item.startswith("household.") else person
    with everywhere("correct"):
        before = _held(person, item, content)
        rows = Statement.objects.filter(fact=item, replaced_by__isnull=True)
        mine = rows.filter(person=person) if of is person else rows.filter(household_id=person.household_id)
        if before is not None and not mine.exclude(status=Statement.Firmness.WITHDRAWN).exists():
            _keep(person, item, before, at=at)
        row = state_fact(
            of=of,
            fact=item,
            value=value,
            status=Statement.Firmness.CONFIRMED,
            source=Statement.Source.MUNICIPALITY,
            by=by,
            as_of=as_of,
            at=at,
            content=content,
            alone=True,
        )
        if item in _OF_THE_CARD:
            _correct_basics(person, item, str(value), as_of=as_of)
        if item in (NAME, BIRTH_DATE):
            _mark_again(person)
    return row


def _held(person: Person, item: str, content: Content) -> Any:
    """Return what is held of an item, as the ledger keeps it; None where nothing is."""
    if item in _OF_THE_CARD:
        basics = Basics.objects.filter(person=person).first()
        if basics is None:
            return None
        return {NAME: basics.name, ADDRESS: basics.address, SEX: basics.sex}[item] or None
    numbers = layouts()
    if item.startswith("household."):
        value = unpack(bytes(person.household.facts), numbers.household, content).get(item)
    else:
        value = facts_of_person(person, content, numbers.person).get(item)
    return None if value is None else said(value)


def _keep(person: Person, item: str, before: Any, *, at: datetime) -> None:
    """Put into the ledger what was held without a word of where from; as of the day it was last held."""
    of_household = item.startswith("household.")
    basics = Basics.objects.filter(person=person).first() if item in _OF_THE_CARD else None
    row = Statement(
        person=None if of_household else person,
        household_id=person.household_id if of_household else None,
        municipality_id=person.municipality_id,
        fact=item,
        status=Statement.Firmness.CONFIRMED if basics is not None else Statement.Firmness.INFERRED,
        source=Statement.Source.IMPORT,
        source_name="" if basics is None else basics.source,
        as_of=at.date() if basics is None else basics.as_of,
        recorded_at=at,
    )
    row.value = before
    row.save()


def _correct_basics(person: Person, item: str, value: str, *, as_of: date) -> None:
    basics = Basics.objects.filter(person=person).first()
    if basics is None:
        basics = Basics(person=person, source="office", as_of=as_of)
    basics.municipality_id = person.municipality_id
    if item == NAME:
        basics.name, basics.kana = value, None
    elif item == ADDRESS:
        basics.address = value
    else:
        basics.sex = value
    basics.save()


def _mark_again(person: Person) -> None:
    """Let somebody be found by the name and the date of birth that are right."""
    basics = Basics.objects.filter(person=person).first()
    born = Person.objects.values_list("birth_low", "birth_high").get(pk=person.pk)
    if basics is not None:
        basics.match_blind = match_mark(basics.name, born[0]) if basics.name and born[0] == born[1] else ""
        basics.save()
