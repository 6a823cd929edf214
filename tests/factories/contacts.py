"""Residents with somewhere hints can go."""

from __future__ import annotations

from datetime import date

from tests.factories.actors import NOON
from tests.factories.actors import person as person_actor
from todoke.apps.channels.actions.contacts import add_mail
from todoke.apps.channels.models import ContactPoint
from todoke.apps.people.models import Household, Person
from todoke.apps.places.models import Municipality, MunicipalityKind

AREAS = {"132080": ("調布市", "ちょうふし", "Chofu"), "132047": ("三鷹市", "みたかし", "Mitaka")}


def a_person(area: str = "132080") -> Person:
    """Return a new resident."""
    name, kana, romaji = AREAS[area]
    place, _ = Municipality.objects.get_or_create(
        code=area,
        defaults={
            "name": name,
            "kana": kana,
            "romaji": romaji,
            "kind": MunicipalityKind.CITY,
            "website": f"https://{romaji.lower()}.example/",
        },
    )
    household = Household.objects.create(municipality=place)
    return Person.objects.create(
        household=household,
        municipality=place,
        relation=0,
        birth_low=date(1990, 1, 1),
        birth_high=date(1990, 1, 1),
    )


def a_mailbox(person: Person, address: str = "hanako@mail.example") -> ContactPoint:
    """Return a confirmed mail address."""
    contact = add_mail(person, address, language="ja", by=person_actor(person.pk), at=NOON)
    contact.dispatches.all().delete()
    contact.verified_at = NOON
    contact.save(update_fields=["verified_at"])
    return contact
