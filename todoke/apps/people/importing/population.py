"""Loading a population folder into the tables, in one transaction: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from todoke.apps.people.actions import number_facts
from todoke.apps.people.importing.writing import HouseholdRows, PersonRows, writer
from todoke.apps.people.models import (
    Household,
    LoginPerson,
    Parentage,
    Person,
    SnapshotChange,
    SnapshotState,
)
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.assembling import cut, households_of, members_of
from todoke.residents.block import Array, Column, household_receives
from todoke.residents.building import Progress
from todoke.residents.packing import pack_columns
from todoke.residents.parquet import PopulationFolder, PopulationPart
from todoke.residents.problems import PopulationError, Problem
from todoke.residents.rows import FIRST_DAY, LAST_DAY, Layouts
from todoke.residents.structure import Structure
from todoke.residents.vectors import RECEIVES
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE

_AT_ONCE = 30_000
_NOT_THE_OWNER = "42501"
"""SQLSTATE insufficient_privilege: PostgreSQL lets nobody but the owner empty a table and make its indexes anew."""
_HOUSEHOLD_RECEIVES = household_receives("")


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many were loaded, and what was wrong with the others."""

    persons: int
    households: int
    problems: tuple[Problem, ...]


def load_population(
    folder: Path, content: Content, *, replace: bool = False, progress: Progress | None = None
) -> Loaded:
    """Load the people of a folder into empty tables; with ``replace`` those there are removed first.

    Raises PopulationError for a folder that cannot be read, or where there are people already.
    """
    try:
        with everywhere("import"), transaction.atomic():
            return _load(folder, content, replace=replace, progress=progress)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", "") != _NOT_THE_OWNER:
            raise
        raise PopulationError(
            "住民の入れ替えは、表の持ち主だけができます。持ち主の DATABASE_URL で実行してください"
        ) from None


def _load(folder: Path, content: Content, *, replace: bool, progress: Progress | None) -> Loaded:
    population = PopulationFolder.open(folder, content)
    known = set(Municipality.objects.values_list("pk", flat=True))
    if missing := sorted(population.parts.keys() - known):
        raise PopulationError(
            f"区市町村 {missing[0]} がまだ登録されていません。`make run` で用意してください"
        )
    parts = [population.part(code, content) for code in sorted(population.parts)]
    names: dict[str, set[str]] = {"person": set(), "household": set()}
    for part in parts:
        for name in part.names:
            names["household" if name.startswith("household") else "person"].add(_in_table(name))
    names["person"].discard(BIRTH_DATE)
    if not replace and Household.objects.exists():
        raise PopulationError("住民がもう登録されています。入れ替えるときは --replace を付けてください")
    if LoginPerson.objects.filter(until__isnull=True).exists():
        raise PopulationError(
            "ログインの手段を持つ住民がいるので、入れ替えられません。別のデータベースで試してください"
        )
    numbers = number_facts({entity: sorted(some) for entity, some in names.items()}, content)
    persons = households = 0
    _forget_what_hangs_on_people()
    with writer(connection) as out:
        for part in parts:
            done = _Loading(part, numbers)
            for rows, pairs in done.rows():
                out.write(rows, pairs)
            persons += done.persons
            households += done.structure.households
            if progress is not None:
                progress(part.municipality, done.persons)
        SnapshotChange.objects.all().delete()
        SnapshotState.objects.all().delete()
    return Loaded(persons, households, tuple(problem for part in parts for problem in part.problems))


def _forget_what_hangs_on_people() -> None:
    """Remove the rows of every app that are about people of the tables to be loaded anew."""
    for model in apps.get_models():
        names = {getattr(field.related_model, "__name__", "") for field in model._meta.concrete_fields}
        if model in (Household, Person, Parentage) or not names & {"Person", "Household"}:
            continue
        if model._base_manager.exists():
            model._base_manager.all().delete()


def _in_table(name: str) -> str:
    return RECEIVES + name.removeprefix(_HOUSEHOLD_RECEIVES) if name.startswith(_HOUSEHOLD_RECEIVES) else name


class _Loading:
    """The rows of one municipality."""

    def __init__(self, part: PopulationPart, numbers: Layouts) -> None:
        """Read every column, and leave out the households with a value that cannot be."""
        self._part, self._numbers = part, numbers
        structure = part.structure
        wrong = np.zeros(structure.households, np.bool_)
        self._columns: dict[str, dict[str, Column]] = {"person": {}, "household": {}}
        for name in part.names:
            column, mistakes = part.column(name)
            for message, rows in mistakes:
                some = households_of(structure, name, rows)
                if some.any():
                    part.problems.append(Problem(part.municipality, name, message, int(some.sum())))
                    wrong |= some
            entity = "household" if name.startswith("household") else "person"
            self._columns[entity][_in_table(name)] = column
        self.structure: Structure = structure.without(wrong) if wrong.any() else structure
        self.persons = int(self.structure.size.sum())
        self._birth = self._columns["person"].pop(BIRTH_DATE, None)

    def rows(self) -> Iterator[tuple[tuple[HouseholdRows, PersonRows], tuple[Array, Array]]]:
        """Yield the rows, many households at a time, and the pairs of child and parent among them."""
        for start in range(0, self.structure.households, _AT_ONCE):
            chosen = np.arange(start, min(start + _AT_ONCE, self.structure.households))
            rows = members_of(self.structure, chosen)
            yield (self._household_rows(chosen), self._person_rows(chosen, rows)), self._pairs(rows)

    def _household_rows(self, chosen: Array) -> HouseholdRows:
        structure = self.structure
        columns = {name: cut(c, structure.place[chosen]) for name, c in self._columns["household"].items()}
        return HouseholdRows(
            ids=structure.household_ids[chosen],
            municipality=structure.municipality,
            complete=structure.complete[chosen],
            facts=pack_columns(columns, len(chosen), self._numbers.household),
        )

    def _person_rows(self, chosen: Array, rows: Array) -> PersonRows:
        structure = self.structure
        columns = {name: cut(c, rows) for name, c in self._columns["person"].items()}
        low = np.full(len(rows), FIRST_DAY, np.int32)
        high = np.full(len(rows), LAST_DAY, np.int32)
        if self._birth is not None:
            birth = cut(self._birth, rows)
            low, high = np.where(birth.said, birth.low, low), np.where(birth.said, birth.high, high)
        named = np.zeros(len(rows), np.bool_)
        if structure.parents is not None:
            named = structure.parents[2][rows]
        return PersonRows(
            ids=structure.person_ids[rows],
            households=np.repeat(structure.household_ids[chosen], structure.size[chosen]),
            municipality=structure.municipality,
            relation=structure.relation[rows],
            parents_named=named,
            birth_low=low,
            birth_high=high,
            facts=pack_columns(columns, len(rows), self._numbers.person),
        )

    def _pairs(self, rows: Array) -> tuple[Array, Array]:
        """Return the ids of child and parent of each pair among some rows."""
        if self.structure.parents is None:
            nobody = np.zeros(0, np.int64)
            return nobody, nobody
        child, parent, _ = self.structure.parents
        here = np.zeros(len(self.structure.person_ids), np.bool_)
        here[rows] = True
        some = here[child]
        return self.structure.person_ids[child[some]], self.structure.person_ids[parent[some]]
