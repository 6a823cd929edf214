"""A block being answered: its rows seen as persons, as households or as pairs, and what was worked out already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np

from todoke.engines.columnar.codebook import interned
from todoke.engines.columnar.values import Codes, Num, Plane, Truth, Value, settled, take, taken
from todoke.residents.block import Array, Block, Column, Entry
from todoke.rules.household import RELATIONS
from todoke.rules.values import NO_NEEDS, Choices
from todoke.rules.values import Value as PlainValue


class Frame:
    """Whose rows are answered: each row a current member and the subject the program is about.

    ``members`` and ``subjects`` are rows of persons (None: every person in order), ``households`` the place of each
    row's household (None: every household in order). ``lone`` marks rows of households without a current member.
    """

    __slots__ = ("base", "count", "households", "lone", "members", "subjects")

    def __init__(
        self,
        count: int,
        members: Array | None,
        subjects: Array | None,
        households: Array | None,
        *,
        lone: bool = False,
        base: bool = True,
    ) -> None:
        """Keep the rows; a ``base`` frame is one of the block's two own ones."""
        self.count, self.members, self.subjects, self.households = count, members, subjects, households
        self.lone, self.base = lone, base


Evaluate: TypeAlias = Callable[["Run", Frame], Value]


@dataclass(frozen=True, slots=True)
class Lent:
    """A run of more people, and which of its rows are those of another run: what it worked out need not be again."""

    run: Run
    persons: slice
    households: slice


class Run:
    """One block on one day: its frames and its memory of what nodes came to."""

    def __init__(self, block: Block, on: int) -> None:
        """Begin a run on the day with the ordinal ``on``."""
        self.block, self.on = block, on
        self.of_persons: dict[int, Value] = {}
        self.of_households: dict[int, Value] = {}
        self.decoded: dict[str, Value] = {}
        self.views: dict[str, Any] = {}
        self.lent: Lent | None = None
        self.alone = block.persons == block.households
        self.persons = Frame(block.persons, None, None, None if self.alone else self.household_of)
        applicant = None if self.alone else block.applicant.astype(np.intp)
        self.households = Frame(block.households, applicant, applicant, None, lone=True)

    @cached_property
    def household_of(self) -> Array:
        """The household of every person."""
        return self.block.household_of.astype(np.intp)

    @cached_property
    def relation(self) -> Codes:
        """The relation of every person to the applicant."""
        return Codes(_uniform(self.block.relation), RELATIONS)

    @cached_property
    def municipality(self) -> Codes:
        """The municipality of every household."""
        towns = self.block.towns
        return Codes(0, (self.block.municipality,)) if towns is None else Codes(towns[1], towns[0])

    def person_value(self, place: int) -> Value | None:
        """Return what a node came to for the persons, if it is known."""
        value = self.of_persons.get(place)
        if value is None and self.lent is not None:
            known = self.lent.run.of_persons.get(place)
            if known is not None:
                value = self.of_persons[place] = take(known, self.lent.persons)
        return value

    def household_value(self, place: int) -> Value | None:
        """Return what a node came to for the households, if it is known."""
        value = self.of_households.get(place)
        if value is None and self.lent is not None:
            known = self.lent.run.of_households.get(place)
            if known is not None:
                value = self.of_households[place] = take(known, self.lent.households)
        return value

    def given(self, name: str, kind: str) -> tuple[Value, Plane] | None:
        """Return what was said of a fact, and of which rows; None where nobody said anything.

        ``kind`` is ``truth``, ``code``, ``number`` or ``day``.
        """
        column = self.block.columns.get(name)
        if column is None:
            return None
        value = self.decoded.get(name)
        if value is None:
            value = self.decoded[name] = _decoded(column, kind)
        said = settled(column.said)
        return None if said is False else (value, said)


def _uniform(values: Array) -> Any:
    return int(values[0]) if len(values) and (values == values[0]).all() else values


def _decoded(column: Column, kind: str) -> Value:
    low: Any = column.low
    if kind == "code":
        place = int(low) if low.ndim == 0 else low
        return Codes(place, _entries(column.entries))
    if kind == "truth":
        t = bool(low) if low.ndim == 0 else settled(low)
        return Truth(t, t)
    lo = _reals(low)
    hi = lo if column.is_exact else _reals(column.high)
    number = Num(lo, hi, column.scale, day=kind == "day")
    number.leaf = True
    return number


@lru_cache(maxsize=4096)
def _entries(entries: tuple[Entry, ...]) -> tuple[PlainValue, ...]:
    return interned(tuple(one if isinstance(one, str) else Choices(one, NO_NEEDS) for one in entries))


def _reals(values: Any) -> Any:
    return float(values) if values.ndim == 0 else values.astype(np.float64)


def along(values: Any, frame: Frame) -> Any:
    """Return values of persons along the rows of a frame."""
    return taken(values, frame.members)
