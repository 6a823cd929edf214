"""Readings (閲覧の記録) as lines of a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from todoke.apps.consent.models import AccessEntry
from todoke.apps.home.consents.showing import label_of
from todoke.apps.home.consents.words import action_said, purpose_words, reader_words
from todoke.rules.content import Content


def lines_of(entries: Iterable[AccessEntry], content: Content) -> list[dict[str, Any]]:
    """Return each reading with its words; never a value."""
    return [
        {
            "entry": one,
            "who": reader_words(one.receiver_name),
            "action": action_said(one.action),
            "purpose": purpose_words(one.purpose),
            "items": [label_of(item, content) for item in one.items],
        }
        for one in entries
    ]
