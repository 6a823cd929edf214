"""Letting a population live a year beside everything else, in a folder that is thrown away (暮らしの1年)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from todoke.analytics.year.spans import cuts
from todoke.analytics.year.states import Gathering, States
from todoke.population.aging.running import age
from todoke.population.assumptions import Assumptions
from todoke.population.making import make
from todoke.residents.building import build_snapshot
from todoke.rules.content import Content

Step = Callable[[], None]
"""Told each time another cut is reached."""

_FOR_ONE = 4
"""So many residents are made for each persona: households and ages come out rounder."""
_FEWEST = 1_000


def residents_for(personas: int) -> int:
    """Return how many residents are made to draw so many personas from.

    >>> residents_for(1000), residents_for(10)
    (4000, 1000)
    """
    return max(_FEWEST, personas * _FOR_ONE)


def live(
    personas: int,
    seed: int,
    *,
    since: date,
    days: int,
    content: Content,
    source: Path,
    stated: Assumptions,
    quiet_days: int,
    work: Path,
    workers: int = 1,
    step: Step | None = None,
) -> States:
    """Return how the households of ``personas`` adults live ``days`` days; ``work`` is a folder to write in.

    Raises as ``population.making.make``; the same arguments give the same states.
    """
    gathering = Gathering(personas, seed, stated, quiet_days)
    days_cut = cuts(since, days)
    folders = [work / f"{place:02d}" for place in range(len(days_cut))]
    make(
        residents_for(personas),
        seed,
        folders[0],
        on=since,
        content=content,
        source=source,
        workers=workers,
    )
    for place, day in enumerate(days_cut):
        if place:
            before = days_cut[place - 1]
            age(folders[place - 1], (day - before).days, folders[place], source=source, workers=workers)
            # What was taken in lies in the snapshot; the rows are not needed any more.
            shutil.rmtree(folders[place - 1], ignore_errors=True)
        snapshot = build_snapshot(folders[place], work / f"{place:02d}.snapshot", content, workers=workers)
        gathering.take_in(snapshot, day)
        if step is not None:
            step()
    return gathering.states()
