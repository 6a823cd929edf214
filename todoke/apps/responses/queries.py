"""What is asked of responses (お知らせへの返事): what waits for a decision, what senders hear, who is never reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Exists, OuterRef, Q

from todoke.apps.channels.models import ContactPoint
from todoke.apps.people.models import Person
from todoke.apps.responses.models import NoticeStep, Stars, WrongNotice
from todoke.telling.channels import Channel

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
    delivered: int
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
        delivered=delivered,
        opened=told("opened"),
        applied=told("applied"),
        received=told("received"),
        muted=told("muted"),
        stopped=told("stopped"),
        stars=stars,
        wrong=wrong,
    )


@dataclass(frozen=True, slots=True)
class Reachable:
    """How many residents of a municipality each way reaches, and how many none does."""

    municipality_id: str
    residents: int
    mail: int
    push: int
    app: int
    letter: int
    never: int


def reachable(areas: Sequence[str]) -> list[Reachable]:
    """Return by which ways residents can be reached; ``never`` counts those whom not one way reaches.

    A way counts when the person has checked it and has not stopped it. Children are counted too: they are reached
    through their parents, which this does not follow.
    """
    open_ways = ContactPoint.objects.filter(
        person_id=OuterRef("pk"), verified_at__isnull=False, stopped_at__isnull=True
    )
    rows = (
        Person.objects.filter(municipality_id__in=areas)
        .annotate(**{f"by_{channel}": Exists(open_ways.filter(kind=channel.value)) for channel in Channel})
        .values("municipality_id")
        .annotate(
            residents=Count("pk"),
            mail=Count("pk", filter=Q(by_mail=True)),
            push=Count("pk", filter=Q(by_push=True)),
            app=Count("pk", filter=Q(by_app=True)),
            letter=Count("pk", filter=Q(by_letter=True)),
            never=Count("pk", filter=Q(by_mail=False, by_push=False, by_app=False, by_letter=False)),
        )
        .order_by("municipality_id")
    )
    return [Reachable(**row) for row in rows]
