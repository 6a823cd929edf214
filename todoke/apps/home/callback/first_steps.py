"""Where somebody is led who came back from the provider: to what the card said, the first time."""

from __future__ import annotations

from datetime import datetime

from todoke.apps.identity.actions.logins import SignedIn


def first_page(signed_in: SignedIn, *, at: datetime) -> str:
    """Return the page to go to."""
    return signed_in.goal
