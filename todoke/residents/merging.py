"""A municipality as its snapshot has it, but for some households that are read again."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from todoke.residents.assembling import Source
from todoke.residents.block import Array, Column, Entry
from todoke.residents.parts import Encoded, Part
from todoke.residents.problems import Problem
from todoke.residents.structure import Structure
from todoke.residents.unpacking import Mistakes


class MergedSource:
    """The residents of a part without the ``changed`` households (ids), and those of a fresh source.

    Rows are those of the part, block by block, and behind them those of the fresh source. A block without a change
    is handed on as its bytes are, and its columns are not even decoded.
    """

    def __init__(self, part: Part, fresh: Source, changed: Array) -> None:
        """Put both side by side."""
        self.municipality = fresh.municipality
        self._part, self._fresh, self._changed = part, fresh, np.unique(changed)
        self._blocks = list(part)
        self._persons = np.cumsum([0, *(block.persons for block in self._blocks)])
        self._households = np.cumsum([0, *(block.households for block in self._blocks)])
        self._untouched: set[int] = set()

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the fresh ones."""
        return self._fresh.problems

    @cached_property
    def structure(self) -> Structure:
        """Who belongs to which household."""
        fresh, blocks = self._fresh.structure, self._blocks
        persons, households = int(self._persons[-1]), int(self._households[-1])

        def both(of_blocks: list[Array], of_fresh: Array) -> Array:
            return np.concatenate([*of_blocks, of_fresh])

        ids = both([block.household_ids for block in blocks], fresh.household_ids)
        place = np.concatenate([np.arange(households), fresh.place + households])
        first = both(
            [block.first + before for block, before in zip(blocks, self._persons, strict=False)],
            fresh.first + persons,
        )
        size = both([block.size for block in blocks], fresh.size)
        complete = both([block.complete for block in blocks], fresh.complete)
        kept = np.ones(len(ids), np.bool_)
        kept[:households] = ~np.isin(ids[:households], self._changed)
        order = np.flatnonzero(kept)
        order = order[np.argsort(ids[order], kind="stable")]
        first, size = first[order], size[order]
        household_of = np.full(persons + len(fresh.person_ids), -1, np.int32)
        rows = np.repeat(first - (np.cumsum(size) - size), size) + np.arange(int(size.sum()))
        household_of[rows] = np.repeat(np.arange(len(order), dtype=np.int32), size)
        return Structure(
            self.municipality,
            both([block.person_ids for block in blocks], fresh.person_ids),
            both([block.relation for block in blocks], fresh.relation),
            ids[order],
            place[order].astype(np.int32),
            first.astype(np.int32),
            size.astype(np.int32),
            complete[order],
            household_of,
            self._parents(fresh, persons),
        )

    def _parents(self, fresh: Structure, persons: int) -> tuple[Array, Array, Array] | None:
        given: list[tuple[Array, Array, Array]] = []
        for block, before in zip(self._blocks, self._persons, strict=False):
            given.append(_shifted(block.parents, block.persons, int(before)))
        given.append(_shifted(fresh.parents, len(fresh.person_ids), persons))
        child, parent, named = (np.concatenate(some) for some in zip(*given, strict=True))
        return (child, parent, named) if named.any() else None

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(sorted(set(self._fresh.names).union(*(block.columns for block in self._blocks))))

    def stored(self, number: int, household_ids: Array) -> Encoded | None:
        """Return a block as it was, where nobody in it has changed, come or gone."""
        before = self._blocks[number].household_ids
        if not np.array_equal(before, household_ids) or np.isin(before, self._changed).any():
            return None
        self._untouched.add(number)
        return self._part.encoded(number)

    def column(self, name: str) -> tuple[Column, Mistakes]:
        """Return a column of all rows; rows of blocks that are handed on stay unsaid."""
        counts = self._households if name.startswith("household") else self._persons
        fresh_rows = (
            len(self._fresh.structure.person_ids) if counts is self._persons else self._fresh_households
        )
        columns: list[tuple[Column | None, int]] = []
        for number, block in enumerate(self._blocks):
            read = number not in self._untouched and name in block.columns
            columns.append((block.columns[name] if read else None, int(counts[number + 1] - counts[number])))
        mistakes: Mistakes = []
        if name in self._fresh.names:
            column, wrong = self._fresh.column(name)
            columns.append((column, fresh_rows))
            mistakes = [(message, rows + int(counts[-1])) for message, rows in wrong]
        else:
            columns.append((None, fresh_rows))
        return _joined(columns, self._part.header["entries"].get(name, ())), mistakes

    @property
    def _fresh_households(self) -> int:
        return int(self._fresh.structure.place.max(initial=-1)) + 1


def _shifted(
    parents: tuple[Array, Array, Array] | None, persons: int, before: int
) -> tuple[Array, Array, Array]:
    if parents is None:
        nobody = np.zeros(0, np.int64)
        return nobody, nobody, np.zeros(persons, np.bool_)
    return parents[0] + before, parents[1] + before, parents[2]


def _joined(columns: list[tuple[Column | None, int]], entries: tuple[Entry, ...]) -> Column:
    """Return one column of several, one behind the other; entries keep the places they have."""
    known = list(entries)
    lows: list[Any] = []
    highs: list[Any] = []
    saids: list[Array] = []
    exact, scale = True, 1
    for column, count in columns:
        if column is None:
            column = Column(np.zeros((), np.uint8), np.zeros((), np.uint8), False)
            column = Column(column.low, column.low, False)
        else:
            scale = column.scale
        low, high = column.low, column.high
        if column.entries and column.entries != tuple(known):
            known += [entry for entry in column.entries if entry not in known]
            low = np.array([known.index(entry) for entry in column.entries], np.uint16)[low]
            high = low
        exact = exact and (high is low or column.is_exact)
        lows.append(np.broadcast_to(low, count))
        highs.append(np.broadcast_to(high, count))
        saids.append(np.broadcast_to(np.asarray(column.said), count))
    flags = any(low.dtype == np.bool_ for low in lows)
    if flags:
        lows = [low.astype(np.bool_) for low in lows]
    elif known:
        kept = np.uint8 if len(known) <= 250 else np.uint16
        lows = [low.astype(kept) for low in lows]
    low = np.concatenate(lows)
    high = low if exact or flags or known else np.concatenate(highs)
    if high.dtype != low.dtype:
        low, high = low.astype(np.float64), high.astype(np.float64)
    return Column(low, high, np.concatenate(saids), tuple(known), scale)
