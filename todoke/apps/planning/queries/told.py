"""What was told before, and how often somebody was pushed something: the send log (送った記録)."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db.models import Count, F

from todoke.apps.planning.models import PlannedNotice
from todoke.residents.block import Array
from todoke.telling.budget import WINDOW
from todoke.telling.candidates import Placing
from todoke.telling.planner import dedupe_of

_AT_ONCE = 30_000
"""So many persons are asked one by one; of more all lines are read."""


def told_before(persons: Array, dedupes: Array) -> Array:
    """Return (bool, equally long) which of these was told to the same person before."""
    rows = PlannedNotice.objects.filter(sent_at__isnull=False, dropped_for="")
    ids = np.unique(persons)
    if not len(ids) or not rows.exists():
        return np.zeros(len(persons), np.bool_)
    if len(ids) < _AT_ONCE:
        rows = rows.filter(person_id__in=ids.tolist())
    found = list(rows.values_list("person_id", "dedupe"))
    who = np.array([person for person, _ in found], np.int64)
    what = np.array([int(dedupe, 16) for _, dedupe in found], np.uint64)
    result: Array = np.isin(dedupe_of(persons, dedupes), dedupe_of(who, what))
    return result


def pushed_counts(ids: Array, *, at: datetime) -> Array:
    """Return (uint8) how often each of these persons was pushed something in the last 30 days, over all senders.

    ``ids`` must be ascending.
    """
    rows = PlannedNotice.objects.filter(
        decision=Placing.PUSH.value, dropped_for="", sent_at__gt=at - WINDOW
    ).values("person_id")
    counts = np.zeros(len(ids), np.int64)
    for person, count in rows.annotate(n=Count("pk")).values_list(F("person_id"), "n"):
        place = int(np.searchsorted(ids, person))
        if place < len(ids) and ids[place] == person:
            counts[place] = count
    result: Array = np.minimum(counts, 255).astype(np.uint8)
    return result
