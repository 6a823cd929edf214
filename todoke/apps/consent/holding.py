"""What is held of consents and of who read what (同意と閲覧の記録の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.consent.models import AccessEntry, Consent, Correction, Preview


class ConsentHolding:
    """Consents, questions that were asked, words about mistakes, and the record of readings."""

    name = "consent"
    models = (Consent, Preview, Correction, AccessEntry)

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        lines = []
        for model, column, who in (
            (Consent, "granted_at", "ご本人"),
            (Correction, "at", "ご本人"),
            (AccessEntry, "at", "todoke"),
        ):
            times = list(
                model._default_manager.filter(person_id=person_id)
                .order_by(column)
                .values_list(column, flat=True)
            )
            if times:
                what = str(model._meta.verbose_name)
                lines.append(HeldLine(what, who, times[0].date(), None, count=len(times)))
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; who acted for the person is told by kind only."""
        return {
            "consents": [
                {
                    "item": one.item,
                    "purpose": one.purpose,
                    "receiver": one.receiver,
                    "basis": one.basis,
                    "granted_at": one.granted_at.isoformat(),
                    "valid_until": None if one.valid_until is None else one.valid_until.isoformat(),
                    "withdrawn_at": None if one.withdrawn_at is None else one.withdrawn_at.isoformat(),
                }
                for one in Consent.objects.filter(person_id=person_id).order_by("pk")
            ],
            "corrections": [
                {
                    "item": one.item,
                    "words": one.words or "",
                    "at": one.at.isoformat(),
                    "state": one.state,
                    "answer": one.answer or "",
                }
                for one in Correction.objects.filter(person_id=person_id).order_by("pk")
            ],
            "readings": [
                {
                    "at": one.at.isoformat(),
                    "receiver": one.receiver_name,
                    "action": one.action,
                    "purpose": one.purpose,
                    "basis": one.basis,
                    "items": one.items,
                }
                for one in AccessEntry.objects.filter(person_id=person_id, hidden_until=None).order_by("pk")
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete consents, questions and words; readings stay without person and items, so that they are counted."""
        gone = sum(
            model._default_manager.filter(person_id=person_id).delete()[0]
            for model in (Consent, Preview, Correction)
        )
        return gone + AccessEntry.objects.filter(person_id=person_id).update(
            person=None, items=[], consent_id=None
        )
