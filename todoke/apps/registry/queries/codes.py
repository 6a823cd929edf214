"""The codes that records may carry, as data/taxonomy lists them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from todoke.rules import yamlfile

_LISTS = ("categories", "targets", "contents")


@lru_cache(maxsize=2)
def known_codes(folder: Path) -> dict[str, frozenset[str]]:
    """Return the known codes by the field of a record that carries them."""
    taxonomy = folder / "taxonomy"
    found = {
        name: frozenset(str(one["code"]) for one in yamlfile.read(taxonomy / f"{name}.yaml"))
        for name in _LISTS
    }
    events = yamlfile.read(taxonomy / "life_events.yaml")["life_events"]
    return {**found, "life_events": frozenset(str(one["key"]) for one in events)}
