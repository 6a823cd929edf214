"""``todoke standin``: the stand-in of the identity provider and its cards."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command and its parts; there are none yet."""
