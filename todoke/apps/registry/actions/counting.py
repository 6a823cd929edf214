"""Keeping what was counted, so that a rate has a history."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from todoke.apps.registry.models import DigitalCount, Record
from todoke.apps.registry.queries.digital import SCOPES, digital_rate


@transaction.atomic
def record_digital_counts(*, on: date) -> int:
    """Keep the counts of a day for every level and every municipality with procedures; return how many."""
    areas = Record.objects.published().real().filter(kind="procedure").exclude(area__in=("", "130001"))
    scopes = [*SCOPES, *areas.order_by("area").values_list("area", flat=True).distinct()]
    for scope in scopes:
        rate = digital_rate(scope, on=on)
        DigitalCount.objects.update_or_create(
            on=on,
            scope=scope,
            defaults={
                name: getattr(rate, name)
                for name in ("total", "done", "partly", "law", "discretion", "unknown")
            },
        )
    return len(scopes)
