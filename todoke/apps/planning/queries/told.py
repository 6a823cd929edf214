"""What was told before, and how often somebody was pushed something: the send log (送った記録)."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from todoke.apps.notices.models import Roundup
from todoke.apps.notices.queries.budget import hinted_counts
from todoke.apps.planning.models import PlannedNotice
from todoke.apps.tenancy.columns import FEW, read_columns, read_texts
from todoke.residents.block import Array
from todoke.telling.budget import WINDOW
from todoke.telling.candidates import Placing
from todoke.telling.planner import dedupe_of


def dedupe_texts(dedupes: Array) -> list[str]:
    """Return numbers (uint64) as a line keeps them: 16 hexadecimal digits each.

    >>> dedupe_texts(np.array([1, 255], np.uint64))
    ['0000000000000001', '00000000000000ff']
    """
    whole = dedupes.astype(">u8").tobytes().hex()
    return [whole[first : first + 16] for first in range(0, len(whole), 16)]


def dedupe_numbers(texts: list[str]) -> Array:
    """Return what ``dedupe_texts`` made them of."""
    return np.frombuffer(bytes.fromhex("".join(texts)), ">u8").astype(np.uint64)


def told_before(persons: Array, dedupes: Array) -> Array:
    """Return (bool, equally long) which of these was told to the same person before."""
    rows = PlannedNotice.objects.filter(sent_at__isnull=False, dropped_for="")
    ids = np.unique(persons)
    if not len(ids):
        return np.zeros(len(persons), np.bool_)
    if len(ids) < FEW:
        rows = rows.filter(person_id__in=ids.tolist())
    known = [np.zeros(0, np.uint64)]
    for some in read_texts(rows.values_list("person_id", "dedupe")):
        who, texts = zip(*some, strict=True)
        known.append(dedupe_of(np.array(who, np.int64), dedupe_numbers(list(texts))))
    result: Array = np.isin(dedupe_of(persons, dedupes), np.concatenate(known))
    return result


def pushed_counts(ids: Array, *, at: datetime) -> Array:
    """Return (uint8) how often each of these persons was pushed something in the last 30 days, over all senders.

    A roundup is one, and so is a notice to everybody that was hinted at, but for disasters. ``ids`` must be ascending.
    """
    pushed = PlannedNotice.objects.filter(
        decision=Placing.PUSH.value, dropped_for="", sent_at__gt=at - WINDOW
    )
    counts = np.zeros(len(ids), np.int64)
    for rows in (pushed, Roundup.objects.filter(sent_at__gt=at - WINDOW)):
        some = rows.filter(person_id__in=ids.tolist()) if len(ids) < FEW else rows
        (who,) = read_columns(some.values_list("person_id"), np.int64)
        who = who[np.isin(who, ids)]
        counts += np.bincount(np.searchsorted(ids, who), minlength=len(ids))
    counts += hinted_counts(ids, at=at)
    result: Array = np.minimum(counts, 255).astype(np.uint8)
    return result
