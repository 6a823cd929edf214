"""The 52 items of GIF 451-4, with the lengths it advises and the other names they are met under."""

from __future__ import annotations

import csv
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from todoke.formats.areas import DATA

SCHEME = "gif-451-4"
"""The key of this format in ``content.extra``."""


@dataclass(frozen=True, slots=True)
class GifItem:
    """One item of the model."""

    name: str
    required: bool
    advised_length: int | None
    aliases: tuple[str, ...]


@lru_cache(maxsize=1)
def items() -> tuple[GifItem, ...]:
    """Return the items in the order of the model."""
    with (DATA / "formats" / "gif_451_4.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            GifItem(
                row["item"],
                bool(row["required"]),
                int(row["advised_length"]) if row["advised_length"] else None,
                tuple(alias for alias in row["aliases"].split(";") if alias),
            )
            for row in csv.DictReader(file)
        )


@lru_cache(maxsize=1)
def by_name() -> dict[str, str]:
    """Return the item's own name by every name it is met under, in half width."""
    known: dict[str, str] = {}
    for item in items():
        known.setdefault(_plain(item.name), item.name)
    for item in items():
        for alias in item.aliases:
            known.setdefault(_plain(alias), item.name)
    return known


def item_of(header: str) -> str | None:
    """Return the item a header stands for.

    >>> item_of("タイトル(制度名)"), item_of("緯度")
    ('タイトル（制度名）', None)
    """
    return by_name().get(_plain(header))


def _plain(header: str) -> str:
    return unicodedata.normalize("NFKC", header).replace(" ", "")
