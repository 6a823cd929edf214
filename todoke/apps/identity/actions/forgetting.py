"""What identity forgets in time: attempts and codes after a day, ended visits after ninety."""

from __future__ import annotations

from datetime import datetime, timedelta

from todoke.apps.identity.models import LoginAttempt, MailCode, Visit

TRIES_KEPT = timedelta(days=1)
VISITS_KEPT = timedelta(days=90)


def forget_due(*, at: datetime) -> int:
    """Delete what is due and return how many rows it was; running it again deletes nothing more."""
    gone = (
        LoginAttempt.objects.filter(expires_at__lt=at - TRIES_KEPT),
        MailCode.objects.filter(created_at__lt=at - TRIES_KEPT),
        Visit.objects.filter(expires_at__lt=at - VISITS_KEPT),
    )
    return sum(rows.delete()[0] for rows in gone)
