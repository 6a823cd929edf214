"""How much of their budget people have used (使った上限): notices pushed, and hints of notices to everybody.

Whoever is about to push counts behind ``hold_budgets``: else two senders at once would both find the last place free.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from django.db.models import Count

from todoke.apps.channels.models import Dispatch
from todoke.apps.notices.models import Broadcast, Notice, Preference, Roundup
from todoke.residents.block import Array
from todoke.telling.budget import WINDOW

_FEW = 5_000
_ON_FOR = timedelta(days=92)


def hold_budgets(person_ids: Collection[int]) -> None:
    """Let nobody else push to these persons until the caller's transaction ends; what was pushed is counted after it.

    Holds their rows of wishes, in one order for all senders, so that none waits for another in a ring. Who has no such
    row is pushed nothing. SQLite has one writer at a time and needs no rows held.
    """
    if not connection.features.has_select_for_update:
        return
    rows = Preference.objects.filter(person_id__in=sorted(person_ids)).order_by("person_id")
    list(rows.select_for_update(no_key=True, of=("self",)).only("pk"))


def pushed_to(person_ids: Collection[int], *, at: datetime) -> Counter[int]:
    """Return how often each of these few was pushed something in the last 30 days, over all senders.

    What was told outside the budget, such as the answer to a correction, takes nothing of it.
    """
    pushed = Notice.objects.filter(person_id__in=person_ids, pushed_at__gt=at - WINDOW, outside_budget=False)
    counted = pushed.values("person_id").annotate(n=Count("pk")).order_by()
    found = Counter({row["person_id"]: row["n"] for row in counted})
    roundups = Roundup.objects.filter(person_id__in=person_ids, sent_at__gt=at - WINDOW)
    found.update(roundups.values_list("person_id", flat=True))
    found.update(_hinted(person_ids, at))
    return found


def hinted_counts(ids: Array, *, at: datetime) -> Array:
    """Return (int64) how many notices to everybody counted for each of these in the last 30 days; ids ascending."""
    found = _hinted(ids.tolist() if len(ids) <= _FEW else None, at)
    counts = np.zeros(len(ids), np.int64)
    if found:
        who = np.array(sorted(found), np.int64)
        known = who[np.isin(who, ids)]
        counts[np.searchsorted(ids, known)] = [found[one] for one in known.tolist()]
    return counts


def _hinted(person_ids: Collection[int] | None, at: datetime) -> Counter[int]:
    """Return hints of broadcasts that count: none of disasters, and none that was taken back."""
    counting = Broadcast.objects.filter(disaster=False, hints__gt=0, begins_at__gt=at - WINDOW - _ON_FOR)
    broadcasts = list(counting.values_list("pk", flat=True))
    if not broadcasts:
        return Counter()
    rows = Dispatch.objects.filter(broadcast_id__in=broadcasts, created_at__gt=at - WINDOW)
    rows = rows.exclude(state=Dispatch.State.CANCELLED)
    if person_ids is not None:
        rows = rows.filter(person_id__in=person_ids)
    counted = rows.values("person_id").annotate(n=Count("broadcast_id", distinct=True)).order_by()
    return Counter({row["person_id"]: row["n"] for row in counted})
