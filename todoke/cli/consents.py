"""``todoke consents``: end what has run out."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command and its parts; there are none yet."""
