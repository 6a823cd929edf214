"""The persons and households of one batch as columns, while facts are being made up for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from todoke.population.apportion import Random
from todoke.population.assumptions import OLDEST, Assumptions
from todoke.residents.block import Array

EPOCH = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Told:
    """A column: ``values`` where ``said`` (None: everywhere); ``high`` where known only up to it (``values`` is low).

    Codes are indexes into ``entries``; days count from 1970-01-01. ``rough`` marks rows known by bounds only, where
    ``open`` further marks those without an upper bound.
    """

    values: Array
    said: Array | None = None
    entries: tuple[str, ...] = ()
    high: Array | None = None
    rough: Array | None = None
    open: Array | None = None


@dataclass(slots=True)
class Crowd:
    """Some households of one municipality; members follow one another, the one who asks first.

    ``age`` is completed years on ``on``, ``born`` days from 1970; ``first`` the row each household begins at.
    Columns are named by fact id. ``facts`` holds everything as it is; what nobody said is taken away at the end.
    """

    on: date
    municipality: str
    random: Random
    assumptions: Assumptions
    household: Array
    relation: Array
    first: Array
    size: Array
    born: Array
    age: Array
    female: Array
    foreign: Array
    partner: Array
    complete: Array
    moved_in: Array
    facts: dict[str, Told] = field(default_factory=dict)

    @property
    def persons(self) -> int:
        """The number of persons."""
        return len(self.age)

    @property
    def households(self) -> int:
        """The number of households."""
        return len(self.first)

    # --- seeing ---------------------------------------------------------------------------------------------------

    def any_member(self, of: Array) -> Array:
        """Tell of each household whether a member is marked."""
        return np.logical_or.reduceat(of, self.first)

    def total(self, of: Array) -> Array:
        """Return the sum over the members of each household."""
        return np.add.reduceat(of, self.first)

    def members(self, of: Array) -> Array:
        """Return what is said of each household for each of its members."""
        return of[self.household]

    def is_code(self, fact: str, *codes: str) -> Array:
        """Tell of each row whether the code is one of these; False where the fact does not apply."""
        told = self.facts[fact]
        wanted = [told.entries.index(code) for code in codes if code in told.entries]
        found = np.isin(told.values, wanted)
        return found if told.said is None else found & told.said

    def is_true(self, fact: str) -> Array:
        """Tell of each row whether the fact is true; False where it does not apply."""
        told = self.facts[fact]
        return told.values if told.said is None else told.values & told.said

    def value(self, fact: str) -> Array:
        """Return the numbers of a fact, 0 where it does not apply."""
        told = self.facts[fact]
        return told.values if told.said is None else np.where(told.said, told.values, 0)

    # --- chance ---------------------------------------------------------------------------------------------------

    def chance(self, rows: int | None = None) -> Array:
        """Return a random number in [0, 1) for each person, or for so many rows."""
        return self.random.random(self.persons if rows is None else rows, np.float32)

    def curve(self, entry: str, rows: Array | None = None) -> Array:
        """Return what is assumed for the age of each person."""
        ages = self.age if rows is None else self.age[rows]
        return self.assumptions.curve(entry)[np.minimum(ages, OLDEST)]

    def happens(self, entry: str) -> Array:
        """Draw yes or no for each person by age."""
        return self.chance() < self.curve(entry)

    def share(self, entry: str) -> float:
        """Return one assumed number."""
        return self.assumptions.number(entry)

    def drawn(self, entry: str, count: int) -> tuple[Array, tuple[str, ...]]:
        """Draw ``count`` codes by assumed shares (made to add up to one)."""
        shares = self.assumptions.shares(entry)
        return self.drawn_of(np.array(list(shares.values())), count), tuple(shares)

    def drawn_of(self, shares: Array, count: int) -> Array:
        """Draw ``count`` places by shares."""
        limits = np.cumsum(shares) / shares.sum()
        limits[-1] = 1.0
        return np.searchsorted(limits, self.chance(count), side="right").clip(0, len(shares) - 1)

    # --- telling --------------------------------------------------------------------------------------------------

    def tell(self, fact: str, values: Array, applies: Array | None = None) -> None:
        """Keep a fact of every row, or of those to whom it ``applies``."""
        self.facts[fact] = Told(values, applies)

    def tell_code(
        self, fact: str, values: Array, entries: Sequence[str], applies: Array | None = None
    ) -> None:
        """Keep a fact whose values are places in ``entries``."""
        self.facts[fact] = Told(values.astype(np.int8), applies, tuple(entries))

    def tell_flag(self, fact: str, entry: str, applies: Array) -> None:
        """Keep a yes or no drawn with one assumed share for those to whom it applies."""
        rows = np.flatnonzero(applies)
        values = np.zeros(len(applies), np.bool_)
        values[rows] = self.chance(len(rows)) < self.share(entry)
        self.facts[fact] = Told(values, applies)

    def tell_drawn(self, fact: str, entry: str, applies: Array) -> None:
        """Keep a code drawn by assumed shares for those to whom the fact applies."""
        rows = np.flatnonzero(applies)
        drawn, entries = self.drawn(entry, len(rows))
        values = np.zeros(len(applies), np.int8)
        values[rows] = drawn
        self.facts[fact] = Told(values, applies, entries)

    def tell_number(self, fact: str, entry: str, applies: Array) -> None:
        """Keep a number drawn by assumed shares of single values for those to whom the fact applies."""
        rows = np.flatnonzero(applies)
        drawn, entries = self.drawn(entry, len(rows))
        values = np.zeros(len(applies), np.int64)
        values[rows] = np.array([int(float(each)) for each in entries], np.int64)[drawn]
        self.facts[fact] = Told(values, applies)

    def tell_amount(self, fact: str, entry: str, applies: Array, *, maximum: int, step: int = 1000) -> None:
        """Keep a lognormal amount (median, spread, share of none) for those to whom the fact applies."""
        shares = self.assumptions.shares(entry)
        rows = np.flatnonzero(applies)
        amounts = shares["median"] * np.exp(
            shares["spread"] * self.random.standard_normal(len(rows), np.float32)
        )
        amounts = np.minimum(np.rint(amounts / step).astype(np.int64) * step, maximum)
        amounts[self.chance(len(rows)) < shares.get("none", 0.0)] = 0
        values = np.zeros(len(applies), np.int64)
        values[rows] = amounts
        self.facts[fact] = Told(values, applies)

    def tell_day(self, fact: str, entry: str, applies: Array) -> None:
        """Keep a past day, evenly within so many months before ``on``, for those to whom the fact applies."""
        rows = np.flatnonzero(applies)
        days = self.share(entry) * 30.44
        values = np.zeros(len(applies), np.int32)
        values[rows] = self.today - 1 - (self.chance(len(rows)) * days).astype(np.int32)
        self.facts[fact] = Told(values, applies)

    @property
    def today(self) -> int:
        """The day the facts are true of, in days from 1970."""
        return self.on.toordinal() - EPOCH
