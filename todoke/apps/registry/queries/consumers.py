"""Reading who uses the registry: registered consumers, whose turn it is, and how much they asked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Q, Sum

from todoke.apps.registry.models import Consumer, ConsumerUse


def due_consumers(*, at: datetime) -> list[Consumer]:
    """Return the active consumers to whom pages may be sent now, whoever has waited longest first."""
    due = Q(next_at__isnull=True) | Q(next_at__lte=at)
    unclaimed = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    sent_to = Consumer.objects.filter(active=True).exclude(url="")
    return list(sent_to.filter(due, unclaimed).order_by("next_at", "pk"))


def uses_since(since: date) -> dict[str, dict[str, int]]:
    """Return by consumer's name how often each operation was asked since a day."""
    rows = (
        ConsumerUse.objects.filter(on__gte=since)
        .values_list("consumer__name", "operation")
        .annotate(times=Sum("count"))
        .order_by("consumer__name", "operation")
    )
    found: dict[str, dict[str, int]] = {}
    for name, operation, times in rows:
        found.setdefault(name, {})[operation] = times
    return found


def month_before(on: date) -> date:
    """Return the day thirty days before."""
    return on - timedelta(days=30)
