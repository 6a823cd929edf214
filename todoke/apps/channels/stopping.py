"""Stopping a contact point without logging in: the token in its mails, worked out from the row and never stored."""

from __future__ import annotations

from django.conf import settings

from todoke.apps.channels.domain.tokens import TOKEN
from todoke.apps.channels.models import ContactPoint
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import hmac_of


def stop_token(contact: ContactPoint) -> str:
    """Return the token that stops this contact point, and does nothing else."""
    return hmac_of("channels.stop.token", str(contact.row))[:48]


def stop_mark(token: str) -> str:
    """Return the mark of a token, as the row has it."""
    return hmac_of("channels.stop", token)


def stop_address(contact: ContactPoint) -> str:
    """Return the address a mail names for stopping."""
    return f"{settings.SITE_URL}/stop/{stop_token(contact)}/"


def find_stoppable(token: str) -> ContactPoint | None:
    """Return the contact point a token is for, also one that is stopped already."""
    if not TOKEN.fullmatch(token):
        return None
    with everywhere("stop-by-mail"):
        return ContactPoint.objects.filter(stop_hmac=stop_mark(token)).first()
