"""Telling the owners of records that a law they rest on changes (法令の改正)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from todoke.apps.registry.models import Need, Record, Task


@transaction.atomic
def record_law_change(
    *, law: str, words: str, on: date, at: datetime, url: str = "", article: str = ""
) -> tuple[int, int]:
    """Open a task for every published record that rests on the law; return how many records and how many tasks.

    ``on`` is the day the change takes effect. A record rests on a law when its legal basis or the sources of its
    current version name it. Telling the same change again opens nothing new.
    """
    key = f"{law} {article} {on}".replace("  ", " ").strip()[:200]
    resting = [
        record
        for record in Record.objects.published().filter(body__isnull=False).select_related("current")
        if record.current is not None and _rests_on(record.current.raw, record.current.sources, law, article)
    ]
    known = set(
        Task.objects.filter(record__in=resting, need=Need.LAW_CHANGED, key=key).values_list(
            "record_id", flat=True
        )
    )
    named = " ".join(part for part in (law, article) if part)
    message = f"{named}が{on.year}年{on.month}月{on.day}日に変わります。{words}"
    fresh = [
        Task(
            record=record,
            body_id=record.body_id,
            need=Need.LAW_CHANGED,
            key=key,
            detail={"message": message, "page_url": url, "quotes": [{"text": words, "url": url}]},
            found_at=at,
        )
        for record in resting
        if record.pk not in known
    ]
    Task.objects.bulk_create(fresh)
    return len(resting), len(fresh)


def _rests_on(raw: dict[str, Any], sources: list[dict[str, Any]], law: str, article: str) -> bool:
    """Tell whether a version names the law, and the article where one is asked for and it names any."""
    for basis in (*raw.get("legal_basis", ()), *sources):
        if basis.get("law") == law:
            told = basis.get("article")
            if not article or not told or article in told:
                return True
    return False
