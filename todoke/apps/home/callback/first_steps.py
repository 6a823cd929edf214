"""Where somebody is led who came back from the provider: the first time, to what the card said.

What the card said waits sealed for fifteen minutes and is kept only as far as the person agrees. Whoever refused is
not asked at every login again: they find the question on their own pages.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from todoke.apps.consent.actions.claims import has_refused, hold_claims
from todoke.apps.identity.actions.logins import SignedIn
from todoke.apps.people.models import Person
from todoke.apps.people.queries.who import basics_of, person_of
from todoke.apps.tenancy.scope import scope
from todoke.clients.identity.provider import Claims
from todoke.ui.languages import JAPANESE, LANGUAGES


def first_page(signed_in: SignedIn, *, at: datetime) -> str:
    """Return the page to go to, in the language of the page that was wanted."""
    claims, goal = signed_in.claims, signed_in.goal
    told = _told(claims) if claims is not None else {}
    person = person_of(signed_in.login.pk)
    with translation.override(_language(goal)):
        is_wished = goal == reverse("home:data_card")
        if is_wished:
            told = {name: value for name, value in told.items() if value != _held(person).get(name)}
        elif person is not None or has_refused(signed_in.login.pk):
            return goal
        if not told:
            return f"{goal}?nothing=1" if is_wished else goal
        preview = hold_claims(signed_in.login.pk, told, at=at)
        after = reverse("home:data") if is_wished else goal
        return f"{reverse('login:first', kwargs={'row': preview.row})}?{urlencode({'next': after})}"


def _language(goal: str) -> str:
    first = goal.split("/")[1]
    return next((one.code for one in LANGUAGES if one.code == first), JAPANESE.code)


def _told(claims: Claims) -> dict[str, str]:
    """Return what the card said, by name of the item; what it did not say is absent."""
    told = {
        "name": claims.name,
        "address": claims.address,
        "birth_date": claims.birth_date.isoformat() if claims.birth_date else None,
        "sex": claims.sex,
    }
    return {name: value for name, value in told.items() if value}


def _held(person: Person | None) -> dict[str, str]:
    """Return what is held of the same items already."""
    if person is None:
        return {}
    with scope(persons={person.pk}):
        basics = basics_of(person.pk)
    held = {"birth_date": person.birth_low.isoformat()} if person.birth_low == person.birth_high else {}
    if basics is None:
        return held
    return held | {"name": basics.name or "", "address": basics.address or "", "sex": basics.sex}
