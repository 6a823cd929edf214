"""What is asked of responses (お知らせへの返事): what waits for a decision, and what senders hear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from todoke.apps.responses.models import NoticeStep, Stars, WrongNotice

SMALL = 10
"""Averages and shares of fewer are not told: they could point to somebody."""


def waiting_reports(limit: int = 100) -> list[WrongNotice]:
    """Return the reports in scope that wait for a decision, oldest first."""
    return list(
        WrongNotice.objects.filter(state=WrongNotice.State.OPEN)
        .select_related("municipality")
        .order_by("at")[:limit]
    )


@dataclass(frozen=True, slots=True)
class Heard:
    """What a sender hears of the notices of one program; None where too few answered."""

    program_id: str
    delivered: int | None
    opened: int | None
    applied: int | None
    received: int | None
    muted: int | None
    stopped: int | None
    stars: float | None
    wrong: int


def heard(areas: Sequence[str], *, since: datetime) -> list[Heard]:
    """Return what senders hear, program by program: only of people who agreed to be followed."""
    in_area = Q(municipality_id__in=areas, at__gte=since)
    steps: dict[str, dict[str, int]] = {}
    rows = NoticeStep.objects.filter(in_area).values_list("program_id", "step").annotate(count=Count("pk"))
    for program_id, step, count in rows:
        steps.setdefault(program_id, {})[step] = count
    stars = {
        program_id: round(mean, 1)
        for program_id, mean, count in Stars.objects.filter(in_area)
        .values_list("program_id")
        .annotate(mean=Avg("stars"), count=Count("pk"))
        if count >= SMALL
    }
    wrong = dict(WrongNotice.objects.filter(in_area).values_list("program_id").annotate(count=Count("pk")))
    return [
        _heard(program_id, steps.get(program_id, {}), stars.get(program_id), wrong.get(program_id, 0))
        for program_id in sorted({*steps, *wrong})
    ]


def _heard(program_id: str, steps: dict[str, int], stars: float | None, wrong: int) -> Heard:
    delivered = steps.get("delivered", 0)

    def told(step: str) -> int | None:
        return steps.get(step, 0) if delivered >= SMALL else None

    return Heard(
        program_id=program_id,
        delivered=delivered if delivered >= SMALL or not delivered else None,
        opened=told("opened"),
        applied=told("applied"),
        received=told("received"),
        muted=told("muted"),
        stopped=told("stopped"),
        stars=stars,
        wrong=wrong,
    )
