"""From counts to a crowd: persons with birth dates, in households, with the day each moved in (人と世帯をつくる)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache

import numpy as np

from todoke.population.assumptions import OLDEST, Assumptions
from todoke.population.crowd import EPOCH, Crowd
from todoke.population.demography import Demography
from todoke.population.families import Families
from todoke.population.plan import FEMALE, FOREIGN, Types, random_of
from todoke.residents.block import Array

_YEAR = 365.2425


@lru_cache(maxsize=8)
def _starts(on: date) -> tuple[Array, Array]:
    """Return for each age the first birthday (days from 1970) that gives it on ``on``, and how many there are."""
    begins = [_years_before(on, age + 1) + 1 for age in range(OLDEST + 1)]
    ends = [_years_before(on, age) for age in range(OLDEST + 1)]
    starts = np.array(begins)
    return starts - EPOCH, np.array(ends) - starts + 1


def _years_before(on: date, years: int) -> int:
    day = min(on.day, monthrange(on.year - years, on.month)[1])
    return on.replace(year=on.year - years, day=day).toordinal()


def _seasonal(chance: Array, births: Array, on: date) -> Array:
    """Turn even chances into those of a year whose births fall as the months of the table."""
    weights = np.roll(births + births.sum() / 600 + 1, 1 - on.month).astype(np.float64)
    limits = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()])
    return np.interp(chance, limits, np.linspace(0, 1, 13))


def cast(
    seed: int,
    place: tuple[str, int],
    batch: tuple[int, Array, Types],
    on: date,
    tables: Demography,
    assumptions: Assumptions,
) -> Crowd:
    """Return one batch of a municipality's residents as a crowd without facts."""
    code, index = place
    number, counts, types = batch
    random = random_of(seed, code, number, 2)
    years, sexes, nations = np.nonzero(counts)
    times = counts[years, sexes, nations]
    age = np.repeat(years, times)
    female, foreign = np.repeat(sexes == FEMALE, times), np.repeat(nations == FOREIGN, times)
    starts, lengths = _starts(on)
    within = _seasonal(random.random(len(age)), tables.months["births"][index], on)
    born = (starts[age] + np.minimum(within * lengths[age], lengths[age] - 1).astype(np.int64)).astype(
        np.int32
    )
    today = on.toordinal() - EPOCH
    exact = (today - born + random.random(len(age))) / _YEAR
    # Those of an age stand in the order of the calendar only by chance, so that batches mix.
    exact = np.maximum(exact, age)
    families = Families(np.minimum(exact, age + 0.999), female, foreign, assumptions, random)
    families.form(types)
    renamed = random.permutation(families.count)[families.household]
    order = np.argsort((renamed.astype(np.int64) * 16 + families.relation) * 256 + (200 - age), kind="stable")
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    partner = families.partner[order]
    household = renamed[order].astype(np.int32)
    first = np.flatnonzero(np.diff(household, prepend=-1)).astype(np.int64)
    crowd = Crowd(
        on=on,
        municipality=code,
        random=random,
        assumptions=assumptions,
        household=household,
        relation=families.relation[order],
        first=first,
        size=np.diff(first, append=len(order)),
        born=born[order],
        age=age[order].astype(np.int16),
        female=female[order],
        foreign=foreign[order],
        partner=np.where(partner >= 0, back[partner], -1),
        complete=random.random(families.count) < assumptions.number("households.all_listed"),
        moved_in=np.zeros(0, np.int32),
    )
    crowd.moved_in = _moved_in(crowd, tables, index)
    return crowd


def _moved_in(crowd: Crowd, tables: Demography, index: int) -> Array:
    """Return the day each person moved into the municipality; children born there since: their birthday.

    A household came as many years ago as the yearly arrivals and the age of the one who asks let expect; the month
    is drawn as people arrive in Tokyo over the year (gross arrivals by month are published nowhere: assumed).
    """
    year = tables.years[index]
    residents = tables.residents[index].sum()
    rate = (year.from_other_prefectures + year.from_within_tokyo) / residents
    asks = crowd.first
    pace = rate * crowd.curve("moves.pace", asks) / crowd.share("moves.mean_pace")
    ago = -np.log1p(-crowd.chance(crowd.households)) / np.maximum(pace, 1e-4)
    months = np.array(list(crowd.assumptions.shares("moves.months").values()))
    limits = np.concatenate([[0.0], np.cumsum(np.roll(months[::-1], crowd.on.month - 1)) / months.sum()])
    whole = np.floor(ago)
    days = ((whole + np.interp(ago - whole, limits, np.linspace(0, 1, 13))) * _YEAR).astype(np.int64)
    arrived = (crowd.today - 1 - np.minimum(days, 40_000)).astype(np.int32)
    return np.maximum(crowd.members(arrived), crowd.born).astype(np.int32)
