"""The rulebook of a data folder, loaded once, checked, with its broken parts kept apart."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from todoke.rules.checking.structure import check_structure
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook


@lru_cache(maxsize=4)
def rulebook_of(folder: Path) -> Rulebook:
    """Return the rulebook of ``folder``, checked; loaded once per process."""
    content = load(folder)
    check_structure(content)
    return Rulebook(content)
