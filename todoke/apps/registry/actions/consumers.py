"""Registering consumers and counting what they ask. Nobody must register to read."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db.models import F

from todoke.apps.registry.models import Consumer, ConsumerUse


def register_consumer(
    *, name: str, contact: str, at: datetime, url: str = "", position: int = 0, synthetic: bool = False
) -> Consumer:
    """Register a consumer and give it a key, and a secret by which it knows pages sent to ``url``."""
    return Consumer.objects.create(
        name=name,
        contact=contact,
        key=secrets.token_urlsafe(18),
        url=url,
        secret=secrets.token_urlsafe(32) if url else "",
        position=position,
        synthetic=synthetic,
        created_at=at,
    )


def remove_consumer(*, name: str) -> bool:
    """Forget a consumer with its figures; return whether there was one."""
    deleted, _ = Consumer.objects.filter(name=name).delete()
    return deleted > 0


def resume_consumer(*, name: str) -> bool:
    """Send to a consumer again that was given up; return whether there is one."""
    return bool(
        Consumer.objects.filter(name=name).update(
            active=True, failures=0, failing_since=None, next_at=None, claimed_until=None
        )
    )


def count_use(*, key: str, operation: str, on: date) -> None:
    """Count one use; an unknown key counts nowhere."""
    consumer = Consumer.objects.filter(key=key).values_list("pk", flat=True).first()
    if consumer is None:
        return
    use, _ = ConsumerUse.objects.get_or_create(consumer_id=consumer, on=on, operation=operation[:60])
    ConsumerUse.objects.filter(pk=use.pk).update(count=F("count") + 1)
