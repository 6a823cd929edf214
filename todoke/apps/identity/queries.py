"""What is asked of identity (本人確認): the visits and keys of somebody, and how logins end."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet, Sum

from todoke.apps.identity.models import ApiKey, LoginCount, Visit


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
