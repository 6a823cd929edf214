"""What a record's division by a shield changes is told to nobody (支援措置): the change would tell of the shield.

On the night after a record was divided, or joined again, answers of those who stay in it change though nothing about
them did. Such changes are left out of the plan; what a rule or the calendar changed is told as ever. Of the protected,
what they can receive anew is told, another amount is not: it is the division that changed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from todoke.apps.people.queries.apart import DividedAnew
from todoke.nights.aligned.changes import Cause, Changes, Kind
from todoke.residents.block import Array

_OF_PEOPLE = (Cause.PERSON, Cause.UNKNOWN)


def without_parting(changes: Iterable[Changes], anew: DividedAnew) -> list[Changes]:
    """Return the changes without those that the division of a record made."""
    if not anew.households:
        return list(changes)
    found = []
    for some in changes:
        quiet = set(anew.staying if some.unit == "person" else anew.households)
        if some.kind is not Kind.GAINED and some.unit == "person":
            quiet |= anew.protected
        told = ~(np.isin(some.ids, np.array(sorted(quiet), np.int64)) & _is_of_people(some))
        if told.any():
            found.append(some if told.all() else _only(some, told))
    return found


def _is_of_people(some: Changes) -> Array:
    """Return (bool) of each row whether something about people changed it, or it is not known what did."""
    if some.reason_of is None:
        return np.ones(len(some), np.bool_)
    causes = np.array([reason.cause in _OF_PEOPLE for reason in some.reasons], np.bool_)
    result: Array = causes[some.reason_of]
    return result


def _only(some: Changes, rows: Array) -> Changes:
    return replace(
        some,
        ids=some.ids[rows],
        before={name: (low[rows], high[rows]) for name, (low, high) in some.before.items()},
        after={name: (low[rows], high[rows]) for name, (low, high) in some.after.items()},
        reason_of=None if some.reason_of is None else some.reason_of[rows],
        deadlines=None if some.deadlines is None else some.deadlines[rows],
    )
