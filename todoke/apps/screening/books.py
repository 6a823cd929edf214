"""The rulebook and the planner that this installation answers with."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings

from todoke.rules.library import rulebook_of
from todoke.rules.planning import Planner
from todoke.rules.rulebook import Rulebook


def rulebook() -> Rulebook:
    """Return the rulebook of the data folder, loaded once per process."""
    return rulebook_of(settings.DATA_DIR)


def planner() -> Planner:
    """Return the planner of the rulebook."""
    return _planner_of(rulebook())


@lru_cache(maxsize=2)
def _planner_of(book: Rulebook) -> Planner:
    return Planner(book)
