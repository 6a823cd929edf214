"""``todoke people``: synthetic residents for trying, protected people, what is due to be forgotten."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command and its parts; there are none yet."""
