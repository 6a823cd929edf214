"""Forms of planned notices (お知らせの予定) at the desk."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict


def read_day(data: QueryDict, name: str) -> date | None:
    """Return a day as a browser's date field sends it, or None where it is none."""
    try:
        return date.fromisoformat(data.get(name, "").strip())
    except ValueError:
        return None
