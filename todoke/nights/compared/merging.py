"""Rows that changed alike, of many blocks and municipalities, put together and told apart again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from todoke.nights.aligned.telling_apart import Figures, Rows
from todoke.residents.block import Array, Block


def merged(rows: Iterable[Rows]) -> list[Rows]:
    """Return one set of rows for each program and kind, in the order they first occur."""
    alike: dict[tuple[str, str, str], list[Rows]] = {}
    for one in rows:
        alike.setdefault((one.program_id, one.unit, one.kind), []).append(one)
    return [_together(some) for some in alike.values()]


def _together(some: Sequence[Rows]) -> Rows:
    if len(some) == 1:
        return some[0]
    first = some[0]
    return Rows(
        first.program_id,
        first.unit,
        first.kind,
        np.concatenate([one.ids for one in some]),
        np.concatenate([one.before_block for one in some]),
        np.concatenate([one.before for one in some]),
        np.concatenate([one.after_block for one in some]),
        np.concatenate([one.after for one in some]),
        _figures([(one.before_figures, len(one.ids)) for one in some]),
        _figures([(one.after_figures, len(one.ids)) for one in some]),
    )


def _figures(parts: Sequence[tuple[Figures, int]]) -> Figures:
    """Return the figures of rows that follow one another; NaN where one of the parts has none."""
    found: Figures = {}
    for name in dict.fromkeys(name for figures, _ in parts for name in figures):
        ends = [
            figures.get(name) or (np.full(count, np.nan), np.full(count, np.nan)) for figures, count in parts
        ]
        low = np.concatenate([end[0] for end in ends])
        same = all(end[0] is end[1] for end in ends)
        found[name] = (low, low if same else np.concatenate([end[1] for end in ends]))
    return found


@dataclass(frozen=True, slots=True)
class Shared:
    """Sets of rows of several municipalities as one for each program and kind, with the blocks numbered through."""

    rows: list[Rows]
    places: list[tuple[int, slice]]
    """For each set that was given, in order: which of :attr:`rows` it is in, and where."""

    @classmethod
    def of(cls, sets: Sequence[tuple[Rows, int, int]]) -> Shared:
        """Share sets of rows, each with the number of its municipality's first block before and after."""
        number: dict[tuple[str, str, str], int] = {}
        lengths: list[int] = []
        places: list[tuple[int, slice]] = []
        moved: list[Rows] = []
        for one, before, after in sets:
            key = (one.program_id, one.unit, one.kind)
            place = number.setdefault(key, len(number))
            if place == len(lengths):
                lengths.append(0)
            start, lengths[place] = lengths[place], lengths[place] + len(one.ids)
            places.append((place, slice(start, lengths[place])))
            moved.append(
                Rows(
                    one.program_id,
                    one.unit,
                    one.kind,
                    one.ids,
                    _numbered(one.before_block, before),
                    one.before,
                    _numbered(one.after_block, after),
                    one.after,
                    one.before_figures,
                    one.after_figures,
                )
            )
        return cls(merged(moved), places)


def _numbered(blocks: Array, first: int) -> Array:
    return np.where(blocks < 0, blocks, blocks + first)


class Chained(Sequence[Block]):
    """The blocks of several municipalities one after the other, each decoded when it is asked for."""

    def __init__(self) -> None:
        """Begin without any."""
        self._of: list[tuple[Sequence[Block], int]] = []

    def add(self, blocks: Sequence[Block]) -> None:
        """Add the blocks of a municipality."""
        self._of += [(blocks, place) for place in range(len(blocks))]

    def __len__(self) -> int:
        return len(self._of)

    @overload
    def __getitem__(self, index: int) -> Block: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Block]: ...
    def __getitem__(self, index: int | slice) -> Block | Sequence[Block]:
        if isinstance(index, slice):
            return [blocks[place] for blocks, place in self._of[index]]
        blocks, place = self._of[index]
        return blocks[place]
