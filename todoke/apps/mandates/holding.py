"""What mandates (委任) holds about a person: told, exported and erased (access.domain.holdings)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import models

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.mandates.models import Mandate, Use
from todoke.apps.tenancy.scope import everywhere


class MandatesHolding:
    """The mandates somebody gave, and their uses; the supporter's name is in none of it but the person's own word."""

    name = "mandates"
    models: tuple[type[models.Model], ...] = (Mandate, Use)

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        with everywhere("holding"):
            rows = list(Mandate.objects.filter(person_id=person_id).order_by("made_at"))
        if not rows:
            return []
        return [HeldLine("支援者に頼んだこと", "本人", rows[0].made_at.date(), None, count=len(rows))]

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it, nothing of another person."""
        with everywhere("holding"):
            rows = Mandate.objects.filter(person_id=person_id).order_by("made_at").prefetch_related("uses")
            return {
                "mandates": [
                    {
                        "scope": list(row.scope),
                        "begins_at": row.begins_at.isoformat(),
                        "ends_at": row.ends_at.isoformat(),
                        "ended_at": row.ended_at.isoformat() if row.ended_at else None,
                        "uses": [{"at": use.at.isoformat(), "verb": use.verb} for use in row.uses.all()],
                    }
                    for row in rows
                ]
            }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete the mandates somebody gave, with their uses; return how many rows it was."""
        with everywhere("holding"):
            return int(Mandate.objects.filter(person_id=person_id).delete()[0])
