"""Many vectors of facts at once: from columns to the bytes of all rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from todoke.residents.block import Array, Column
from todoke.residents.layout import Layout, Section, Slot
from todoke.residents.vectors import (
    CHOICES,
    EXACT,
    HEAD,
    HIGHEST,
    LOWEST,
    UNBOUNDED,
    VERSION,
    WORD,
    UnfitValueError,
)


@dataclass(frozen=True, slots=True)
class Packed:
    """The vectors of all rows: one behind the other in 64-bit words; where each starts, and its length in words."""

    words: Array
    starts: Array
    lengths: Array

    def of_length(self, length: int) -> tuple[Array, Array]:
        """Return the rows whose vector has this length, and their vectors as rows of bytes."""
        rows = np.flatnonzero(self.lengths == length)
        words = self.words[self.starts[rows][:, None] + np.arange(length)]
        return rows, words.view(np.uint8).reshape(len(rows), length * WORD)


@dataclass(frozen=True, slots=True)
class _Records:
    """The records of one kind of one slot: ``key`` is its lower two bytes."""

    key: int
    rows: Array
    values: Array


def pack_columns(columns: Mapping[str, Column], rows: int, layout: Layout) -> Packed:
    """Return the vectors of rows of which these columns are known; every column has a slot in the layout.

    Raises UnfitValueError for a number that is too large to be kept.
    """
    width = -(-(HEAD + layout.flags + layout.codes) // WORD)
    sections = np.zeros((rows, width * WORD), np.uint8)
    sections[:, :HEAD] = VERSION, layout.flags, layout.codes, width
    records: list[_Records] = []
    for name, column in columns.items():
        slot = layout.slots[name]
        said = np.broadcast_to(column.said, rows)
        low = np.broadcast_to(column.low, rows)
        if slot.section is Section.FLAG:
            bits = (low.view(np.uint8) | 2) * said.view(np.uint8)
            sections[:, HEAD + slot.number // 4] |= bits << np.uint8(slot.number % 4 * 2)
        elif slot.section is Section.CODE:
            codes, rough = _codes(column, slot, low, said)
            sections[:, HEAD + layout.flags + slot.number] = codes
            records += rough
        else:
            records += _amounts(name, column, slot, rows)
    records.sort(key=lambda some: some.key)
    return _joined(sections, records)


def _codes(column: Column, slot: Slot, low: Array, said: Array) -> tuple[Array, list[_Records]]:
    """Return the byte of every row, and the records of those of which only a set of codes is known."""
    index = np.zeros(len(column.entries), np.uint8)
    mask = np.zeros(len(column.entries), np.int64)
    for place, entry in enumerate(column.entries):
        if isinstance(entry, str):
            index[place] = slot.codes.index(entry) + 1
        else:
            mask[place] = sum(1 << slot.codes.index(code) for code in entry)
    rough = []
    if mask.any():
        rows = np.flatnonzero((mask[low] > 0) & said)
        rough.append(_Records(CHOICES << 14 | slot.number, rows, mask[low[rows]]))
    return index[low] * said.view(np.uint8), rough


def _amounts(name: str, column: Column, slot: Slot, rows: int) -> Iterator[_Records]:
    low, high = (np.broadcast_to(ends, rows) for ends in (column.low, column.high))
    said = np.broadcast_to(column.said, rows)
    exact = said if column.is_exact else said & (low == high)
    some = np.flatnonzero(exact)
    yield _Records(EXACT << 14 | slot.number, some, _whole(name, low[some]))
    if not column.is_exact:
        some = np.flatnonzero(said & ~exact)
        yield _Records(LOWEST << 14 | slot.number, some, _whole(name, low[some]))
        yield _Records(HIGHEST << 14 | slot.number, some, _whole(name, high[some]))


def _whole(name: str, values: Array) -> Array:
    if values.dtype.kind != "f":
        return values.astype(np.int64)
    if (np.abs(values[np.isfinite(values)]) >= UNBOUNDED).any():
        raise UnfitValueError(f"{name} に、記録できないほど大きな値があります")
    return np.clip(values, -UNBOUNDED, UNBOUNDED).astype(np.int64)


def _joined(sections: Array, records: list[_Records]) -> Packed:
    """Return the vectors: each row's section, then its records in the order given."""
    rows, width = len(sections), sections.shape[1] // WORD
    counts = np.zeros(rows, np.int64)
    for some in records:
        counts[some.rows] += 1
    lengths = counts + width
    starts = np.cumsum(lengths) - lengths
    words = np.empty(int(lengths.sum()), "<u8")
    for word in range(width):
        words[starts + word] = sections[:, word * WORD : (word + 1) * WORD].copy().view("<u8").ravel()
    following = starts + width
    for some in records:
        words[following[some.rows]] = ((some.values << 16) + some.key).view("<u8")
        following[some.rows] += 1
    return Packed(words, starts, lengths)
