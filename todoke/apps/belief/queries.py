"""What is asked of belief (本物の確かめ): whether a code is ours, which rules are stopped, what was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Count, Q

from todoke.apps.belief.actions import count_check, mark_of
from todoke.apps.belief.models import CheckCount, KnownFake, MessageCode, Outcome, StoppedRule
from todoke.telling import codes as signs
from todoke.telling.channels import Channel, channels_of

SMALL = 10
"""Fewer than these are not told in a public count: they could point to somebody."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a code says: who sent it, when, by which ways; nothing of what it said nor to whom."""

    answer: Literal["ours", "withdrawn", "not_ours", "mistyped"]
    office: str = ""
    sent_on: date | None = None
    channels: tuple[Channel, ...] = ()


def check(typed: str, *, at: datetime) -> Checked:
    """Tell what a code stands for, and count that somebody asked; a slip of the finger is not counted."""
    code = signs.read(typed)
    if code is None:
        return Checked("mistyped")
    found = MessageCode.objects.filter(code_hmac=mark_of(code)).first()
    if found is None:
        count_check(Outcome.NOT_OURS, on=at.date())
        return Checked("not_ours")
    outcome = Outcome.OURS if found.withdrawn_on is None else Outcome.WITHDRAWN
    count_check(outcome, on=at.date())
    return Checked(
        "ours" if found.withdrawn_on is None else "withdrawn",
        found.office_name,
        found.sent_on,
        channels_of(found.channels),
    )


def stopped_rules(area: str = "") -> frozenset[str]:
    """Return the rules that make no notices in a municipality now; without one, those stopped everywhere."""
    found = StoppedRule.objects.filter(Q(area="") | Q(area=area), resumed_at__isnull=True)
    return frozenset(found.values_list("rule", flat=True))


def all_stopped() -> Mapping[str, frozenset[str]]:
    """Return the rules that are stopped, by municipality; under "" those stopped everywhere."""
    found: dict[str, set[str]] = {}
    for area, rule in StoppedRule.objects.filter(resumed_at__isnull=True).values_list("area", "rule"):
        found.setdefault(area, set()).add(rule)
    return {area: frozenset(rules) for area, rules in found.items()}


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
