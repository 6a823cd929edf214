"""Putting small blocks together, also of several municipalities, so that little is answered at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar

import numpy as np

from todoke.residents.block import MOST_PERSONS, Array, Block, Column, Entry

T = TypeVar("T")


def batches(parts: Iterable[T], persons: Callable[[T], int]) -> Iterator[list[T]]:
    """Yield what is to be joined in groups of about as many persons as a block has, in order."""
    some: list[T] = []
    together = 0
    for one in parts:
        if some and together + persons(one) > MOST_PERSONS:
            yield some
            some, together = [], 0
        some.append(one)
        together += persons(one)
    if some:
        yield some


def join(blocks: Sequence[Block]) -> Block:
    """Return one block with the households of all, in order.

    Nobody checks that it is small enough for a block of its own. Of several municipalities it has no municipality,
    but says of each household which is its own.
    """
    if len(blocks) == 1:
        return blocks[0]
    persons = np.array([block.persons for block in blocks])
    households = np.array([block.households for block in blocks])
    offsets = np.cumsum(persons) - persons
    towns = _towns(blocks, households)
    return Block(
        municipality=blocks[0].municipality if towns is None else "",
        person_ids=np.concatenate([block.person_ids for block in blocks]),
        household_ids=np.concatenate([block.household_ids for block in blocks]),
        first=_moved([block.first for block in blocks], offsets),
        size=np.concatenate([block.size for block in blocks]),
        relation=np.concatenate([block.relation for block in blocks]),
        applicant=_moved([block.applicant for block in blocks], offsets),
        complete=np.concatenate([block.complete for block in blocks]),
        columns=_Joined(blocks),
        parents=_parents(blocks, offsets),
        towns=towns,
    )


class _Joined(Mapping[str, Column]):
    """The columns of several blocks as one, each joined when it is first asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        # What was joined of smaller blocks is joined of these at once.
        parts = (one.columns.blocks if isinstance(one.columns, _Joined) else (one,) for one in blocks)
        self.blocks: tuple[Block, ...] = tuple(chain.from_iterable(parts))
        self._names = dict.fromkeys(name for block in self.blocks for name in block.columns)
        self._joined: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        found = self._joined.get(name)
        if found is None:
            if name not in self._names:
                raise KeyError(name)
            of_households = name.startswith("household")
            counts = [one.households if of_households else one.persons for one in self.blocks]
            found = self._joined[name] = _joined([one.columns.get(name) for one in self.blocks], counts)
        return found

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if name in self._names else default

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _towns(blocks: Sequence[Block], households: Array) -> tuple[tuple[str, ...], Array] | None:
    codes = tuple(dict.fromkeys(block.municipality for block in blocks))
    if len(codes) == 1:
        return None
    place = {code: number for number, code in enumerate(codes)}
    return codes, np.repeat([place[block.municipality] for block in blocks], households).astype(np.int16)


def _moved(rows: list[Array], offsets: Array) -> Array:
    return np.concatenate([one + offset for one, offset in zip(rows, offsets, strict=True)]).astype(np.int32)


def _joined(columns: list[Column | None], counts: Sequence[int]) -> Column:
    known = next(column for column in columns if column is not None)
    scale = math.lcm(*(column.scale for column in columns if column is not None))
    columns = [column and _scaled(column, scale) for column in columns]
    entries: dict[Entry, int] = {}
    for column in columns:
        for entry in () if column is None else column.entries:
            entries.setdefault(entry, len(entries))
    low = [
        _wide(_renamed(one, entries), count, known.low.dtype)
        for one, count in zip(columns, counts, strict=True)
    ]
    said = [
        _wide(np.asarray(column is not None and column.said, np.bool_), count, np.bool_)
        for column, count in zip(columns, counts, strict=True)
    ]
    lows = np.concatenate(low)
    exact = all(column is None or column.is_exact for column in columns)
    highs = lows
    if not exact:
        highs = np.concatenate(
            [
                _wide(None if column is None else column.high, count, np.dtype(np.float64))
                for column, count in zip(columns, counts, strict=True)
            ]
        )
        if known.low.dtype == np.int32:
            highs = highs.astype(np.int32)
    return Column(lows, highs, np.concatenate(said), tuple(entries), scale)


def _scaled(column: Column, scale: int) -> Column:
    if column.scale == scale:
        return column
    times = scale // column.scale
    low = column.low.astype(np.int64) * times
    high = low if column.is_exact else column.high * times
    return Column(low, high, column.said, column.entries, scale)


def _renamed(column: Column | None, entries: dict[Entry, int]) -> Any:
    if column is None or not column.entries or tuple(entries)[: len(column.entries)] == column.entries:
        return None if column is None else column.low
    return np.array([entries[entry] for entry in column.entries], np.uint16)[column.low]


def _wide(values: Any, count: int, dtype: Any) -> Array:
    if values is None:
        return np.zeros(count, dtype)
    return values if np.ndim(values) else np.full(count, values)


def _parents(blocks: Sequence[Block], offsets: Array) -> tuple[Array, Array, Array] | None:
    if all(block.parents is None for block in blocks):
        return None
    children, parents, named = [], [], []
    for block, offset in zip(blocks, offsets, strict=True):
        if block.parents is None:
            named.append(np.zeros(block.persons, np.bool_))
            continue
        children.append(block.parents[0] + np.int32(offset))
        parents.append(block.parents[1] + np.int32(offset))
        named.append(block.parents[2])
    return np.concatenate(children), np.concatenate(parents), np.concatenate(named)
