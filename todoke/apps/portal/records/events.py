"""The life events that are offered first, where there is no room for all."""

from __future__ import annotations

from django.conf import settings

from todoke.records.taxonomy import LifeEventPage, load_taxonomy

_FIRST = 12


def first_events() -> list[LifeEventPage]:
    """Return the life events of residents that most people meet, in the order of life."""
    events = load_taxonomy(settings.DATA_DIR / "taxonomy").life_events.values()
    return [event for event in events if event.audience != "business"][:_FIRST]
