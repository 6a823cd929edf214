"""What people wish to be told, of one and of many at once."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from django.db.models import SmallIntegerField, Value
from django.db.models.functions import Coalesce

from todoke.apps.notices.models import Preference, Silence
from todoke.apps.tenancy.columns import FEW, read_columns
from todoke.residents.block import Array

_COLUMNS = ("none", "topics", "channels", "budget", "quiet_from", "quiet_until")
_NOTHING = Preference()
"""What holds for somebody who said nothing: no topic, no way."""


def preference_of(person_id: int) -> Preference | None:
    """Return what somebody decided, or None where they never did; within the scope that is open."""
    return Preference.objects.filter(person_id=person_id).first()


def chosen(ids: Array, *, at: datetime) -> dict[str, Array]:
    """Return columns of what these persons decided and who is in silence now; ``ids`` ascending, int64.

    Columns as planning wants them: none and silenced bool, topics int64, channels and budget uint8, quiet_from and
    quiet_until int16 (minutes of the day), roundup_day int8 (-1: none).
    """
    count = len(ids)
    found = {
        "none": np.zeros(count, np.bool_),
        "topics": np.zeros(count, np.int64),
        "channels": np.zeros(count, np.uint8),
        "budget": np.full(count, _NOTHING.budget, np.uint8),
        "quiet_from": np.full(count, _NOTHING.quiet_from, np.int16),
        "quiet_until": np.full(count, _NOTHING.quiet_until, np.int16),
        "roundup_day": np.full(count, -1, np.int8),
        "silenced": np.zeros(count, np.bool_),
    }
    few = ids.tolist() if count < FEW else None
    wishes = Preference.objects.all() if few is None else Preference.objects.filter(person_id__in=few)
    who, *columns = read_columns(
        wishes.annotate(day=Coalesce("roundup_day", Value(-1), output_field=SmallIntegerField())).values_list(
            "person_id", *_COLUMNS, "day"
        ),
        np.int64,
        *(found[name].dtype for name in (*_COLUMNS, "roundup_day")),
    )
    places, known = _places(ids, who)
    for name, values in zip((*_COLUMNS, "roundup_day"), columns, strict=True):
        found[name][places] = values[known]
    silences = Silence.objects.filter(from_at__lte=at, until_at__gt=at)
    silent = silences if few is None else silences.filter(person_id__in=few)
    (quiet,) = read_columns(silent.values_list("person_id"), np.int64)
    found["silenced"] = np.isin(ids, quiet)
    return found


def _places(ids: Array, who: Array) -> tuple[Array, Array]:
    """Return where persons stand in ``ids``, and which of them stand there at all."""
    if not len(ids):
        return np.zeros(0, np.int64), np.zeros(len(who), np.bool_)
    places = np.minimum(np.searchsorted(ids, who), len(ids) - 1)
    known = ids[places] == who
    return places[known], known
