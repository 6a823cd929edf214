"""Raising and ending a shield (支援措置): only by the section that keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.people.actions.households import PeopleError, note_change
from todoke.apps.people.models import Household, Person, Shield, ShieldFrom
from todoke.apps.people.queries.shields import standing
from todoke.apps.tenancy.scope import everywhere


@transaction.atomic
def shield(
    *,
    person: Person,
    from_on: date,
    by: Actor,
    at: datetime,
    until_on: date | None = None,
    persons: Iterable[Person] = (),
    households: Iterable[Household] = (),
) -> Shield:
    """Protect somebody from persons and everybody of households; naming nobody protects them from everybody.

    Raises RefusedError for anybody but the section that keeps the shields, PeopleError for days out of order.
    """
    row = Shield(
        person=person,
        municipality_id=person.municipality_id,
        from_on=from_on,
        until_on=until_on,
        recorded_by_id=by.account_id or 0,
        recorded_at=at,
    )
    require(by, Verb.SHIELD, row, at=at)
    if until_on is not None and until_on < from_on:
        raise PeopleError("終わりの日は、始まりの日よりあとにしてください")
    against = list(persons)
    if any(other.pk == person.pk for other in against):
        raise PeopleError("支援措置の相手に、本人は選べません")
    with everywhere("shield"):
        row.save()
        for other in against:
            ShieldFrom.objects.create(shield=row, municipality_id=row.municipality_id, person=other)
        for home in households:
            ShieldFrom.objects.create(shield=row, municipality_id=row.municipality_id, household=home)
        note_change(person.household_id, person.municipality_id, at=at)
        _noted(row, by, at)
    return row


@transaction.atomic
def end_shield(*, standing_shield: Shield, until_on: date, by: Actor, at: datetime) -> None:
    """Let a shield end with a day; it stays on record. Raises RefusedError, PeopleError."""
    require(by, Verb.SHIELD, standing_shield, at=at)
    if until_on < standing_shield.from_on:
        raise PeopleError("終わりの日は、始まりの日よりあとにしてください")
    with everywhere("shield"):
        standing_shield.until_on = until_on
        standing_shield.save(update_fields=["until_on"])
        person = standing_shield.person
        note_change(person.household_id, person.municipality_id, at=at)
        _noted(standing_shield, by, at)


def count_shields(*, on: date) -> dict[str, int]:
    """Return how many people are shielded in each municipality: counts, never who."""
    with everywhere("shield_counts"):
        found: dict[str, set[int]] = {}
        rows = Shield.objects.filter(standing(on)).values_list("municipality_id", "person_id")
        for area, person in rows:
            found.setdefault(area, set()).add(person)
    return {area: len(persons) for area, persons in sorted(found.items())}


def _noted(row: Shield, by: Actor, at: datetime) -> None:
    """Note it without saying of whom: the audit of a municipality is read by more than one section."""
    note(actor=by, verb=Verb.SHIELD, thing="shield", ref="", area=row.municipality_id, at=at)
