"""What is asked of belief (本物の確かめ): whether a code is ours, which rules are stopped, what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from todoke.apps.belief.models import CheckCount, KnownFake, MessageCode, Outcome, StoppedRule, WordingVersion

SMALL = 10
"""Fewer than these are not told in a public count: they could point to somebody."""


def stopped_rules(area: str = "") -> frozenset[str]:
    """Return the rules that make no notices in a municipality now; without one, those stopped everywhere."""
    found = StoppedRule.objects.filter(Q(area="") | Q(area=area), resumed_at__isnull=True)
    return frozenset(found.values_list("rule", flat=True))


def all_stopped() -> frozenset[tuple[str, str]]:
    """Return every rule that is stopped, with its municipality; "" for everywhere."""
    return frozenset(StoppedRule.objects.filter(resumed_at__isnull=True).values_list("rule", "area"))


def known_fakes() -> list[KnownFake]:
    """Return the fakes everybody is warned of, newest first."""
    return list(KnownFake.objects.filter(published_at__isnull=False))


@dataclass(frozen=True, slots=True)
class Sent:
    """How many things an office sent on a day; None where it were so few that they could point to somebody."""

    on: date
    office: str
    count: int | None
    withdrawn: int | None


def register_since(first: date) -> list[Sent]:
    """Return what offices sent since a day, newest day first."""
    rows = (
        MessageCode.objects.filter(sent_on__gte=first)
        .values("sent_on", "office_name")
        .annotate(sent=Count("pk"), gone=Count("pk", filter=Q(withdrawn_on__isnull=False)))
        .order_by("-sent_on", "office_name")
    )
    return [
        Sent(row["sent_on"], row["office_name"], _told(row["sent"]), _told_part(row["gone"], row["sent"]))
        for row in rows
    ]


def _told(count: int) -> int | None:
    return count if count == 0 or count >= SMALL else None


def _told_part(part: int, whole: int) -> int | None:
    """Return a part of a whole, unless it or the rest would be a small count."""
    rest = whole - part
    return part if _told(part) is not None and _told(rest) is not None and _told(whole) is not None else None


def misses(*, on: date, days: int = 7) -> list[tuple[date, int]]:
    """Return how many codes were not ours on each of the last days, oldest first."""
    counted = dict(
        CheckCount.objects.filter(
            outcome=Outcome.NOT_OURS, on__gt=on - timedelta(days=days), on__lte=on
        ).values_list("on", "count")
    )
    every = [on - timedelta(days=back) for back in range(days - 1, -1, -1)]
    return [(day, counted.get(day, 0)) for day in every]


def published_wordings() -> list[WordingVersion]:
    """Return the wordings in use, each in its newest version."""
    return list(
        WordingVersion.objects.filter(published_at__isnull=False, retired_at__isnull=True).order_by("key")
    )
