"""Counting how logins end, by day and way, with nothing of who it was: what cards fail at is seen by this (D3)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from todoke.apps.identity.models import LoginCount
from todoke.base.clock import JST


def count(way: LoginCount.Way, outcome: str, *, at: datetime) -> None:
    """Add one."""
    found, _ = LoginCount.objects.get_or_create(
        on=at.astimezone(JST).date(), way=way.value, outcome=outcome[:20]
    )
    LoginCount.objects.filter(pk=found.pk).update(count=F("count") + 1)
