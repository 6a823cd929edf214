"""What is held of plans (お知らせの予定の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.planning.models import PlannedNotice


class PlanningHolding:
    """Lines of plans: what somebody would be told, or was."""

    name = "planning"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        rows = PlannedNotice.objects.filter(person_id=person_id).order_by("plan__made_at")
        first = rows.values_list("plan__made_at", flat=True).first()
        if first is None:
            return []
        return [HeldLine("お知らせの予定", "毎晩の照合", first.date(), None, count=rows.count())]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; whom it is about is told by the notice, not here."""
        return {
            "planned": [
                {
                    "on": line.plan.on.isoformat(),
                    "program": line.program_id,
                    "occasion": line.occasion,
                    "decision": line.decision,
                    "held_for": line.dropped_for or line.held_for,
                    "sent_at": line.sent_at.isoformat() if line.sent_at else None,
                }
                for line in PlannedNotice.objects.filter(person_id=person_id)
                .select_related("plan")
                .order_by("pk")
            ]
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete every line to or about the person; return how many rows it was."""
        own = PlannedNotice.objects.filter(person_id=person_id).delete()[0]
        return own
