"""Which of the true rows of a plane some rows are, counted from zero: for many planes of a block at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from todoke.nights.planes import PlaneKind
from todoke.residents.block import Array

_SEGMENT: Final = 1 << 16
"""More than any row of a block: the rows of list number n are looked for as n * _SEGMENT + row."""

_LISTED: Final = (PlaneKind.OFFSETS, PlaneKind.HOLES)


def ranks(planes: Sequence[tuple[int, memoryview | bytes]], wanted: Array, rows: Array) -> Array:
    """Return the places of rows among the true rows of planes, plane after plane.

    ``wanted`` says of each plane, stored with a kind and bytes, which of the ``rows`` are asked about (bool, planes x
    rows); they must be true in it. ``SAME`` must have been resolved by the caller.
    """
    plane, which = np.nonzero(wanted)
    asked = rows[which].astype(np.int64)
    found = asked.copy()
    kinds = np.array([kind for kind, _ in planes], np.uint8)
    of_pair = kinds[plane]
    listed = [place for place, (kind, _) in enumerate(planes) if kind in _LISTED]
    if listed:
        pairs = np.flatnonzero((of_pair == PlaneKind.OFFSETS) | (of_pair == PlaneKind.HOLES))
        met = _before_in_lists(
            [planes[place][1] for place in listed], _numbers(listed, plane[pairs]), asked[pairs]
        )
        found[pairs] = np.where(of_pair[pairs] == PlaneKind.HOLES, asked[pairs] - met, met)
    bits = [place for place, (kind, _) in enumerate(planes) if kind == PlaneKind.BITS]
    if bits:
        pairs = np.flatnonzero(of_pair == PlaneKind.BITS)
        found[pairs] = _before_in_bits(
            [planes[place][1] for place in bits], _numbers(bits, plane[pairs]), asked[pairs]
        )
    return found


def _numbers(some: Sequence[int], planes: Array) -> Array:
    """Return which of some planes (ascending) each plane is."""
    return np.searchsorted(np.array(some), planes)


def _before_in_lists(lists: Sequence[memoryview | bytes], number: Array, rows: Array) -> Array:
    """Return how many rows of a list stand before each row, the list by its number."""
    lengths = np.array([len(one) // 2 for one in lists])
    starts = np.cumsum(lengths) - lengths
    keys = np.frombuffer(b"".join(lists), "<u2") + np.repeat(np.arange(len(lists)) * _SEGMENT, lengths)
    found: Array = np.searchsorted(keys, rows + number * _SEGMENT) - starts[number]
    return found


def _before_in_bits(planes: Sequence[memoryview | bytes], number: Array, rows: Array) -> Array:
    """Return how many bits of a plane are set before each row, the plane by its number."""
    width = len(planes[0])
    octets = np.zeros((len(planes), -(-width // 8) * 8), np.uint8)
    octets[:, :width] = np.frombuffer(b"".join(planes), np.uint8).reshape(len(planes), width)
    words = octets.view("<u8")
    counts = np.bitwise_count(words)
    before = np.cumsum(counts, axis=1, dtype=np.int32) - counts
    word, bit = rows >> 6, (rows & 63).astype(np.uint64)
    lower = words[number, word] & ((np.uint64(1) << bit) - np.uint64(1))
    found: Array = before[number, word] + np.bitwise_count(lower)
    return found
