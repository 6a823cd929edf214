"""Which households a snapshot has to read again because records are divided otherwise than when it was made.

A shield begins and ends by the calendar, without anybody writing anything on that day: so every refresh compares who
stands apart in the snapshot with who does now.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from todoke.apps.people.models import Person, Shield
from todoke.apps.people.queries.apart import Divided
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.apart import APART
from todoke.residents.snapshot import Snapshot

_AT_ONCE = 10_000


def by_area(now: Divided) -> dict[str, dict[int, int]]:
    """Return who stands apart in each municipality, with the numbers of their own households."""
    found: dict[str, dict[int, int]] = {}
    for person, part in now.part.items():
        found.setdefault(now.area[person], {})[person] = part
    return found


def to_read_again(snapshot: Snapshot, now: Divided, changed: Mapping[str, set[int]]) -> dict[str, set[int]]:
    """Return the households to be read again in each municipality: what ``changed``, and what is divided otherwise.

    Of each of them the parts that have a number of their own are named too, as they were and as they are.
    """
    found = {area: set(some) for area, some in changed.items()}
    before = _before(snapshot)
    were = {person: part for persons in before.values() for person, part in persons.items()}
    differing = [one for one in were.keys() | now.part.keys() if were.get(one) != now.part.get(one)]
    for area, persons in before.items():
        for person in differing:
            if person in persons:
                found.setdefault(area, set()).add(persons[person])
    with everywhere("snapshot"):
        for start in range(0, len(differing), _AT_ONCE):
            rows = Person.objects.filter(pk__in=differing[start : start + _AT_ONCE])
            for area, household in rows.values_list("municipality_id", "household_id"):
                found.setdefault(area, set()).add(household)
    for person, home in now.home.items():
        if home in found.get(now.area[person], ()):
            found[now.area[person]].add(now.part[person])
    return found


def _before(snapshot: Snapshot) -> dict[str, dict[int, int]]:
    """Return who stands apart in a snapshot, by municipality; nobody where there never was a shield."""
    with everywhere("shield"):
        if not Shield.objects.exists():
            return {}
    found: dict[str, dict[int, int]] = {}
    for area in snapshot.municipalities:
        for block in snapshot.part(area):
            for place in np.flatnonzero(block.household_ids >= APART).tolist():
                first = int(block.first[place])
                inside = block.person_ids[first : first + int(block.size[place])]
                number = int(block.household_ids[place])
                found.setdefault(area, {}).update(dict.fromkeys(inside.tolist(), number))
    return found
