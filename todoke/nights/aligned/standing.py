"""Where the households of a block stood yesterday, and which of them are to be answered anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from todoke.nights.aligned.aligning import align
from todoke.nights.aligned.shifts import Shift
from todoke.residents.block import Array, Block


@dataclass(frozen=True, slots=True)
class Stood:
    """The rows of a block as they stood yesterday; ``anew`` are the households to answer anew, ascending."""

    anew: Array
    households: Shift
    persons: Shift

    def shift(self, unit: str) -> Shift:
        """Return the shift of persons or of households."""
        return self.persons if unit == "person" else self.households


def stood(before: Block, now: Block, awake: Array) -> Stood | None:
    """Return how the households of a block stood; None where they are not in an order that can be followed.

    A household is answered anew where its stamp is another than yesterday, or where it is ``awake`` (bool).
    """
    if before.stamps is None or now.stamps is None:
        return None
    aligned = align(before.household_ids, now.household_ids)
    origin = aligned.before_of
    here = origin[origin >= 0]
    if len(here) > 1 and not (here[1:] > here[:-1]).all():
        return None
    if aligned.is_same:
        differs = (before.stamps != now.stamps) | (before.size != now.size)
    elif len(here):
        differs = (origin < 0) | (before.stamps[origin] != now.stamps) | (before.size[origin] != now.size)
    else:
        return None
    anew = np.flatnonzero(differs | awake)
    steps = aligned.runs or _in_steps(origin)
    households = Shift(before.households, now.households, _runs(steps, before.size, now.size), anew)
    if before.persons == before.households and now.persons == now.households:
        return Stood(anew, households, households)
    runs = [
        (int(before.first[then]), int(now.first[today]), int(now.size[today : today + length].sum()))
        for then, today, length in households.runs
    ]
    size = now.size[anew]
    rows = np.repeat(now.first[anew] - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
    return Stood(anew, households, Shift(before.persons, now.persons, runs, rows))


def _in_steps(origin: Array) -> list[tuple[int, int, int]]:
    places = np.flatnonzero(origin >= 0)
    then = origin[places]
    starts = np.flatnonzero((np.diff(places, prepend=-2) != 1) | (np.diff(then, prepend=-2) != 1))
    lengths = np.diff(starts, append=len(places))
    return list(zip(then[starts].tolist(), places[starts].tolist(), lengths.tolist(), strict=True))


def _runs(runs: Sequence[tuple[int, int, int]], before: Array, now: Array) -> list[tuple[int, int, int]]:
    """Return the runs of households that were there, broken where a household has another size than before."""
    found = []
    for then, today, length in runs:
        if then < 0:
            continue
        others = np.flatnonzero(before[then : then + length] != now[today : today + length]).tolist()
        start = 0
        for place in [*others, length]:
            if place > start:
                found.append((then + start, today + start, place - start))
            start = place + 1
    return found
