"""How the outbox stands (発送の様子): what waits, since when, what could not be handed over, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, QuerySet

from todoke.apps.channels.models import Dispatch
from todoke.telling.channels import Channel

State = Dispatch.State


@dataclass(frozen=True, slots=True)
class Way:
    """One channel: how many wait, the oldest that could have left, how many left in the last day, how many are dead."""

    channel: Channel
    waiting: int
    oldest: datetime | None
    handed: int
    dead: int

    def late(self, at: datetime) -> timedelta | None:
        """Return for how long the oldest has been waiting."""
        return None if self.oldest is None else max(at - self.oldest, timedelta())


@dataclass(frozen=True, slots=True)
class Ended:
    """How many could not be handed over for one reason."""

    channel: Channel
    code: str
    count: int


def ways(rows: QuerySet[Dispatch], *, at: datetime) -> list[Way]:
    """Return how each channel stands, of the rows given."""
    waiting = rows.filter(state__in=(State.WAITING, State.LEASED))
    counted = {
        row["channel"]: row for row in waiting.values("channel").annotate(n=Count("pk")).order_by("channel")
    }
    due = waiting.filter(next_at__lte=at).values("channel").annotate(oldest=Min("next_at"))
    oldest = {row["channel"]: row["oldest"] for row in due.order_by("channel")}
    handed = _by_channel(rows.filter(state=State.DONE, handed_at__gt=at - timedelta(days=1)))
    dead = _by_channel(rows.filter(state=State.DEAD))
    return [
        Way(
            one,
            counted.get(one, {"n": 0})["n"],
            oldest.get(one),
            handed.get(one, 0),
            dead.get(one, 0),
        )
        for one in Channel
    ]


def dead_by_code(rows: QuerySet[Dispatch]) -> list[Ended]:
    """Return why dispatches are dead, the commonest first."""
    counted = (
        rows.filter(state=State.DEAD)
        .values("channel", "last_code")
        .annotate(n=Count("pk"))
        .order_by("-n", "channel", "last_code")
    )
    return [Ended(Channel(row["channel"]), row["last_code"], row["n"]) for row in counted]


def _by_channel(rows: QuerySet[Dispatch]) -> dict[str, int]:
    counted = rows.values("channel").annotate(n=Count("pk")).order_by("channel")
    return {row["channel"]: row["n"] for row in counted}
