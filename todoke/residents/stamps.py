"""Stamps: one number per household that is the same on two days where nothing was said of it anew.

Each said value adds a multiple (by an odd 64-bit number of its column) to its person's sum; the sums of a household's
members are mixed in their order. One changed value always changes the sum; several could cancel each other out only
by chance, about once in 2⁶⁰.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Any

import numpy as np

from todoke.residents.block import Array, Block, Column, Entry

_WIDEST = float(2**62)
_U64 = np.uint64


class Stamper:
    """Gathers what is said of the households of a block, column by column."""

    def __init__(self, block: Block) -> None:
        """Begin with who belongs to which household, and how."""
        self._first, self._size = block.first, block.size
        self._persons = _times(block.person_ids, "ids")
        self._persons += _times(block.relation, "relation")
        self._households = _times(block.household_ids, "ids of households")
        self._households += _times(block.complete, "complete") + _times(block.size, "size")
        if block.parents is not None:
            children, parents, named = block.parents
            self._persons += np.where(named, _odd("named"), _U64(0))
            apart = _times(parents - block.first[block.household_of[children]] + 1, "parents")
            np.add.at(self._persons, children, apart)

    def add(self, name: str, column: Column) -> None:
        """Add a column; what is not said adds nothing."""
        into = self._households if name.startswith("household") else self._persons
        added = _values(column.low, column, name)
        if not column.is_exact:
            # Exact values count as such whether or not others of their column are rough.
            rough = np.asarray(column.low) != np.asarray(column.high)
            added = added + np.where(rough, _values(column.high, column, f"{name}~high"), _U64(0))
        if column.said is not True:
            added = np.where(np.asarray(column.said), added, _U64(0))
        into += added

    def stamps(self) -> Array:
        """Return the stamp of every household (uint64)."""
        place = np.arange(len(self._persons)) - np.repeat(self._first, self._size)
        mixed = _mixed(self._persons + place.astype(_U64) * _odd("place"))
        whole = np.add.reduceat(mixed, self._first) if len(self._first) else mixed
        found: Array = _mixed(whole + self._households)
        return found


def stamps_of(block: Block) -> Array:
    """Return the stamps of a block's households."""
    stamper = Stamper(block)
    for name, column in block.columns.items():
        stamper.add(name, column)
    return stamper.stamps()


def _values(values: Any, column: Column, name: str) -> Any:
    if column.entries:
        return _hashes(column.entries, name)[values]
    if values.dtype.kind == "f":
        values = np.clip(values, -_WIDEST, _WIDEST)
    return _times(values, name)


def _times(values: Any, name: str) -> Any:
    # One more than the value, so that zero, and no, are said too.
    return (np.asarray(values).astype(np.int64) + 1).view(_U64) * _odd(name)


@lru_cache(maxsize=4096)
def _odd(name: str) -> np.uint64:
    return _U64(int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little") | 1)


@lru_cache(maxsize=4096)
def _hashes(entries: tuple[Entry, ...], name: str) -> Array:
    texts = (one if isinstance(one, str) else "|" + "|".join(sorted(one)) for one in entries)
    digests = (blake2b(f"{name} {text}".encode(), digest_size=8).digest() for text in texts)
    return np.array([int.from_bytes(digest, "little") for digest in digests], _U64)


def _mixed(values: Array) -> Array:
    """Return the values well mixed (the finalizer of splitmix64)."""
    values = (values ^ (values >> _U64(30))) * _U64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> _U64(27))) * _U64(0x94D049BB133111EB)
    mixed: Array = values ^ (values >> _U64(31))
    return mixed
