"""What people said was wrong, and what became of it."""

from __future__ import annotations

from django.db.models import QuerySet

from todoke.apps.consent.models import Correction


def corrections_of(person_id: int, item: str = "") -> list[Correction]:
    """Return what somebody said was wrong, the latest first; of one item where it is named."""
    rows = Correction.objects.filter(person_id=person_id)
    return list((rows.filter(item=item) if item else rows).order_by("-at", "-pk"))


def open_corrections() -> QuerySet[Correction]:
    """Return what waits for an answer, the oldest first; within the scope that is open."""
    return (
        Correction.objects.filter(state=Correction.State.OPEN).select_related("person").order_by("at", "pk")
    )
