"""``todoke tenancy``: the role and the policies that guard rows on PostgreSQL."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Add the command and its parts; there are none yet."""
