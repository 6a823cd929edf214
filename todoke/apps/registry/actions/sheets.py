"""Writes to the rule files in the database: each new text is a new version, none is overwritten."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from todoke.apps.accounts.models import Account
from todoke.apps.registry.models import SheetVersion
from todoke.apps.registry.queries.sheets import current_sheets


@transaction.atomic
def record_sheets(
    *,
    texts: Mapping[str, str | None],
    at: datetime,
    channel: str,
    note: str = "",
    proposed_by: Account | None = None,
    approved_by: Account | None = None,
) -> list[SheetVersion]:
    """Record the texts that differ from what holds; None removes a file. Returns what was new."""
    before = current_sheets(texts)
    fresh = []
    for path, text in texts.items():
        held = before.get(path)
        if text is None and (held is None or held.removed):
            continue
        mark = "" if text is None else fingerprint_of(text)
        if held is not None and held.fingerprint == mark and not held.removed:
            continue
        fresh.append(
            SheetVersion(
                path=path,
                serial=held.serial + 1 if held else 1,
                text=text or "",
                removed=text is None,
                fingerprint=mark,
                recorded_at=at,
                channel=channel,
                note=note[:400],
                proposed_by=proposed_by,
                approved_by=approved_by,
            )
        )
    SheetVersion.objects.bulk_create(fresh)
    return fresh


def fingerprint_of(text: str) -> str:
    """Return the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
