"""Items (項目) somebody can agree to: those of data/items/items.yaml, and every fact of the dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from todoke.rules.facts import Fact
from todoke.rules.texts import Text

_FILE = Path(__file__).resolve().parents[4] / "data" / "items" / "items.yaml"
_FACTS = ("person.", "household.")


@dataclass(frozen=True, slots=True)
class Known:
    """One item: how it is called, and how it may be asked for."""

    id: str
    label: Text
    never_by_default: bool = False
    held: bool = True
    """False: no value of it is held, so that none can be shown."""


@cache
def listed() -> Mapping[str, Known]:
    """Return the items of the file; raises ValueError for an unknown key."""
    found = {}
    for name, line in yaml.safe_load(_FILE.read_text(encoding="utf-8")).items():
        if set(line) - {"ja", "easy", "en", "willing", "held", "never_by_default"}:
            raise ValueError(f"{_FILE.name}: {name} に知らない項目があります")
        few = line["willing"] == "few"
        if few and not line.get("never_by_default"):
            raise ValueError(
                f"{_FILE.name}: {name} は提供してよい人が少ないので never_by_default にしてください"
            )
        label = Text(ja=line["ja"], easy=line["easy"], en=line["en"])
        found[name] = Known(name, label, bool(line.get("never_by_default")), bool(line["held"]))
    return MappingProxyType(found)


def find_item(name: str, facts: Mapping[str, Fact]) -> Known | None:
    """Return the item of this name, or None; ``facts`` is the dictionary."""
    own = listed().get(name)
    if own is not None:
        return own
    fact = facts.get(name) if name.startswith(_FACTS) else None
    return None if fact is None else Known(name, fact.label)
