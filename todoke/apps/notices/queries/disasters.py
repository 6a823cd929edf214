"""What is told to everybody about disasters now: public, and asked without knowing who asks."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from todoke.apps.notices.models import Broadcast

_MOST = 10


def disasters_on(area: str, *, at: datetime) -> list[Broadcast]:
    """Return the latest notices about disasters of a municipality, newest first."""
    return list(_on(at).filter(areas_text__contains=f" {area} ").order_by("-begins_at", "-pk")[:_MOST])


def areas_told(*, at: datetime) -> frozenset[str]:
    """Return the municipalities that tell of a disaster now."""
    return frozenset(area for text in _on(at).values_list("areas_text", flat=True) for area in text.split())


def _on(at: datetime) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(
        disaster=True, audience={}, begins_at__lte=at, ends_at__gt=at, withdrawn_at__isnull=True
    )
