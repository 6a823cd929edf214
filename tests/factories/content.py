"""The content of the house, loaded once for all tests."""

from functools import lru_cache
from pathlib import Path

from todoke.rules.checking.structure import check_structure
from todoke.rules.content import Content
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook

DATA = Path(__file__).resolve().parents[2] / "data"


@lru_cache(maxsize=1)
def content() -> Content:
    """Return the content with its golden households, checked."""
    found = load(DATA, with_golden=True)
    check_structure(found)
    return found


@lru_cache(maxsize=1)
def rulebook() -> Rulebook:
    """Return the rulebook of the content."""
    return Rulebook(content())
