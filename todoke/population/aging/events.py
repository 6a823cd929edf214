"""Who dies, moves, gives birth or is newly pregnant in some days, drawn from the tables (出来事の抽選)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from todoke.population.aging.sheet import Sheet
from todoke.population.apportion import Random, along, pick
from todoke.population.assumptions import OLDEST, Assumptions
from todoke.population.crowd import EPOCH
from todoke.population.demography import Demography
from todoke.population.facts.births import TERM
from todoke.population.folder import PERSONS, path_of
from todoke.population.plan import random_of
from todoke.residents.block import RELATION_CODE, Array

_SEEN = (
    "person",
    "household",
    "relation",
    "person.birth_date",
    "person.birth_date~low",
    "person.sex",
    "person.pregnant",
    "person.due_date",
    "person.nationality",
)
_YEAR = 365.2425


@dataclass(frozen=True, slots=True)
class Span:
    """Some days: after ``since`` up to and with ``on``."""

    since: date
    on: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.on - self.since).days

    def in_months(self, counts: Array, days_later: int = 0) -> float:
        """Return what a table of the twelve months of a year comes to in these days, or so many days later."""
        found = 0.0
        day = self.since + timedelta(days_later)
        for _ in range(self.days):
            day += timedelta(1)
            found += counts[day.month - 1] / monthrange(day.year, day.month)[1]
        return found


@dataclass(frozen=True, slots=True)
class Events:
    """What happens to a municipality's residents: ids of persons and households, ascending.

    ``to`` is the place (in the order of the tables) each household of ``within`` moves to; ``models`` are the
    households those who arrive from elsewhere look like.
    """

    code: str
    dead: Array
    away: Array
    within: Array
    to: Array
    models: Array
    mothers: Array
    expecting: Array


def draw(
    folder: Path, code: str, span: Span, seed: int, tables: Demography, assumptions: Assumptions
) -> Events:
    """Draw the events of a municipality; every count is the table's, scaled to the residents there are now."""
    index = tables.index(code)
    random = random_of(seed, code, span.since.toordinal(), 10_000 + span.days)
    people = _People(folder, code, span)
    scale = len(people.person) / float(tables.residents[index].sum())
    shares = np.array(list(assumptions.shares("moves.months").values()))
    year = tables.years[index]
    moving = scale * span.in_months(shares)
    pace = assumptions.curve("moves.pace")[people.age[people.asks]]
    away = people.households(pace, moving * (year.to_other_prefectures + max(0, -year.other_change)), random)
    away = _all_but_one(away, len(pace))
    free = np.ones(len(pace), np.bool_)
    free[away] = False
    within = people.households(pace * free, moving * year.to_within_tokyo, random)
    within = _all_but_one(within, int(free.sum()))
    free[within] = False
    arrivals = moving * (year.from_other_prefectures + max(0, year.other_change))
    models = people.households(pace * free, arrivals, random)
    weights = np.array([each.from_within_tokyo for each in tables.years], np.float64)
    weights[index] = 0
    to = np.repeat(np.arange(len(weights)), along(len(within), weights, random.random()))
    stays = free[people.place]
    dead = people.chosen(
        stays * _mortality(people, assumptions),
        scale * span.in_months(tables.months["deaths"][index]),
        random,
    )
    dead = _all_but_one(dead, int(stays.sum()))
    stays[dead] = False
    mothers = _mothers(
        people, stays, scale * span.in_months(tables.months["births"][index]), assumptions, random
    )
    stays[mothers] = False
    later = scale * span.in_months(tables.months["births"][index], days_later=TERM - 45)
    expecting = people.chosen(stays * _fertility(people, assumptions) * people.not_pregnant, later, random)
    heads = people.household[people.asks]
    return Events(
        code,
        people.person[dead],
        heads[away],
        heads[within],
        random.permutation(to),
        heads[models],
        people.person[mothers],
        people.person[expecting],
    )


