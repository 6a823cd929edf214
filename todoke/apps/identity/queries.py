"""What is asked of identity (本人確認): the visits and keys of somebody, and how logins end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet, Sum

from todoke.apps.identity.models import ApiKey, LoginCount, Visit

FEWEST = 10
"""Of fewer finished attempts no share is told: it would say little, and could point to somebody."""


def open_visits(login_id: int, *, at: datetime) -> QuerySet[Visit]:
    """Return where somebody is logged in now, the last seen first."""
    return Visit.objects.filter(
        login_id=login_id, ended_at=None, expires_at__gt=at, seen_at__gt=at - settings.VISIT_IDLE
    ).order_by("-seen_at", "-id")


def open_keys(login_id: int) -> QuerySet[ApiKey]:
    """Return the keys of somebody that still open something, the newest first."""
    return ApiKey.objects.filter(login_id=login_id, revoked_at=None).order_by("-id")


def outcomes(*, since: date, until: date) -> dict[str, dict[str, int]]:
    """Return by way how many logins ended how in the days from ``since`` to ``until``, both counted."""
    rows = (
        LoginCount.objects.filter(on__range=(since, until))
        .values_list("way", "outcome")
        .annotate(total=Sum("count"))
        .order_by("way", "outcome")
    )
    found: dict[str, dict[str, int]] = {}
    for way, outcome, total in rows:
        found.setdefault(way, {})[outcome] = total
    return found


@dataclass(frozen=True, slots=True)
class LoginRate:
    """How the attempts of one way ended in a time; nothing of who they were."""

    way: str
    begun: int
    succeeded: int
    failed: int
    reasons: tuple[tuple[str, int], ...]
    """Why, the most frequent first: kinds of LoginRefusedError."""

    @property
    def given_up(self) -> int:
        """Return how many neither came in nor were refused; somebody who went on the next day counts twice."""
        return max(self.begun - self.succeeded - self.failed, 0)

    @property
    def share(self) -> int | None:
        """Return how many of a hundred finished attempts failed; None where there are too few to tell."""
        finished = self.succeeded + self.failed
        return round(100 * self.failed / finished) if finished >= FEWEST else None


def login_rates(*, since: date, until: date) -> list[LoginRate]:
    """Return how logins ended in these days, both counted, by way (D3: failure rates per way are measured)."""
    ended = outcomes(since=since, until=until)
    rates = []
    for way in LoginCount.Way.values:
        counts = dict(ended.get(way, {}))
        begun, succeeded = counts.pop("begun", 0), counts.pop("ok", 0)
        reasons = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        rates.append(LoginRate(way, begun, succeeded, sum(counts.values()), reasons))
    return rates
