"""Subscriptions found by their key or their person, and whether they hold (購読をさがす)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from todoke.apps.channels.models import PrivateApp
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.queries.grounds import uses
from todoke.apps.subscriptions.items import ITEMS, EndedBy, receiver_of
from todoke.apps.subscriptions.keys import APP, SUBSCRIPTION, is_key, mark_of
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.tenancy.scope import everywhere
from todoke.base.clock import JST


def find_app(key: str) -> PrivateApp | None:
    """Return the app whose key it is, if it was not stopped."""
    if not key.startswith(APP) or not is_key(key):
        return None
    return PrivateApp.objects.filter(key_hash=mark_of(key), active=True, purpose=Purpose.APP).first()


def find_subscription(key: str, row: UUID) -> Subscription | None:
    """Return the subscription this key opens, also one that has ended."""
    if not key.startswith(SUBSCRIPTION) or not is_key(key):
        return None
    with everywhere("app-key"):
        return Subscription.objects.filter(row=row, key_hash=mark_of(key)).select_related("text").first()


def why_ended(one: Subscription, *, at: datetime) -> EndedBy | None:
    """Return why a subscription holds no more; None while it does. Asked on every read.

    Its time may be over, its app stopped, or the consent of whoever connected it taken back.
    """
    if one.ended_at is not None or one.until < at.astimezone(JST).date():
        return "expired"
    if not PrivateApp.objects.filter(pk=one.app_id, active=True).exists():
        return "operator"
    if one.person_id is not None:
        receiver = receiver_of(one.app_id)
        if not all(uses(one.person_id, item, Purpose.APP, receiver, at=at) for item in ITEMS):
            return "consent"
    return None


def connected(person_id: int) -> list[tuple[Subscription, PrivateApp]]:
    """Return what somebody connected on their own pages and has not ended, the latest first."""
    rows = list(Subscription.objects.filter(person_id=person_id, ended_at__isnull=True).order_by("-pk"))
    apps = PrivateApp.objects.in_bulk({one.app_id for one in rows})
    return [(one, apps[one.app_id]) for one in rows if one.app_id in apps]


def open_apps() -> list[PrivateApp]:
    """Return the apps people can use now, by name."""
    return list(PrivateApp.objects.filter(active=True, purpose=Purpose.APP).order_by("name"))
