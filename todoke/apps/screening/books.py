"""The planner of the rulebook that this installation answers with."""

from __future__ import annotations

from functools import lru_cache

from todoke.apps.registry.queries.rulebook import rulebook
from todoke.rules.planning import Planner
from todoke.rules.rulebook import Rulebook

__all__ = ["planner", "rulebook"]


def planner() -> Planner:
    """Return the planner of the rulebook."""
    return _planner_of(rulebook())


@lru_cache(maxsize=2)
def _planner_of(book: Rulebook) -> Planner:
    return Planner(book)
