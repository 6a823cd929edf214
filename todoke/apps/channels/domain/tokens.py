"""Tokens in addresses (合言葉): long enough that nobody finds one by trying, kept as keyed marks only."""

from __future__ import annotations

import re
import secrets

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}", re.ASCII)


def new_token() -> str:
    """Return 192 bits by chance, as they stand in an address."""
    return secrets.token_urlsafe(24)


def new_number() -> str:
    """Return a number of six figures for somebody to type."""
    return f"{secrets.randbelow(1_000_000):06d}"
