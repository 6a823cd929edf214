"""Names and numbers of Tokyo's municipalities as the formats write them: 「131016;千代田区」, 法人番号."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from todoke.base import corporate_number, municipalities

DATA = Path(__file__).resolve().parents[2] / "data"
METROPOLIS = "130001"


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Return the names by six-figure code, 東京都 included."""
    known = municipalities.load(DATA / "municipalities.csv")
    return {METROPOLIS: "東京都", **{each.code: each.name for each in known}}


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Return the codes by name."""
    return {name: code for code, name in names().items()}


@lru_cache(maxsize=1)
def bodies() -> dict[str, str]:
    """Return the names by corporate number."""
    return {corporate_number.of_municipality(code): name for code, name in names().items()}


def label(code: str) -> str:
    """Return a code with its name, as the Tokyo registry writes an area.

    >>> label("131016")
    '131016;千代田区'
    """
    name = names().get(code)
    return f"{code};{name}" if name else code
