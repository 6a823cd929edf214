"""A block being answered: its rows seen as persons, as households or as pairs, and what was worked out already."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np

from todoke.engines.columnar.codebook import interned
from todoke.engines.columnar.keeping import Kept
from todoke.engines.columnar.values import Codes, Num, Plane, Truth, Value, settled, take, taken
from todoke.residents.block import Array, Block, Column, Entry
from todoke.residents.taking import take as take_households
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


class Run:
    """One block on one day: its frames and its memory of what nodes came to."""

    def __init__(self, block: Block, on: int) -> None:
        """Begin a run on the day with the ordinal ``on``."""
        self.block, self.on = block, on
        self.of_persons: dict[int, Value] = {}
        self.of_households: dict[int, Value] = {}
        self.decoded: dict[str, Value] = {}
        self.views: dict[str, Any] = {}
        self.kept: Kept | None = None
        self.depth = 0
        self.named: dict[str, Value] = {}
        self.details: dict[str, Any] = {}
        self.alone = block.persons == block.households
        self.persons = Frame(block.persons, None, None, None if self.alone else self.household_of)
        applicant = None if self.alone else block.applicant
        self.households = Frame(block.households, applicant, applicant, None, lone=True)

    @cached_property
    def household_of(self) -> Array:
        """The household of every person."""
        return self.block.household_of

    @cached_property
    def relation(self) -> Codes:
        """The relation of every person to the applicant."""
        return Codes(_uniform(self.block.relation), RELATIONS)

    def steady(self, name: str, evaluate: Evaluate, frame: Frame) -> Value:
        """Return a steady value: as it was kept, worked out anew only for households that changed."""
        kept = self.kept
        if kept is None or self.depth:
            return evaluate(self, frame)
        of_households = frame is self.households
        name += "h" if of_households else "p"
        found = kept.find(name, of_households=of_households)
        if found is not None:
            changed = kept.changed_households if of_households else kept.changed_persons
            if changed is None or not len(changed):
                kept.note(name, found)
                return found
            value = self.again().worked(name, evaluate, of_households=of_households)
            if kept.slices is not None:
                value = take(value, kept.slices[of_households])
            if isinstance(value, Truth) and value.err is None and value.a is False:
                t = _patched(found.t, changed, value.t, frame.count)
                decided = value.is_decided and found.is_decided
                found = Truth(t, t if decided else _patched(found.p, changed, value.p, frame.count))
                kept.note(name, found)
                return found
        self.depth += 1
        try:
            value = evaluate(self, frame)
        finally:
            self.depth -= 1
        kept.note(name, value)
        return value

    def again(self) -> Run:
        """Return a run of the households that changed only (and perhaps of those of other blocks)."""
        assert self.kept is not None
        if self.kept.again is None:
            assert self.kept.changed_households is not None
            self.kept.again = Run(take_households(self.block, self.kept.changed_households), self.on)
        return self.kept.again  # type: ignore[no-any-return]

    def worked(self, name: str, evaluate: Evaluate, *, of_households: bool) -> Value:
        """Return a value by its name, worked out once."""
        value = self.named.get(name)
        if value is None:
            frame = self.households if of_households else self.persons
            value = self.named[name] = evaluate(self, frame)
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


def _patched(plane: Plane, rows: Array, values: Plane, count: int) -> Plane:
    if isinstance(plane, bool):
        if plane is values:
            return plane
        plane = np.full(count, plane)
    plane[rows] = values
    return settled(plane)


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
