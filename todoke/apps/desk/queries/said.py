"""What a record says, field by field, for reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from todoke.apps.desk.domain.changes import words_at
from todoke.apps.desk.domain.labels import label_of


@dataclass(frozen=True, slots=True)
class Told:
    """One field in words; a list keeps its items apart."""

    name: str
    label: str
    items: tuple[str, ...]


def told_fields(plain: dict[str, Any]) -> list[Told]:
    """Return what a content says, in its order."""
    found = []
    for name, value in plain.items():
        if name == "kind":
            continue
        values = value if isinstance(value, list) and any(isinstance(one, dict) for one in value) else [value]
        found.append(Told(name, label_of(name), tuple(words_at(name, one) for one in values)))
    return found
