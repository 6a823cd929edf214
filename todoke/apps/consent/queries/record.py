"""What a person reads of their own record: consents that stand, and who read what."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from todoke.apps.consent.models import AccessEntry, Consent
from todoke.apps.consent.queries.grounds import in_force


def standing_consents(person_id: int, *, at: datetime) -> list[Consent]:
    """Return what may be used now, the latest first."""
    rows = Consent.objects.filter(in_force(at), person_id=person_id)
    return list(rows.select_related("text").order_by("-granted_at", "-pk"))


def usages(
    person_id: int,
    *,
    at: datetime,
    offset: int = 1,
    limit: int = 100,
    receiver: str = "",
    items: Collection[str] = (),
) -> list[AccessEntry]:
    """Return the readings of somebody's items, newest first; ``offset`` counts from 1.

    A reading that must not be known yet is left out until its day. ``receiver`` names one reader, ``items`` some
    items any of which was read; without them everything is meant.
    """
    rows = _known(person_id, at)
    if receiver:
        rows = rows.filter(receiver=receiver)
    if items:
        # Names of items hold no quotation mark, so that a whole name is found and no part of another.
        rows = rows.filter(reduce(or_, (Q(items__icontains=f'"{item}"') for item in items)))
    return list(rows.order_by("-at", "-pk")[offset - 1 : offset - 1 + limit])


def readers_of(person_id: int, *, at: datetime) -> list[tuple[str, str]]:
    """Return who read anything of somebody: what they are filtered by, and their name; the latest name counts."""
    rows = _known(person_id, at).order_by("pk").values_list("receiver", "receiver_name").distinct()
    return sorted(dict(rows).items(), key=lambda one: (one[0] != "own", one[1], one[0]))


def usage_period(person_id: int, *, at: datetime) -> tuple[datetime, datetime] | None:
    """Return the times of the first and last reading; None where nobody read anything."""
    rows = _known(person_id, at)
    first = rows.order_by("at").values_list("at", flat=True).first()
    last = rows.order_by("-at").values_list("at", flat=True).first()
    return None if first is None or last is None else (first, last)


def _known(person_id: int, at: datetime) -> QuerySet[AccessEntry]:
    return AccessEntry.objects.filter(person_id=person_id).exclude(hidden_until__gt=at)


def references(consent_ids: Iterable[int | None]) -> dict[int, str]:
    """Return under which name (its row) each consent is known to its person; within the scope that is open."""
    wanted = {one for one in consent_ids if one is not None}
    if not wanted:
        return {}
    return {pk: str(row) for pk, row in Consent.objects.filter(pk__in=wanted).values_list("pk", "row")}
