"""It is counted that somebody stopped, muted or cut down notices (止めた回数): for senders, and without a name (C5)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from todoke.apps.notices.models import Muting
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.programs import Topic
from todoke.telling.quiet import TOKYO


def count_less(area: str, *, before: tuple[int, int], now: tuple[int, int], at: datetime) -> None:
    """Count each topic that was wanted before and is not now, and a budget that is lower: topics (bits), budget."""
    for place, topic in enumerate(Topic):
        if before[0] & ~now[0] & 1 << place:
            count_muting(area, Muting.Kind.TOPIC, topic.value, at=at)
    if now[1] < before[1]:
        count_muting(area, Muting.Kind.BUDGET, at=at)


def count_muting(area: str, kind: Muting.Kind, topic: str = "", *, at: datetime) -> None:
    """Count one more in its month, in the caller's transaction; who it was is not kept anywhere with it."""
    month = at.astimezone(TOKYO).date().replace(day=1)
    # A resident's scope holds what is theirs; a count is of a municipality.
    with everywhere("muting-counted"):
        row, _ = Muting.objects.get_or_create(municipality_id=area, month=month, kind=kind, topic=topic)
        Muting.objects.filter(pk=row.pk).update(times=F("times") + 1)
