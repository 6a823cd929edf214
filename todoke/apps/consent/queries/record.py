"""What a person reads of their own record: consents that stand, and who read what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from todoke.apps.consent.models import AccessEntry, Consent
from todoke.apps.consent.queries.grounds import in_force


def standing_consents(person_id: int, *, at: datetime) -> list[Consent]:
    """Return what may be used now, the latest first."""
    rows = Consent.objects.filter(in_force(at), person_id=person_id)
    return list(rows.select_related("text").order_by("-granted_at", "-pk"))


def usages(person_id: int, *, at: datetime, offset: int = 1, limit: int = 100) -> list[AccessEntry]:
    """Return the readings of somebody's items, newest first; ``offset`` counts from 1.

    A reading that must not be known yet is left out until its day.
    """
    rows = AccessEntry.objects.filter(person_id=person_id).exclude(hidden_until__gt=at)
    return list(rows.order_by("-at", "-pk")[offset - 1 : offset - 1 + limit])


def usage_period(person_id: int, *, at: datetime) -> tuple[datetime, datetime] | None:
    """Return the times of the first and last reading; None where nobody read anything."""
    rows = AccessEntry.objects.filter(person_id=person_id).exclude(hidden_until__gt=at)
    first = rows.order_by("at").values_list("at", flat=True).first()
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return None if first is None or last is None else (first, last)


def references(consent_ids: Iterable[int | None]) -> dict[int, str]:
    """Return under which name (its row) each consent is known to its person; within the scope that is open."""
    wanted = {one for one in consent_ids if one is not None}
    if not wanted:
        return {}
    return {pk: str(row) for pk, row in Consent.objects.filter(pk__in=wanted).values_list("pk", "row")}
