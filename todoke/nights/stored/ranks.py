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

    ``wanted`` says of each plane, stored with a kind and bytes, which of the ``rows`` (ascending) are true in it
    (bool, planes x rows). ``SAME`` must have been resolved by the caller.
    """
    of_plane, which = np.divmod(np.flatnonzero(wanted), max(1, len(rows)))
    asked = rows[which]
    found = asked.astype(np.int64)
    alike: dict[int, list[int]] = {}
    for place, (kind, _) in enumerate(planes):
        alike.setdefault(kind, []).append(place)
    if listed := alike.get(PlaneKind.OFFSETS):
        some = _those_of(listed, of_plane, len(planes))
        found[some] = _in_lists([planes[place][1] for place in listed], rows, wanted[listed])
    for place in alike.get(PlaneKind.HOLES, ()):
        some = of_plane == place
        found[some] -= np.frombuffer(planes[place][1], "<u2").searchsorted(asked[some].astype("<u2"))
    if bits := alike.get(PlaneKind.BITS):
        some = _those_of(bits, of_plane, len(planes))
        number = np.repeat(np.arange(len(bits)), np.count_nonzero(wanted[bits], axis=1))
        found[some] = _before_in_bits([planes[place][1] for place in bits], number, asked[some])
    return found


def _those_of(planes: Sequence[int], of_plane: Array, count: int) -> Array:
    """Return which entries are of some of the planes (bool)."""
    chosen = np.zeros(count, np.bool_)
    chosen[planes] = True
    found: Array = chosen[of_plane]
    return found


def _in_lists(lists: Sequence[memoryview | bytes], rows: Array, wanted: Array) -> Array:
    """Return where in each list the rows stand that are in it, as ``wanted`` says (bool, lists x rows)."""
    lengths = np.array([len(one) // 2 for one in lists])
    # Looking up whether a listed row is one of the few costs less than looking for these in every list.
    is_asked = np.zeros(_MOST_ROWS, np.bool_)
    is_asked[rows] = True
    hits = np.flatnonzero(is_asked.take(np.frombuffer(b"".join(lists), "<u2")))
    found: Array = hits - np.repeat(np.cumsum(lengths) - lengths, np.count_nonzero(wanted, axis=1))
    return found


def _before_in_bits(planes: Sequence[memoryview | bytes], number: Array, rows: Array) -> Array:
    """Return how many bits are set before some rows, each in the plane of its ``number``."""
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
