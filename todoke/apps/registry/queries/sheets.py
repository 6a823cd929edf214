"""Reading the rule files as they stand in the database, now or as they were known."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from todoke.apps.registry.models import SheetVersion


def current_sheets(paths: Iterable[str] | None = None) -> dict[str, SheetVersion]:
    """Return the latest version of each path (of all paths when none are named), removed ones included."""
    sheets = SheetVersion.objects.all()
    if paths is not None:
        sheets = sheets.filter(path__in=list(paths))
    latest = sheets.values("path").annotate(newest=Max("pk")).values("newest")
    return {sheet.path: sheet for sheet in SheetVersion.objects.filter(pk__in=latest)}


def sheet_texts(*, known_at: datetime | None = None) -> dict[str, str]:
    """Return the text of every rule file that holds, by path, as far as was known at an instant."""
    sheets = SheetVersion.objects.order_by("serial")
    if known_at is not None:
        sheets = sheets.filter(recorded_at__lte=known_at)
    latest = {sheet.path: sheet for sheet in sheets}
    return {path: sheet.text for path, sheet in sorted(latest.items()) if not sheet.removed}


def sheets_mark() -> int:
    """Return a number that grows with every new sheet; 0 where there are none."""
    return SheetVersion.objects.aggregate(newest=Max("pk"))["newest"] or 0


def fingerprint_of_texts(texts: dict[str, str]) -> str:
    """Return the SHA-256 over all paths and texts."""
    digest = hashlib.sha256()
    for path, text in sorted(texts.items()):
        digest.update(f"{path}\0{len(text.encode())}\0".encode())
        digest.update(text.encode())
    return digest.hexdigest()
