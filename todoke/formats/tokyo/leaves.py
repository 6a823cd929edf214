"""The leaves of a record of the Tokyo registry: their paths, kinds, labels and spreadsheet headers.

A list of links has two leaves in each of its elements (``uri``, ``title``), a list of codes one, so that the rows of
data/formats/tokyo_registry.csv stand for 78 leaves.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from todoke.formats.areas import DATA

SCHEME = "tokyo-registry"
"""The key of this format in ``content.extra``."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One leaf: where it stands, what kind of value it holds, and what it is called.

    ``header_source`` says how the spreadsheet header is known: ``validator`` (used by the community validator's
    code), ``reported`` (named by a description of it), ``ours`` (the official sheet was not seen).
    """

    path: str
    type: str
    label: str
    header: str
    aliases: tuple[str, ...]
    header_source: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys from the record down to the leaf."""
        return tuple(self.path.split("."))


@lru_cache(maxsize=1)
def leaves() -> tuple[Leaf, ...]:
    """Return all leaves in the order of the published records."""
    with (DATA / "formats" / "tokyo_registry.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Leaf(
                row["path"],
                row["type"],
                row["label"],
                row["header"],
                tuple(alias for alias in row["aliases"].split(";") if alias),
                row["header_source"],
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def labels() -> dict[str, str]:
    """Return the Japanese label of each leaf by its path."""
    return {leaf.path: leaf.label for leaf in leaves()}


def blank() -> dict[str, Any]:
    """Return a record with every leaf, all of them empty."""
    record: dict[str, Any] = {}
    for leaf in leaves():
        put(record, leaf.path, [] if leaf.type in ("links", "codes") else None)
    return record


def get(record: Any, path: str) -> Any:
    """Return the value at a path, None where the way is cut short.

    >>> get({"area": {"areaCode": "131016"}}, "area.areaCode"), get({"area": None}, "area.areaCode")
    ('131016', None)
    """
    for key in path.split("."):
        if not isinstance(record, dict):
            return None
        record = record.get(key)
    return record


def put(record: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a path, making the groups on the way where they are missing."""
    *groups, last = path.split(".")
    for key in groups:
        below = record.get(key)
        if not isinstance(below, dict):
            below = record[key] = {}
        record = below
    record[last] = value
