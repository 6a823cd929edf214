"""Which of the true rows of a plane some rows are, counted from zero: for many planes of a block at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from todoke.nights.stored.planes import PlaneKind
from todoke.residents.block import Array

_MOST_ROWS: Final = 1 << 16
"""No block has more rows."""


def ranks(planes: Sequence[tuple[int, memoryview | bytes]], wanted: Array, rows: Array) -> Array:
    """Return the places of rows among the true rows of planes, plane after plane.

    ``wanted`` says of each plane, stored with a kind and bytes, which of the ``rows`` (each once) are asked about
    (bool, planes x rows); they must be true in it. ``SAME`` must have been resolved by the caller.
    """
    found = np.zeros(wanted.shape, np.int64)
    alike: dict[int, list[int]] = {}
    for place, (kind, _) in enumerate(planes):
        alike.setdefault(kind, []).append(place)
    if full := alike.get(PlaneKind.FULL):
        found[full] = rows
    if listed := alike.get(PlaneKind.OFFSETS):
        _in_lists([planes[place][1] for place in listed], np.array(listed), rows, found)
    for place in alike.get(PlaneKind.HOLES, ()):
        found[place] = rows - np.frombuffer(planes[place][1], "<u2").searchsorted(rows.astype("<u2"))
    if bits := alike.get(PlaneKind.BITS):
        found[bits] = _before_in_bits([planes[place][1] for place in bits], rows)
    asked: Array = found[wanted]
    return asked


def _in_lists(lists: Sequence[memoryview | bytes], planes: Array, rows: Array, found: Array) -> None:
    """Note where in each list the rows stand that are in it; ``planes`` are the planes of the lists."""
    ends = np.cumsum([len(one) // 2 for one in lists])
    listed = np.frombuffer(b"".join(lists), "<u2").astype(np.intp)
    # Looking up whether a listed row is one of the few costs less than looking for these in every list.
    which = np.full(_MOST_ROWS, -1, np.int32)
    which[rows] = np.arange(len(rows), dtype=np.int32)
    which_of = which.take(listed)
    hits = np.flatnonzero(which_of >= 0)
    number = ends.searchsorted(hits, side="right")
    found[planes[number], which_of[hits]] = hits - np.concatenate(([0], ends))[number]


def _before_in_bits(planes: Sequence[memoryview | bytes], rows: Array) -> Array:
    """Return how many bits of each plane are set before each row (planes x rows)."""
    width = len(planes[0])
    octets = np.zeros((len(planes), -(-width // 8) * 8), np.uint8)
    octets[:, :width] = np.frombuffer(b"".join(planes), np.uint8).reshape(len(planes), width)
    words = octets.view("<u8")
    counts = np.bitwise_count(words)
    before = np.cumsum(counts, axis=1, dtype=np.int32) - counts
    word, bit = rows >> 6, (rows & 63).astype(np.uint64)
    lower = words[:, word] & ((np.uint64(1) << bit) - np.uint64(1))
    found: Array = before[:, word] + np.bitwise_count(lower)
    return found
