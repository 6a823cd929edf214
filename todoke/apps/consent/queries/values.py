"""The values that are held of a person, by item: called only by what has asked on what ground they may be read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from todoke.apps.people.models import Person
from todoke.apps.people.queries.apart import is_divided
from todoke.apps.people.queries.households import facts_of_person, layouts
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT, said_of
from todoke.apps.people.queries.who import basics_of
from todoke.base import clock
from todoke.residents.vectors import unpack
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY


def values_of(person: Person, items: Collection[str], content: Content) -> dict[str, Any]:
    """Return the value of each item that is known; texts for the basics, values of the rules for facts."""
    wanted = set(items)
    found: dict[str, Any] = {}
    if any(item.startswith("basics.") for item in wanted):
        found |= _basics(person, content)
    if any(item.startswith(("person.", "household.")) for item in wanted):
        found |= facts_held(person, content)
    if PUBLIC_ACCOUNT in wanted:
        said = said_of([person.pk], PUBLIC_ACCOUNT).get(person.pk)
        found |= {} if said is None else {PUBLIC_ACCOUNT: said.value}
    return {item: value for item, value in found.items() if item in wanted}


def facts_held(person: Person, content: Content) -> dict[str, Any]:
    """Return every fact that is known of a person and their household.

    What is recorded of a household as a whole is nobody's where a shield divides it: either side may have told it.
    """
    numbers = layouts()
    facts = dict(facts_of_person(person, content, numbers.person))
    if not is_divided(person.household_id, on=clock.today()):
        facts |= unpack(bytes(person.household.facts), numbers.household, content)
    return facts | {MUNICIPALITY: person.municipality_id}


def _basics(person: Person, content: Content) -> dict[str, Any]:
    row = basics_of(person.pk)
    found: dict[str, Any] = {}
    if row is not None:
        told = {"basics.name": row.name, "basics.address": row.address, "basics.sex": row.sex}
        found = {item: value for item, value in told.items() if value}
    born = facts_of_person(person, content, layouts().person).get(BIRTH_DATE)
    return found if born is None else found | {"basics.birth_date": born}
