"""What channels hold about a person (預かっているもの): contact points, calendars, and what is on its way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.holdings import HeldLine
from todoke.apps.channels.models import CalendarFeed, ContactPoint, Dispatch

_STATED = "あなたが登録"


class ChannelsHolding:
    """Tells, exports and erases; a scope over the person must be open."""

    name = "channels"

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""
        contacts = ContactPoint.objects.filter(person_id=person_id).order_by("pk")
        lines = [
            HeldLine(
                what=f"届け先({one.get_kind_display()})",
                where_from=_STATED,
                since=one.made_at.date(),
                until=None,
                item="contact.mail" if one.kind == "mail" else "",
            )
            for one in contacts
        ]
        lines += [
            HeldLine(what="カレンダーのアドレス", where_from=_STATED, since=one.made_at.date(), until=None)
            for one in CalendarFeed.objects.filter(person_id=person_id).order_by("pk")
        ]
        if count := Dispatch.objects.filter(person_id=person_id).count():
            lines.append(HeldLine("お知らせを送った記録", "todoke", None, None, count=count))
        return lines

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it; keys and tokens are of no use to the person and stay."""
        contacts = ContactPoint.objects.filter(person_id=person_id).order_by("pk")
        sent = Dispatch.objects.filter(person_id=person_id).order_by("pk")
        return {
            "contacts": [
                {
                    "kind": one.kind,
                    "address": one.address or "",
                    "language": one.language,
                    "made_at": one.made_at.isoformat(),
                    "verified_at": _told(one.verified_at),
                    "stopped_at": _told(one.stopped_at),
                }
                for one in contacts
            ],
            "calendars": [
                {"made_at": one.made_at.isoformat(), "ended_at": _told(one.revoked_at)}
                for one in CalendarFeed.objects.filter(person_id=person_id).order_by("pk")
            ],
            "sent": [
                {"channel": one.channel, "state": one.state, "at": _told(one.handed_at or one.created_at)}
                for one in sent
            ],
        }

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete everything, also what waits to leave; return how many rows it was."""
        with transaction.atomic():
            rows = (
                Dispatch.objects.filter(person_id=person_id).delete()[0],
                ContactPoint.objects.filter(person_id=person_id).delete()[0],
                CalendarFeed.objects.filter(person_id=person_id).delete()[0],
            )
        return sum(rows)


def _told(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
