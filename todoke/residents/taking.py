"""Taking some households out of a block, as a smaller block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from todoke.residents.block import Array, Block, Column


def take(block: Block, households: Array) -> Block:
    """Return a block of the chosen households (their places, in the order given).

    Columns are cut when they are asked for, so a small part of a large block costs little.
    """
    chosen = np.asarray(households, np.int64)
    size = block.size[chosen]
    first = (np.cumsum(size) - size).astype(np.int32)
    rows = np.repeat(block.first[chosen] - first, size).astype(np.int64) + np.arange(int(size.sum()))
    return Block(
        municipality=block.municipality,
        person_ids=block.person_ids[rows],
        household_ids=block.household_ids[chosen],
        first=first,
        size=size,
        relation=block.relation[rows],
        applicant=(block.applicant[chosen] - block.first[chosen] + first).astype(np.int32),
        complete=block.complete[chosen],
        columns=_Taken(block.columns, rows, chosen),
        parents=_parents(block, rows),
        place=block.place,
        stamps=None if block.stamps is None else block.stamps[chosen],
    )


class _Taken(Mapping[str, Column]):
    """The columns of the whole block, cut to the chosen rows when asked for."""

    def __init__(self, columns: Mapping[str, Column], persons: Array, households: Array) -> None:
        self._columns, self._persons, self._households = columns, persons, households
        self._cut: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        found = self._cut.get(name)
        if found is None:
            rows = self._households if name.startswith("household") else self._persons
            some = getattr(self._columns, "rows_of", None)
            found = None if some is None else some(name, rows)
            found = self._cut[name] = _cut(self._columns[name], rows) if found is None else found
        return found

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
    kept = place[children] >= 0
    return place[children[kept]], place[parents[kept]], named[rows]
