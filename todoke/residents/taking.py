"""Taking some households out of a block, or some members, as a smaller block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from todoke.residents.block import Array, Block, Column


def rows_of(block: Block, households: Array) -> Array:
    """Return the rows of the members (int64) of the chosen households, in their order."""
    size = block.size[households]
    first = np.cumsum(size) - size
    rows: Array = np.repeat(block.first[households] - first, size).astype(np.int64)
    return rows + np.arange(int(size.sum()))


def take(block: Block, households: Array, *, at_once: bool = False) -> Block:
    """Return a block of the chosen households (their places, each once, in the order given).

    Columns are cut when they are asked for, so a small part of a large block costs little; where all of them will
    be, reading them ``at_once`` costs less.
    """
    chosen = np.asarray(households, np.int64)
    size = block.size[chosen]
    first = np.cumsum(size) - size
    rows = rows_of(block, chosen)
    found = _part(
        block, rows, chosen, size, block.applicant[chosen] - block.first[chosen] + first, piecemeal=True
    )
    all_rows_of = getattr(block.columns, "all_rows_of", None) if at_once else None
    return replace(
        found,
        columns=found.columns if all_rows_of is None else all_rows_of(rows, chosen),
        place=block.place,
        stamps=None if block.stamps is None else block.stamps[chosen],
    )


def leave_out(block: Block, persons: Array) -> tuple[Block, Array, Array]:
    """Return a block without those persons (a truth value each) and without every household whose applicant goes.

    With it come the rows of the persons and of the households that stay, ascending. It is not the block the stamps
    were made for, and has none.
    """
    household_of = block.household_of
    gone = persons[block.applicant]
    rows, chosen = np.flatnonzero(~persons & ~gone[household_of]), np.flatnonzero(~gone)
    size = np.bincount(household_of[rows], minlength=block.households)[chosen].astype(np.int32)
    applicant = np.searchsorted(rows, block.applicant[chosen])
    return _part(block, rows, chosen, size, applicant, piecemeal=False), rows, chosen


def _part(
    block: Block, rows: Array, households: Array, size: Array, applicant: Array, *, piecemeal: bool
) -> Block:
    return Block(
        municipality=block.municipality,
        person_ids=block.person_ids[rows],
        household_ids=block.household_ids[households],
        first=(np.cumsum(size) - size).astype(np.int32),
        size=size,
        relation=block.relation[rows],
        applicant=applicant.astype(np.int32),
        complete=block.complete[households],
        columns=_Taken(block.columns, rows, households, piecemeal=piecemeal),
        parents=_parents(block, rows),
        towns=None if block.towns is None else (block.towns[0], block.towns[1][households]),
    )


def by_town(block: Block) -> list[Block]:
    """Return the households of each municipality of a block in which those of several were joined, in order."""
    if block.towns is None:
        return [block]
    codes, place = block.towns
    found = []
    for number in dict.fromkeys(place.tolist()):
        some = take(block, np.flatnonzero(place == number))
        found.append(replace(some, municipality=codes[number], towns=None))
    return found


class _Taken(Mapping[str, Column]):
    """The columns of the whole block, cut to the chosen rows when asked for.

    With ``piecemeal`` those rows are read on their own where they can be: quicker for a few of many.
    """

    def __init__(
        self, columns: Mapping[str, Column], persons: Array, households: Array, *, piecemeal: bool
    ) -> None:
        self._columns, self._persons, self._households = columns, persons, households
        self._rows_of = getattr(columns, "rows_of", None) if piecemeal else None
        self._cut: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        found = self._cut.get(name)
        if found is None:
            rows = self._households if name.startswith("household") else self._persons
            found = None if self._rows_of is None else self._rows_of(name, rows)
            found = self._cut[name] = _cut(self._columns[name], rows) if found is None else found
        return found

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self._columns else default

    def __contains__(self, name: object) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _cut(column: Column, rows: Array) -> Column:
    low = _of(column.low, rows)
    high = low if column.is_exact else _of(column.high, rows)
    said = column.said if isinstance(column.said, bool) else _of(column.said, rows)
    return Column(low, high, said, column.entries, column.scale)


def _of(values: Array, rows: Array) -> Any:
    return values if values.ndim == 0 else values[rows]


def _parents(block: Block, rows: Array) -> tuple[Array, Array, Array] | None:
    if block.parents is None:
        return None
    children, parents, named = block.parents
    place = np.full(block.persons, -1, np.int32)
    place[rows] = np.arange(len(rows), dtype=np.int32)
    kept = (place[children] >= 0) & (place[parents] >= 0)
    return place[children[kept]], place[parents[kept]], named[rows]
