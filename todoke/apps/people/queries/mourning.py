"""Who is in mourning (喪中): the household of somebody who died, until the quiet days are over (C10).

Whoever must not know of the dead (支援措置) is not left in peace for them: silence would tell.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from todoke.apps.people.models import Belonging, Death, Person
from todoke.apps.people.queries.shields import may_know, shielded_among
from todoke.apps.tenancy.columns import read_columns
from todoke.residents.block import Array

_AT_ONCE = 20_000


def in_mourning(ids: Array, *, on: date) -> Array:
    """Return (bool) who belongs to a household in which somebody died and the quiet days are not over (C10)."""
    return np.isin(ids, np.array(sorted(mourning(on=on)), np.int64))


def mourning(*, on: date) -> set[int]:
    """Return everybody who is in mourning on a day, the dead among them."""
    dead = _column(Death.objects.filter(quiet_until__gte=on).values_list("person_id"))
    shielded = shielded_among(dead, on=on)
    found = _households_of(dead[~shielded])
    for one in dead[shielded].tolist():
        mates = _households_of(np.array([one], np.int64))
        found.update(mate for mate in mates if may_know(mate, one, on=on))
    return found


def _households_of(dead: Array) -> set[int]:
    """Return who belongs to a household that any of these belonged to."""
    homes: set[int] = set()
    for some in _parts(dead):
        homes.update(Person.objects.filter(pk__in=some).values_list("household_id", flat=True))
        homes.update(Belonging.objects.filter(person_id__in=some).values_list("household_id", flat=True))
    found: set[int] = set()
    for some in _parts(np.array(sorted(homes), np.int64)):
        found.update(Person.objects.filter(household_id__in=some).values_list("pk", flat=True))
        now = Belonging.objects.filter(household_id__in=some, until_on__isnull=True)
        found.update(now.values_list("person_id", flat=True))
    return found


def _column(rows: Any) -> Array:
    (found,) = read_columns(rows, np.int64)
    return found


def _parts(ids: Array) -> list[list[int]]:
    return [ids[first : first + _AT_ONCE].tolist() for first in range(0, len(ids), _AT_ONCE)]
