"""Keys of apps and of subscriptions (鍵): shown once, kept as marks only."""

from __future__ import annotations

import re
import secrets
from uuid import UUID

from todoke.apps.vault.blind import hmac_of

APP, SUBSCRIPTION = "tdka_", "tdks_"
_SHAPE = re.compile(r"td(?:ka|ks)_[0-9A-Za-z_-]{32,64}", re.ASCII)


def new_app_key() -> str:
    """Return a new key of an app, 256 random bits."""
    return APP + secrets.token_urlsafe(32)


def new_secret() -> str:
    """Return a new secret for signing what is sent to an app, 256 random bits."""
    return secrets.token_urlsafe(32)


def subscription_key(row: UUID) -> str:
    """Return the key of a subscription: worked out from its row, so that a repeated request is answered alike."""
    return SUBSCRIPTION + hmac_of("subscriptions.key", str(row))


def mark_of(key: str) -> str:
    """Return the mark a key is kept under."""
    return hmac_of("subscriptions.key.mark", key)


def is_key(text: str) -> bool:
    """Return whether a text can be a key at all.

    >>> is_key("tdka_" + "a" * 43), is_key("tdka_"), is_key("Bearer x")
    (True, False, False)
    """
    return _SHAPE.fullmatch(text) is not None
