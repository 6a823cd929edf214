"""``todoke vault``: show the keys in use and seal again under a new one."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command and its parts; there are none yet."""
