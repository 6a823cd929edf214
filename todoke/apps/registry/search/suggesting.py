"""Suggestions while somebody types, from the names of records and the words search knows."""

from __future__ import annotations

from todoke.apps.registry.models import Record, SearchEntry
from todoke.apps.registry.search.lexicons import lexicon
from todoke.search.searchables import METROPOLIS, Tier
from todoke.search.suggesting import suggest

_MOST_NAMES = 40


def suggest_words(typed: str, *, area: str, most: int = 8) -> list[str]:
    """Return up to ``most`` words to search for, of records a municipality's residents can use first."""
    known = lexicon()
    start = known.spelling(typed)
    if not start:
        return []
    entries = SearchEntry.objects.filter(
        area__in={area, METROPOLIS, ""}, synthetic=False, tier=Tier.RESIDENT, name__startswith=start
    )
    records = Record.objects.filter(pk__in=entries.order_by("name").values("record_id")[:_MOST_NAMES])
    names = dict.fromkeys(records.values_list("name", flat=True))
    return suggest(typed, known, names, most)
