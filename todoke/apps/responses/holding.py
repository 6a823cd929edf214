"""What is held of answers to notices (お知らせへの返事の預かりもの)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.responses.models import NoticeStep, Stars, WrongNotice

_MODELS = (WrongNotice, NoticeStep, Stars)


class ResponsesHolding:
    """Reports of wrong notices, steps of notices one agreed to be followed on, and stars."""

    name = "responses"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        lines = []
        for model in _MODELS:
            times = list(
                model.objects.filter(person_id=person_id).order_by("at").values_list("at", flat=True)
            )
            if times:
                what = str(model._meta.verbose_name)
                lines.append(HeldLine(what, "ご本人", times[0].date(), None, count=len(times)))
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it."""
        return {
            "wrong_notices": [
                {"at": one.at.isoformat(), "kind": one.kind, "words": one.words or "", "state": one.state}
                for one in WrongNotice.objects.filter(person_id=person_id).order_by("at")
            ],
            "steps": [
                {"at": one.at.isoformat(), "step": one.step, "program": one.program_id}
                for one in NoticeStep.objects.filter(person_id=person_id).order_by("at")
            ],
            "ratings": [
                {"at": one.at.isoformat(), "stars": one.stars, "program": one.program_id}
                for one in Stars.objects.filter(person_id=person_id).order_by("at")
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete everything; return how many rows it was."""
        return sum(model.objects.filter(person_id=person_id).delete()[0] for model in _MODELS)
