"""Whether letters can be addressed (手紙のあて先): what is held of name and address, and what of it may be used."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.queries.grounds import uses
from todoke.apps.people.models import Person
from todoke.apps.people.queries.who import basics_of

ITEMS: Final = ("basics.name", "basics.address")
SENT, ASK, BY_STAFF = "sent", "ask", "by_staff"
"""Letters go to the address; it is held but may not be used; it is not held, so that staff look at it."""


def letters_stand(person: Person, *, at: datetime) -> str:
    """Return how letters to somebody stand: SENT, ASK or BY_STAFF."""
    if not _is_held(person):
        return BY_STAFF
    return ASK if letter_items_to_ask(person, at=at) else SENT


def letter_items_to_ask(person: Person, *, at: datetime) -> list[str]:
    """Return the items that are held and may not be used for letters yet; none where not both are held."""
    if not _is_held(person):
        return []
    receiver = person.municipality_id
    return [one for one in ITEMS if uses(person.pk, one, Purpose.LETTERS, receiver, at=at) is None]


def _is_held(person: Person) -> bool:
    row = basics_of(person.pk)
    return row is not None and bool(row.name) and bool(row.address)