class _People:
    """What drawing needs to see of the persons of a municipality."""

    def __init__(self, folder: Path, code: str, span: Span) -> None:
        rows = Sheet(pq.read_table(path_of(folder, code, PERSONS), columns=list(_SEEN), use_threads=False))
        self.person, self.household = rows.values("person"), rows.values("household")
        born = np.where(
            rows.said("person.birth_date"),
            rows.values("person.birth_date"),
            rows.values("person.birth_date~low"),
        )
        known = rows.said("person.birth_date") | rows.said("person.birth_date~low")
        self.today = span.on.toordinal() - EPOCH
        # Whose birth date nobody said is taken to be in the middle of life.
        age = np.where(known, (self.today - born) / _YEAR, 45)
        self.age = np.clip(age.astype(np.int64), 0, OLDEST)
        first = np.flatnonzero(np.diff(self.household, prepend=-1))
        self.place = np.repeat(np.arange(len(first)), np.diff(first, append=len(self.household)))
        self.sizes = np.diff(first, append=len(self.household))
        relation = rows.relations()
        self.relation = relation
        self.asks = np.flatnonzero(relation == RELATION_CODE["self"])
        self.female = rows.is_code("person.sex", "female")
        self.known_sex = rows.said("person.sex")
        self.pregnant = rows.is_true("person.pregnant")
        self.not_pregnant = rows.is_false("person.pregnant")
        due = rows.values("person.due_date")
        self.due = rows.said("person.due_date") & (due <= self.today) & self.pregnant
        self.due_later = rows.said("person.due_date") & (due > self.today)
        partnered = np.isin(relation, (RELATION_CODE["self"], RELATION_CODE["spouse"]))
        couples = np.logical_or.reduceat(relation == RELATION_CODE["spouse"], first)
        self.partnered = partnered & couples[self.place]

    def households(self, weights: Array, persons: float, random: Random) -> Array:
        """Return the places of households whose members come to ``persons`` in expectation."""
        if weights.sum() <= 0 or persons <= 0:
            return np.zeros(0, np.int64)
        mean = float((weights * self.sizes).sum() / weights.sum())
        return pick(weights, min(_rounded(persons / mean, random), int((weights > 0).sum())), random)

    def chosen(self, weights: Array, persons: float, random: Random) -> Array:
        """Return so many rows by weight, in expectation."""
        return self.exactly(weights, _rounded(persons, random), random)

    @staticmethod
    def exactly(weights: Array, count: int, random: Random) -> Array:
        """Return ``count`` rows by weight, fewer where fewer have any."""
        return pick(weights, min(count, int((weights > 0).sum())), random)


def _all_but_one(drawn: Array, there: int) -> Array:
    """Return who was drawn, without the first where all would be gone: no municipality is left without residents."""
    return drawn[1:] if there and len(drawn) >= there else drawn


def _rounded(exact: float, random: Random) -> int:
    return int(np.floor(exact + random.random()))


def _mortality(people: _People, assumptions: Assumptions) -> Array:
    rate = assumptions.curve("aging.deaths_women")[people.age]
    found: Array = np.where(people.female, rate, assumptions.curve("aging.deaths_men")[people.age])
    return found.astype(np.float64)


def _fertility(people: _People, assumptions: Assumptions) -> Array:
    weights = assumptions.curve("births.by_mother_age")[people.age].astype(np.float64)
    alone = assumptions.number("births.without_partner")
    possible = people.female & (people.age >= 15) & (people.age < 50)
    return np.where(possible, np.where(people.partnered, weights, weights * alone), 0.0)


def _mothers(people: _People, stays: Array, births: float, assumptions: Assumptions, random: Random) -> Array:
    """Return who gives birth: those whose child was due, then others of whom it was not known."""
    count = _rounded(births, random)
    due = np.flatnonzero(people.due & stays)
    if len(due) >= count:
        return due
    unknown = _fertility(people, assumptions) * stays
    unknown[people.due | people.due_later | people.not_pregnant] = 0
    if np.count_nonzero(unknown) < count - len(due):
        unknown = _fertility(people, assumptions) * stays * ~people.due
    return np.sort(np.concatenate([due, people.exactly(unknown, count - len(due), random)]))


def read_groups(folder: Path, code: str, table: str) -> Iterator[pa.Table]:
    """Yield the row groups of a municipality's file."""
    file = pq.ParquetFile(path_of(folder, code, table))
    for group in range(file.num_row_groups):
        yield file.read_row_group(group, use_threads=False)
