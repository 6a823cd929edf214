"""``todoke check``: what can the household in a file receive."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command."""
