"""What is held of payments without application (支給の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.entitlements.models import Claim, Entitlement


class EntitlementsHolding:
    """Payments that need no application."""

    name = "entitlements"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        lines = []
        rows = list(Entitlement.objects.filter(person_id=person_id).order_by("listed_at"))
        if rows:
            since = rows[0].listed_at.date()
            lines.append(HeldLine("申請のいらない支給", "毎晩の照合", since, None, count=len(rows)))
        claims = list(Claim.objects.filter(person_id=person_id).order_by("recorded_at"))
        if claims:
            since = claims[0].recorded_at.date()
            lines.append(HeldLine("受け取る人の申し出", "本人", since, None, count=len(claims)))
        return lines

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
            ],
            "claims": [
                {
                    "status": row.status,
                    "as_of": row.as_of.isoformat(),
                    "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                }
                for row in Claim.objects.filter(person_id=person_id).order_by("recorded_at")
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete what is not decided; a payment that was made is kept by the office."""
        claims = Claim.objects.filter(person_id=person_id).delete()[0]
        open_rows = Entitlement.objects.filter(person_id=person_id).exclude(state=Entitlement.State.SETTLED)
        return claims + open_rows.delete()[0]
