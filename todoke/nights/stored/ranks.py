"""Which of the true rows of a plane some rows are, counted from zero: for many planes of a block at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from todoke.nights.stored.planes import PlaneKind
from todoke.residents.block import Array

_MOST_ROWS: Final = 1 << 16
"""No block has more rows."""


def ranks(
    kinds: Array, contents: Sequence[memoryview | bytes], wanted: Array, rows: Array
) -> tuple[Array, Array]:
    """Return the places of rows among the true rows of planes, plane after plane; and how many rows there are of each.

    ``wanted`` says of each plane, stored with a kind and bytes, which of the ``rows`` (ascending) are true in it
    (bool, planes x rows). ``SAME`` must have been resolved by the caller.
    """
    counts = np.count_nonzero(wanted, axis=1)
    first = np.repeat(np.arange(len(kinds)) * len(rows), counts)
    asked = rows.take(np.flatnonzero(wanted) - first)
    found = asked.astype(np.int64)
    for kind in (PlaneKind.OFFSETS, PlaneKind.HOLES, PlaneKind.BITS):
        planes = np.flatnonzero((kinds == kind) & (counts > 0))
        if not len(planes):
            continue
        of_kind = [contents[place] for place in planes.tolist()]
        is_some = np.zeros(len(kinds), np.bool_)
        is_some[planes] = True
        some = np.flatnonzero(np.repeat(is_some, counts))
        if kind == PlaneKind.OFFSETS:
            found[some] = _in_lists(of_kind, counts[planes], rows)
        elif kind == PlaneKind.HOLES:
            found[some] -= _holes_before(of_kind, counts[planes], asked[some])
        else:
            found[some] = _before_in_bits(
                of_kind, np.repeat(np.arange(len(planes)), counts[planes]), asked[some]
            )
    return found, counts


def _in_lists(lists: Sequence[memoryview | bytes], counts: Array, rows: Array) -> Array:
    """Return where in each list the rows stand that are in it: so many as ``counts`` says."""
    lengths = np.array([len(one) // 2 for one in lists])
    # Looking up whether a listed row is one of the few costs less than looking for these in every list.
    is_asked = np.zeros(_MOST_ROWS, np.bool_)
    is_asked[rows] = True
    hits = np.flatnonzero(is_asked.take(np.frombuffer(b"".join(lists), "<u2")))
    found: Array = hits - np.repeat(np.cumsum(lengths) - lengths, counts)
    return found


def _holes_before(lists: Sequence[memoryview | bytes], counts: Array, rows: Array) -> Array:
    """Return how many holes each list has before some rows, of which ``counts`` are asked about in each."""
    ends = np.cumsum(counts)
    return np.concatenate(
        [
            np.frombuffer(one, "<u2").searchsorted(rows[end - count : end].astype("<u2"))
            for one, end, count in zip(lists, ends.tolist(), counts.tolist(), strict=True)
        ]
    )


def _before_in_bits(planes: Sequence[memoryview | bytes], number: Array, rows: Array) -> Array:
    """Return how many bits are set before some rows, each in the plane of its ``number``."""
    width = len(planes[0])
    octets = np.zeros((len(planes), -(-width // 8) * 8), np.uint8)
    octets[:, :width] = np.frombuffer(b"".join(planes), np.uint8).reshape(len(planes), width)
    words = octets.view("<u8")
    counts = np.bitwise_count(words)
    before = np.cumsum(counts, axis=1, dtype=np.int32) - counts
    place, bit = number * words.shape[1] + (rows >> 6), (rows & 63).astype(np.uint64)
    lower = words.take(place) & ((np.uint64(1) << bit) - np.uint64(1))
    found: Array = before.take(place) + np.bitwise_count(lower)
    return found
