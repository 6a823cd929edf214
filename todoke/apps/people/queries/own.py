"""A household as one person may see it: themselves and whom they care for, nobody else's facts."""

from __future__ import annotations

from collections.abc import Collection

from todoke.apps.people.models import Person
from todoke.apps.people.queries.households import facts_of_person, layouts
from todoke.residents.vectors import unpack
from todoke.rules.content import Content
from todoke.rules.household import MUNICIPALITY, Household, Member
from todoke.rules.situation import with_needs
from todoke.rules.values import Value


def household_of_one(person: Person, in_care: Collection[int], content: Content) -> Household:
    """Return the household seen from one person, who is its applicant; those in care are children.

    Other adults are left out and the household is called incomplete: nobody may learn another's facts from an
    answer. Facts of the household as a whole are there only where nobody was left out.
    """
    numbers = layouts()
    members = [Member(f"p{person.pk}", "self", facts_of_person(person, content, numbers.person))]
    children = Person.objects.filter(pk__in=set(in_care) - {person.pk}).order_by("pk")
    members += [
        Member(f"p{child.pk}", "child", facts_of_person(child, content, numbers.person)) for child in children
    ]
    facts: dict[str, Value] = {MUNICIPALITY: person.municipality_id}
    seen = {person.pk, *(child.pk for child in children)}
    others = Person.objects.filter(household_id=person.household_id).exclude(pk__in=seen)
    if not others.exists():
        facts = unpack(bytes(person.household.facts), numbers.household, content) | facts
    return with_needs(Household(tuple(members), facts), content)
