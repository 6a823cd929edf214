"""Residents as rows of tables, all of one municipality at once, ready to become columns."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import numpy as np

from todoke.residents.block import Array, Column, household_receives
from todoke.residents.layout import Layout
from todoke.residents.limits import limits
from todoke.residents.parts import Encoded
from todoke.residents.problems import Problem
from todoke.residents.structure import Structure, structured
from todoke.residents.unpacking import BROKEN, Mistakes, Vectors
from todoke.residents.vectors import RECEIVES
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE, HOUSEHOLD
from todoke.rules.values import EARLIEST, LATEST

FIRST_DAY, LAST_DAY = EARLIEST.toordinal(), LATEST.toordinal()
"""Between these a birth lies of which nothing is known."""


@dataclass(frozen=True, slots=True)
class VectorRows:
    """Vectors of facts in a stretch of 64-bit words: where each starts, and its length in words."""

    words: Array
    starts: Array
    lengths: Array

    def ordered(self, order: Array) -> VectorRows:
        """Return them in another order."""
        return VectorRows(self.words, self.starts[order], self.lengths[order])


@dataclass(frozen=True, slots=True)
class Rows:
    """All persons and households of a municipality as its tables hold them, in any order."""

    household_ids: Array
    complete: Array
    household_facts: VectorRows
    person_ids: Array
    household_of: Array
    relation: Array
    parents_named: Array
    birth_low: Array
    birth_high: Array
    person_facts: VectorRows
    child: Array
    parent: Array

    def ordered(self) -> Rows:
        """Return the rows with the members of a household one behind the other."""
        rising = np.diff(self.household_of)
        if not len(rising) or (rising.min() >= 0 and (np.diff(self.person_ids)[rising == 0] > 0).all()):
            return self
        order = np.lexsort((self.person_ids, self.household_of))
        return replace(
            self,
            person_ids=self.person_ids[order],
            household_of=self.household_of[order],
            relation=self.relation[order],
            parents_named=self.parents_named[order],
            birth_low=self.birth_low[order],
            birth_high=self.birth_high[order],
            person_facts=self.person_facts.ordered(order),
        )


@dataclass(slots=True)
class Layouts:
    """The slots of facts of persons and of households."""

    person: Layout
    household: Layout


@dataclass
class RowSource:
    """The residents of one municipality as a source of columns."""

    municipality: str
    rows: Rows
    layouts: Layouts
    on: date
    content: Content
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Put the rows in order and take the vectors apart."""
        self.rows = rows = self.rows.ordered()
        of_persons, of_households = rows.person_facts, rows.household_facts
        self._persons = Vectors(
            of_persons.words, of_persons.starts, of_persons.lengths, self.layouts.person, self.content
        )
        self._households = Vectors(
            of_households.words,
            of_households.starts,
            of_households.lengths,
            self.layouts.household,
            self.content,
        )

    @cached_property
    def structure(self) -> Structure:
        """Who belongs to which household; what cannot be is set aside."""
        rows = self.rows
        structure = structured(
            self.municipality,
            person_ids=rows.person_ids,
            household_of=rows.household_of,
            relation=rows.relation,
            household_ids=rows.household_ids,
            complete=rows.complete,
            parents=self._parents(),
            problems=self.problems,
        )
        dropped = np.zeros(structure.households + 1, np.bool_)
        dropped[structure.household_of[self._persons.broken]] = True
        dropped[:-1] |= np.isin(structure.place, self._households.broken)
        if (count := int(dropped[:-1].sum())) == 0:
            return structure
        self.problems.append(Problem(self.municipality, "facts", BROKEN, count))
        return structure.without(dropped[:-1])

    def _parents(self) -> tuple[Array, Array] | None:
        rows = self.rows
        if not rows.parents_named.any():
            return None
        order = np.argsort(rows.person_ids, kind="stable")
        if not len(rows.child):
            return np.where(rows.parents_named, 0, -1), np.zeros(0, np.int64)
        spot = np.minimum(np.searchsorted(rows.person_ids[order], rows.child), len(order) - 1)
        row = order[spot]
        known = rows.person_ids[row] == rows.child
        row, parent = row[known], rows.parent[known]
        counts = np.bincount(row, minlength=len(rows.person_ids))
        named = np.where(rows.parents_named, counts, -1)
        kept = rows.parents_named[row]
        by_row = np.lexsort((parent[kept], row[kept]))
        return named, parent[kept][by_row]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        of_households = map(_as_column, self._households.names)
        return tuple(sorted({BIRTH_DATE, *self._persons.names, *of_households}))

    def column(self, name: str) -> tuple[Column, Mistakes]:
        """Return a column, and the rows of each mistake in it."""
        if name == BIRTH_DATE:
            return self._births()
        if name.startswith(HOUSEHOLD):
            return self._households.column(name.removeprefix(f"{HOUSEHOLD}/"), self.on)
        return self._persons.column(name, self.on)

    def stored(self, number: int, household_ids: Array) -> Encoded | None:
        """Return nothing: what the tables hold is taken as new."""
        return None

    def _births(self) -> tuple[Column, Mistakes]:
        low, high = self.rows.birth_low, self.rows.birth_high
        said = (low > FIRST_DAY) | (high < LAST_DAY)
        lowest, highest = limits(BIRTH_DATE, self.content.facts[BIRTH_DATE].type, self.on)
        wrong = ((high < lowest) | (low > highest) | (low > high)) & said
        mistakes = [("属性辞書の範囲を外れた値です", np.flatnonzero(wrong))] if wrong.any() else []
        return Column(low, low if np.array_equal(low, high) else high, said), mistakes


def _as_column(name: str) -> str:
    """Return the name in a block of a household's fact."""
    return household_receives(name.removeprefix(RECEIVES)) if name.startswith(RECEIVES) else name
