"""Blind indexes (探すための印): equal texts have equal marks, and a mark tells nothing without the key.

Never of values that can be guessed one by one, as a birth date or a municipality alone: whoever has the key could
try them all. Names with birth dates, mail addresses and tokens only.
"""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from django.conf import settings


def blind(place: str, text: str) -> str:
    """Return the mark of a text a person wrote: widths, case and blanks at its ends make no difference."""
    return hmac_of(place, unicodedata.normalize("NFKC", text).strip().casefold())


def hmac_of(place: str, token: str) -> str:
    """Return the mark (hex) of a token, state or code; every place has a key of its own."""
    key = hmac.digest(settings.KEYS.blind, place.encode(), hashlib.sha256)
    return hmac.digest(key, token.encode(), hashlib.sha256).hex()
