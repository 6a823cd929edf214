"""Households that leave for another municipality and arrive there, and those who come from outside (転出入)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from todoke.population.aging.calendar import Households, pass_days
from todoke.population.aging.changes import settle
from todoke.population.aging.events import Events, Span, read_groups
from todoke.population.aging.sheet import Sheet
from todoke.population.assumptions import Assumptions
from todoke.population.crowd import EPOCH
from todoke.population.folder import HOUSEHOLDS, PERSONS, STAGING
from todoke.population.writing import writer_of
from todoke.residents.block import Array

_STAYS_WITH_THEM = frozenset(
    {"receives:rorei-kiso-nenkin", "receives:shogai-kiso-nenkin", "receives:izoku-kiso-nenkin"}
)
"""Paid by the nation wherever one lives; what a municipality or Tokyo pays is applied for anew."""

_BY_MUNICIPALITY = "receives:jido-teate"
"""Paid to households, by the municipality they live in (児童手当法 Art. 7)."""

_TO = "to"

Pair = tuple[pa.Table, pa.Table]
"""Persons and the households they belong to."""


def in_any(column: pa.ChunkedArray, ids: Array) -> pa.Array:
    """Mark the rows whose id is one of these."""
    return pc.is_in(column, value_set=pa.array(ids, pa.int64()))


def collect(folder: Path, events: Events, out: Path) -> None:
    """Write the rows of the households that leave for another municipality, with where to."""
    if not len(events.within):
        return
    place_of = dict(zip(events.within.tolist(), events.to.tolist(), strict=True))
    for table in (PERSONS, HOUSEHOLDS):
        found = [
            rows.filter(in_any(rows["household"], events.within))
            for rows in read_groups(folder, events.code, table)
        ]
        leaving = pa.concat_tables(found)
        to = [place_of[each] for each in leaving["household"].to_pylist()]
        leaving = leaving.append_column(_TO, pa.array(to, pa.int16()))
        pq.write_table(leaving.unify_dictionaries(), out / STAGING / f"leaving-{events.code}-{table}.parquet")


def sort_out(out: Path, codes: tuple[str, ...]) -> None:
    """Put those who move in order of where they move to: one file for each place and table."""
    staging = out / STAGING
    for table in (PERSONS, HOUSEHOLDS):
        files = sorted(staging.glob(f"leaving-*-{table}.parquet"))
        if not files:
            continue
        moving = pa.concat_tables(
            [pq.read_table(file, use_threads=False) for file in files]
        ).unify_dictionaries()
        to = np.asarray(moving[_TO].combine_chunks())
        order = np.argsort(to, kind="stable")
        moving = moving.take(pa.array(order)).drop_columns([_TO])
        to = to[order]
        for place in np.unique(to):
            low, high = np.searchsorted(to, [place, place + 1])
            rows = moving.slice(low, high - low)
            with writer_of(staging / f"arriving-{codes[place]}-{table}.parquet", rows.schema) as writer:
                writer.write_table(rows)
        for file in files:
            file.unlink()


class Arrivals:
    """Everybody who arrives in a municipality: from within Tokyo as they are, from outside like some who live here."""

    def __init__(
        self, out: Path, code: str, span: Span, assumptions: Assumptions, random: np.random.Generator
    ) -> None:
        """Remember where who comes from within Tokyo is written."""
        self._staging, self._code, self._span = out / STAGING, code, span
        self._assumptions, self._random = assumptions, random
        self._copies: list[Pair] = []

    def movers(self) -> Pair | None:
        """Return who comes from within Tokyo, in the order of their ids."""
        paths = [self._staging / f"arriving-{self._code}-{table}.parquet" for table in (PERSONS, HOUSEHOLDS)]
        if not paths[0].exists():
            return None
        persons, homes = (in_order(pq.read_table(path, use_threads=False)) for path in paths)
        return self._settled(Sheet(persons), Sheet(homes))

    def copy(
        self, persons: pa.Table, homes: pa.Table, models: Array, person: int, household: int
    ) -> tuple[int, int]:
        """Let households like these arrive from outside Tokyo; return the ids not yet given."""
        some = homes.filter(in_any(homes["household"], models))
        if not some.num_rows:
            return person, household
        members = persons.filter(in_any(persons["household"], models))
        fresh, people = Sheet(some), Sheet(members)
        old = fresh.values("household").copy()
        new = household + np.arange(len(old))
        fresh.put("household", np.arange(len(old)), new)
        people.put("household", np.arange(len(people)), new[np.searchsorted(old, people.values("household"))])
        people.put("person", np.arange(len(people)), person + np.arange(len(people)))
        for name in ("person.lived_in_tokyo_3_years", "person.tokyo_at_birth"):
            people.put(name, np.flatnonzero(people.said(name)), False)
        fresh.put("household.tokyo_one_year", np.flatnonzero(fresh.said("household.tokyo_one_year")), False)
        self._copies.append(self._settled(people, fresh))
        return person + len(people), household + len(old)

    def copies(self) -> Pair | None:
        """Return who came from outside Tokyo, in the order of their new ids."""
        return joined(self._copies)

    def _settled(self, people: Sheet, homes: Sheet) -> Pair:
        """Register when they came, take away what the former municipality paid, and let the days pass."""
        today = self._span.on.toordinal() - EPOCH
        _, home = np.unique(people.values("household"), return_inverse=True)
        days = today - self._random.integers(self._span.days, size=len(homes))[home]
        people.put("register.moved_in_on", np.arange(len(people)), np.maximum(days, _births(people)))
        for name in people.names:
            if name.startswith("receives:") and name not in _STAYS_WITH_THEM:
                people.put(name, np.flatnonzero(people.said(name)), False)
        paid_here = homes.said(_BY_MUNICIPALITY) if _BY_MUNICIPALITY in homes else np.zeros(0, np.bool_)
        homes.put(_BY_MUNICIPALITY, np.flatnonzero(paid_here), False)
        family = Households.of(people, homes, self._code, self._span, self._assumptions, self._random)
        pass_days(family)
        settle(family)
        return people.table(), homes.table()


def _births(rows: Sheet) -> Array:
    return np.where(
        rows.said("person.birth_date"), rows.values("person.birth_date"), rows.values("person.birth_date~low")
    )


def in_order(rows: pa.Table) -> pa.Table:
    """Return rows in order of their households, members in the order they were in."""
    rows = rows.unify_dictionaries().combine_chunks()
    ids = np.asarray(rows["household"])
    if (np.diff(ids) >= 0).all():
        return rows
    return rows.take(pa.array(np.argsort(ids, kind="stable")))


def joined(pairs: Sequence[Pair | None]) -> Pair | None:
    """Return all persons and households, in order."""
    some = [pair for pair in pairs if pair is not None]
    if not some:
        return None
    if len(some) == 1:
        return some[0]
    persons, homes = (in_order(pa.concat_tables([pair[side] for pair in some])) for side in (0, 1))
    return persons, homes


def split(pair: Pair | None, limit: int) -> tuple[Pair | None, Pair | None]:
    """Return those with household ids under ``limit``, and the others."""
    if pair is None:
        return None, None
    at = [int(np.searchsorted(np.asarray(rows["household"]), limit)) for rows in pair]
    low = (pair[0].slice(0, at[0]), pair[1].slice(0, at[1]))
    high = (pair[0].slice(at[0]), pair[1].slice(at[1]))
    return (low if at[1] else None), (high if high[1].num_rows else None)
