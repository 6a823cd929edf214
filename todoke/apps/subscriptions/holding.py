"""What is held about a person as subscriptions of apps (預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.subscriptions.models import Subscription


class SubscriptionsHolding:
    """What this app holds."""

    name = "subscriptions"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        return [
            HeldLine("アプリの購読(お子さんの生まれた月)", "アプリ", one.made_at.date(), one.until)
            for one in Subscription.objects.filter(person_id=person_id).order_by("pk")
        ]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; keys are of no use to the person and stay."""
        return {
            "subscriptions": [
                {
                    "born_from": one.born_low.isoformat(),
                    "born_until": one.born_high.isoformat(),
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
        """Delete everything; return how many rows it was."""
        return Subscription.objects.filter(person_id=person_id).delete()[0]


holding = SubscriptionsHolding()
