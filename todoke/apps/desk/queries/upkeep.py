"""The rules of upkeep of this installation."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from todoke.records.upkeep import Upkeep, load_upkeep


@lru_cache(maxsize=1)
def upkeep() -> Upkeep:
    """Return the rules of data/registry/upkeep.yaml, read once per process."""
    return load_upkeep(settings.DATA_DIR / "registry" / "upkeep.yaml")
