"""Where somebody is led who came back from the provider: the first time, to what the card said.

What the card said waits sealed for fifteen minutes and is kept only as far as the person agrees.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import Preview
from todoke.apps.identity.actions.logins import SignedIn
from todoke.apps.people.queries.who import person_of
from todoke.apps.tenancy.scope import everywhere
from todoke.clients.identity.provider import Claims

WAITS = timedelta(minutes=15)


def first_page(signed_in: SignedIn, *, at: datetime) -> str:
    """Return the page to go to."""
    claims = signed_in.claims
    told = _told(claims) if claims is not None else {}
    if not told or person_of(signed_in.login.pk) is not None:
        return signed_in.goal
    preview = Preview(
        login_id=signed_in.login.pk,
        items=[f"basics.{name}" for name in told],
        purpose=Purpose.NOTICES,
        receiver="",
        at=at,
        expires_at=at + WAITS,
    )
    preview.claims = told
    with everywhere("login"):
        preview.save(force_insert=True)
    return reverse("login:first", kwargs={"row": preview.row})


def _told(claims: Claims) -> dict[str, str]:
    """Return what the card said, by name of the item; what it did not say is absent."""
    told = {
        "name": claims.name,
        "address": claims.address,
        "birth_date": claims.birth_date.isoformat() if claims.birth_date else None,
        "sex": claims.sex,
    }
    return {name: value for name, value in told.items() if value}
