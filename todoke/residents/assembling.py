"""From the residents of one municipality, wherever they come from, to its file of blocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from todoke.residents.allotting import Allotment, Standing, allot, allot_like, strata
from todoke.residents.block import RELATION_CODE, Array, Block, Column, Entry
from todoke.residents.parts import Encoded, Encoder, PartRecord, write_part
from todoke.residents.problems import Problem
from todoke.residents.structure import Structure
from todoke.rules.household import BIRTH_DATE


class Source(Protocol):
    """The residents of one municipality, column by column; rows are as the source gives them."""

    municipality: str

    @property
    def problems(self) -> list[Problem]:
        """What was found wrong so far."""
        ...

    @property
    def structure(self) -> Structure:
        """Who belongs to which household."""
        ...

    @property
    def names(self) -> Iterable[str]:
        """The names of the columns, as in a block."""
        ...

    def column(self, name: str) -> tuple[Column, list[tuple[str, Array]]]:
        """Return a column, and the rows of each mistake in it."""
        ...

    def stored(self, number: int, household_ids: Array) -> Encoded | None:
        """Return the block of this number as it was, where it has these households and nothing changed."""
        ...


@dataclass(frozen=True, slots=True)
class Assembled:
    """A municipality's file, and what was wrong with its residents."""

    municipality: str
    record: PartRecord
    problems: tuple[Problem, ...]


def assemble(source: Source, folder: Path, on: date, before: list[Standing] | None = None) -> Assembled:
    """Write the file of a municipality; blocks keep the households they had ``before``.

    A household with an impossible value is set aside, so that it is neither changed nor guessed at; where that
    happens, everything is done once more without it.
    """
    structure = source.structure
    while True:
        wrong = np.zeros(structure.households, np.bool_)
        found: list[Problem] = []
        attempt = _Attempt(source, structure, on, before)
        for name in source.names:
            column, mistakes = source.column(name)
            for message, rows in mistakes:
                households = households_of(structure, name, rows)
                if households.any():
                    found.append(Problem(source.municipality, name, message, int(households.sum())))
                    wrong |= households
            if not wrong.any():
                attempt.add(name, column)
        if not wrong.any():
            break
        source.problems.extend(found)
        structure = structure.without(wrong)
    encoded = (each if isinstance(each, Encoded) else each.done() for each in attempt.blocks)
    record = write_part(folder, source.municipality, encoded, attempt.entries, attempt.scales)
    return Assembled(source.municipality, record, tuple(source.problems))


def households_of(structure: Structure, name: str, rows: Array) -> Array:
    """Tell which households some rows of a column belong to."""
    found = np.zeros(structure.households + 1, np.bool_)
    if name.startswith("household"):
        place = np.full(int(structure.place.max(initial=-1)) + 1, -1)
        place[structure.place] = np.arange(structure.households)
        found[place[rows[rows < len(place)]]] = True
    else:
        found[structure.household_of[rows]] = True
    return found[:-1]


class _Attempt:
    """The blocks of one municipality, being encoded column by column."""

    def __init__(self, source: Source, structure: Structure, on: date, before: list[Standing] | None) -> None:
        birth = source.column(BIRTH_DATE)[0] if BIRTH_DATE in source.names else None
        stratum = strata(structure, birth, on)
        allotted = allot(structure, stratum) if before is None else allot_like(structure, stratum, before)
        self.entries: dict[str, tuple[Entry, ...]] = {}
        self.scales: dict[str, int] = {}
        self.blocks: list[Encoder | Encoded] = []
        self._rows: list[tuple[Encoder, tuple[Array, Array]]] = []
        for allotment in allotted:
            if allotment.number is not None:
                stored = source.stored(allotment.number, structure.household_ids[allotment.households])
                if stored is not None:
                    self.blocks.append(stored)
                    continue
            block, rows = _who(structure, allotment)
            encoder = Encoder(block, allotment.stratum)
            self.blocks.append(encoder)
            self._rows.append((encoder, (rows, structure.place[allotment.households])))

    def add(self, name: str, column: Column) -> None:
        of_household = name.startswith("household")
        if column.entries:
            self.entries[name] = column.entries
        if column.scale != 1:
            self.scales[name] = column.scale
        for encoder, rows in self._rows:
            encoder.add(name, cut(column, rows[of_household]))


def cut(column: Column, rows: Array) -> Column:
    """Return some rows of a column."""

    def some(values: Any) -> Any:
        return values[rows] if isinstance(values, np.ndarray) and values.ndim else values

    low = some(column.low)
    high = low if column.is_exact else some(column.high)
    return Column(low, high, some(column.said), column.entries, column.scale)


def members_of(structure: Structure, households: Array) -> Array:
    """Return the rows in the source of the members of some households, one household after another."""
    size = structure.size[households]
    before = np.cumsum(size) - size
    return np.repeat(structure.first[households].astype(np.int64) - before, size) + np.arange(int(size.sum()))


def _who(structure: Structure, allotment: Allotment) -> tuple[Block, Array]:
    """Return a block without columns, and the rows of its persons in the source."""
    chosen = allotment.households
    size = structure.size[chosen].astype(np.int32)
    first = (np.cumsum(size) - size).astype(np.int32)
    rows = members_of(structure, chosen)
    relation = structure.relation[rows]
    block = Block(
        municipality=structure.municipality,
        person_ids=structure.person_ids[rows],
        household_ids=structure.household_ids[chosen],
        first=first,
        size=size,
        relation=relation,
        applicant=np.flatnonzero(relation == RELATION_CODE["self"]).astype(np.int32),
        complete=structure.complete[chosen],
        parents=_parents(structure, rows),
    )
    return block, rows


def _parents(structure: Structure, rows: Array) -> tuple[Array, Array, Array] | None:
    if structure.parents is None:
        return None
    child, parent, named = structure.parents
    if not named[rows].any():
        return None
    place = np.full(len(structure.person_ids), -1, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    kept = place[child] >= 0
    return place[child[kept]], place[parent[kept]], named[rows]
