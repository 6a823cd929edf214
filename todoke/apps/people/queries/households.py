"""Reads of people: one by one, as the rules know them, and the numbers their facts are packed under."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from todoke.apps.people.models import Belonging, FactNumber, Household, Parentage, Person, Relation
from todoke.residents.layout import Layout, Section, Slot
from todoke.residents.rows import Layouts
from todoke.residents.vectors import unpack
from todoke.rules import household as known
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, RELATIONS
from todoke.rules.situation import with_needs
from todoke.rules.values import EARLIEST, LATEST, Value, interval


def layouts() -> Layouts:
    """Return the numbers given to facts so far."""
    slots: dict[str, dict[str, Slot]] = {entity: {} for entity in FactNumber.Holder.values}
    for row in FactNumber.objects.order_by("pk"):
        slots[row.entity][row.fact] = Slot(Section(row.section), row.number, tuple(row.codes))
    return Layouts(Layout(slots[FactNumber.Holder.PERSON]), Layout(slots[FactNumber.Holder.HOUSEHOLD]))


def facts_of_person(person: Person, content: Content, layout: Layout) -> dict[str, Value]:
    """Return what is known of a person."""
    facts = unpack(bytes(person.facts), layout, content)
    if (person.birth_low, person.birth_high) != (EARLIEST, LATEST):
        facts[BIRTH_DATE] = interval(person.birth_low, person.birth_high)
    return facts


def household_as_known(household: Household, content: Content) -> known.Household:
    """Return a household as the rules know it; members have the ids they have in a snapshot."""
    numbers = layouts()
    people = list(household.members.order_by("pk"))
    parents = _parents(people)
    members = tuple(
        known.Member(
            f"p{person.pk}",
            RELATIONS[person.relation],
            facts_of_person(person, content, numbers.person),
            parents.get(person.pk, ()) if person.parents_named else None,
        )
        for person in people
    )
    facts = unpack(bytes(household.facts), numbers.household, content)
    listed = frozenset(
        RELATIONS[relation] for relation in Relation.values if household.complete >> relation & 1
    )
    whole = known.Household(members, facts | {MUNICIPALITY: household.municipality_id}, listed)
    return with_needs(whole, content)


def living_with(person_id: int) -> set[int]:
    """Return who shares a household with somebody now, or shared the one of their last record."""
    homes = {
        *Person.objects.filter(pk=person_id).values_list("household_id", flat=True),
        *Belonging.objects.filter(person_id=person_id, until_on__isnull=True).values_list(
            "household_id", flat=True
        ),
    }
    now = Belonging.objects.filter(household_id__in=homes, until_on__isnull=True)
    return {
        *Person.objects.filter(household_id__in=homes).values_list("pk", flat=True),
        *now.values_list("person_id", flat=True),
    } - {person_id}


def _parents(people: list[Person]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    pairs = Parentage.objects.filter(child__in=people).order_by("parent")
    for child, parent in pairs.values_list("child_id", "parent_id"):
        found[child] = (*found.get(child, ()), f"p{parent}")
    return found


def born(value: Value | None) -> tuple[date, date]:
    """Return the earliest and the latest day of a birth; the widest range where nothing is known."""
    low, high = getattr(value, "low", value), getattr(value, "high", value)
    if isinstance(low, date) and isinstance(high, date):
        return low, high
    return EARLIEST, LATEST
