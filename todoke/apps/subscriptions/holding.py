"""What is held about a person as subscriptions of apps (預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.channels.outbox import Outbox
from todoke.apps.subscriptions.models import Connection, Subscription


class SubscriptionsHolding:
    """What this app holds of somebody who connected apps; behind other subscriptions nobody is known."""

    name = "subscriptions"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        open_now = Subscription.objects.filter(person_id=person_id, ended_at__isnull=True)
        return [
            HeldLine("アプリの購読(お子さんの生まれた月)", "アプリ", one.made_at.date(), one.until)
            for one in open_now.order_by("pk")
        ]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; keys are of no use to the person and stay."""
        return {
            "subscriptions": [
                {
                    "born_from": _day(one.born_low),
                    "born_until": _day(one.born_high),
                    "municipality": one.municipality_id,
                    "channel": one.channel,
                    "made_at": one.made_at.isoformat(),
                    "until": one.until.isoformat(),
                    "ended_at": None if one.ended_at is None else one.ended_at.isoformat(),
                }
                for one in Subscription.objects.filter(person_id=person_id).order_by("pk")
            ]
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete everything and take back what waits to leave; return how many rows it was."""
        rows = Subscription.objects.filter(person_id=person_id)
        for row in rows.values_list("row", flat=True):
            Outbox.cancel_about(row, at=at)
        return rows.delete()[0] + Connection.objects.filter(person_id=person_id).delete()[0]


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


holding = SubscriptionsHolding()
