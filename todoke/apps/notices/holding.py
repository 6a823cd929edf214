"""What is held about a person as notices (預かりもの): the notices, wishes, what was opened, and silences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.notices.models import Notice, Preference, Roundup, Seen, Silence
from todoke.apps.notices.queries.inbox import known_to
from todoke.base import clock

_MODELS = (Notice, Preference, Seen, Roundup, Silence)


class NoticesHolding:
    """What this app holds."""

    name = "notices"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        lines: list[HeldLine] = []
        if notices := _notices(person_id):
            first = min(one.created_at for one in notices)
            lines.append(HeldLine("お知らせ", "todoke", first.date(), None, count=len(notices)))
        wishes = Preference.objects.filter(person_id=person_id).first()
        if wishes is not None:
            lines.append(HeldLine("受け取り方", "ご本人", wishes.changed_at.date(), None))
        if count := Seen.objects.filter(person_id=person_id).count():
            lines.append(HeldLine("開いたみんなへのお知らせ", "ご本人", None, None, count=count))
        if count := Roundup.objects.filter(person_id=person_id).count():
            lines.append(HeldLine("まとめて知らせた記録", "todoke", None, None, count=count))
        lines += [
            HeldLine("お知らせを控える期間", one.get_why_display(), one.from_at.date(), one.until_at.date())
            for one in Silence.objects.filter(person_id=person_id).order_by("pk")
        ]
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; whom a notice is about is left out, it may be another person."""
        wishes = Preference.objects.filter(person_id=person_id).first()
        return {
            "notices": [
                {
                    "program": one.program_id,
                    "kind": one.kind,
                    "occasion": one.occasion,
                    "municipality": one.municipality_id,
                    "values": one.values or {},
                    "code": one.code or "",
                    "reach": one.reach,
                    "deadline": None if one.deadline is None else one.deadline.isoformat(),
                    "created_at": one.created_at.isoformat(),
                    "read_at": _told(one.read_at),
                    "withdrawn_at": _told(one.withdrawn_at),
                }
                for one in _notices(person_id)
            ],
            "wishes": None
            if wishes is None
            else {
                "none": wishes.none,
                "topics": wishes.topics,
                "channels": wishes.channels,
                "budget": wishes.budget,
                "quiet_from": wishes.quiet_from,
                "quiet_until": wishes.quiet_until,
                "roundup_day": wishes.roundup_day,
                "language": wishes.language,
                "disaster": wishes.disaster,
                "changed_at": wishes.changed_at.isoformat(),
            },
            "opened_broadcasts": [
                one.at.isoformat() for one in Seen.objects.filter(person_id=person_id).order_by("pk")
            ],
            "roundups": [
                one.on.isoformat() for one in Roundup.objects.filter(person_id=person_id).order_by("on")
            ],
            "silences": [
                {"from": one.from_at.isoformat(), "until": one.until_at.isoformat(), "why": one.why}
                for one in Silence.objects.filter(person_id=person_id).order_by("pk")
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete everything; return how many rows it was."""
        with transaction.atomic():
            return sum(model.objects.filter(person_id=person_id).delete()[0] for model in _MODELS)


def _notices(person_id: int) -> list[Notice]:
    """Return somebody's notices, without those about whom a shield now hides from them."""
    rows = Notice.objects.filter(person_id=person_id).order_by("pk")
    return known_to(person_id, list(rows), on=clock.today())


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


holding = NoticesHolding()
