"""What is held of plans (お知らせの予定の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.notices.queries.inbox import known_to
from todoke.apps.planning.models import PlannedNotice
from todoke.base import clock
from todoke.telling.candidates import HeldFor


class PlanningHolding:
    """Lines of plans: what somebody would be told, or was."""

    name = "planning"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        rows = _lines(person_id)
        if not rows:
            return []
        first = min(row.plan.made_at for row in rows)
        return [HeldLine("お知らせの予定", "毎晩の照合", first.date(), None, count=len(rows))]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; whom it is about is told by the notice, not here."""
        return {
            "planned": [
                {
                    "on": line.plan.on.isoformat(),
                    "program": line.program_id,
                    "occasion": line.occasion,
                    "decision": line.decision,
                    "held_for": HeldFor(line.dropped_for or line.held_for).told.value,
                    "sent_at": line.sent_at.isoformat() if line.sent_at else None,
                }
                for line in _lines(person_id)
            ]
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete every line to or about the person; return how many rows it was."""
        own = PlannedNotice.objects.filter(person_id=person_id).delete()[0]
        return own


def _lines(person_id: int) -> list[PlannedNotice]:
    """Return the lines to somebody, without those about whom a shield now hides from them."""
    rows = PlannedNotice.objects.filter(person_id=person_id).select_related("plan").order_by("pk")
    return known_to(person_id, list(rows), on=clock.today())
