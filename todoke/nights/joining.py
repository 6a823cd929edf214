"""Joining blocks of one municipality to one, so that a few households of each are asked about together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from todoke.residents.block import Array, Block, Column, Entry


def joined(blocks: Sequence[Block]) -> Block:
    """Return the households of several blocks as one block, in their order."""
    if len(blocks) == 1:
        return blocks[0]
    starts = np.cumsum([0, *(block.persons for block in blocks)])[:-1]
    return Block(
        municipality=blocks[0].municipality,
        person_ids=np.concatenate([block.person_ids for block in blocks]),
        household_ids=np.concatenate([block.household_ids for block in blocks]),
        first=_shifted([block.first for block in blocks], starts),
        size=np.concatenate([block.size for block in blocks]),
        relation=np.concatenate([block.relation for block in blocks]),
        applicant=_shifted([block.applicant for block in blocks], starts),
        complete=np.concatenate([block.complete for block in blocks]),
        columns=_JoinedColumns(blocks),
        parents=_parents(blocks, starts),
    )


def _shifted(places: Sequence[Array], starts: Array) -> Array:
    return np.concatenate([one + start for one, start in zip(places, starts, strict=True)]).astype(np.int32)


def _parents(blocks: Sequence[Block], starts: Array) -> tuple[Array, Array, Array] | None:
    if all(block.parents is None for block in blocks):
        return None
    nobody = np.empty(0, np.int32)
    given = [block.parents or (nobody, nobody, np.zeros(block.persons, np.bool_)) for block in blocks]
    return (
        _shifted([one[0] for one in given], starts),
        _shifted([one[1] for one in given], starts),
        np.concatenate([one[2] for one in given]),
    )


class _JoinedColumns(Mapping[str, Column]):
    """The columns of several blocks, joined when asked for."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self._blocks = blocks
        self._names = list(dict.fromkeys(name for block in blocks for name in block.columns))
        self._known = frozenset(self._names)
        self._made: dict[str, Column] = {}

    def __getitem__(self, name: str) -> Column:
        made = self._made.get(name)
        if made is None:
            if name not in self._known:
                raise KeyError(name)
            made = self._made[name] = self._joined(name)
        return made

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def _joined(self, name: str) -> Column:
        rows = [block.households if name.startswith("household") else block.persons for block in self._blocks]
        columns = [block.columns.get(name) for block in self._blocks]
        some = next(column for column in columns if column is not None)
        entries = tuple(dict.fromkeys(entry for c in columns if c is not None for entry in c.entries))
        low, high, said = [], [], []
        for column, count in zip(columns, rows, strict=True):
            if column is None:
                low.append(np.zeros(count, some.low.dtype))
                high.append(low[-1])
                said.append(np.zeros(count, np.bool_))
                continue
            low.append(np.broadcast_to(_renamed(column.low, column.entries, entries), count))
            high.append(low[-1] if column.is_exact else np.broadcast_to(column.high, count))
            said.append(np.broadcast_to(np.asarray(column.said), count))
        lows = np.concatenate(low)
        exact = all(column is None or column.is_exact for column in columns)
        return Column(
            lows, lows if exact else np.concatenate(high), np.concatenate(said), entries, some.scale
        )


def _renamed(codes: Array, entries: tuple[Entry, ...], joint: tuple[Entry, ...]) -> Array:
    if entries == joint[: len(entries)]:
        return codes
    place = {entry: index for index, entry in enumerate(joint)}
    wide = np.uint8 if len(joint) <= np.iinfo(np.uint8).max else np.uint16
    return np.array([place[entry] for entry in entries], wide)[codes]
