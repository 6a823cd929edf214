"""What is held of payments without application (支給の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.entitlements.models import Entitlement


class EntitlementsHolding:
    """Payments that need no application."""

    name = "entitlements"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        rows = list(Entitlement.objects.filter(person_id=person_id).order_by("listed_at"))
        if not rows:
            return []
        return [HeldLine("申請のいらない支給", "毎晩の照合", rows[0].listed_at.date(), None, count=len(rows))]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it."""
        return {
            "payments": [
                {
                    "program": row.program_id,
                    "fiscal_year": row.fiscal_year,
                    "state": row.state,
                    "listed_at": row.listed_at.isoformat(),
                    "refuse_until": row.refuse_until.isoformat() if row.refuse_until else None,
                }
                for row in Entitlement.objects.filter(person_id=person_id).order_by("listed_at")
            ]
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete what is not decided; a payment that was made is kept by the office."""
        open_rows = Entitlement.objects.filter(person_id=person_id).exclude(state=Entitlement.State.SETTLED)
        return open_rows.delete()[0]
