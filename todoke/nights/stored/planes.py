"""Truths of the rows of a block in few bytes: all alike, a list of rows, or one bit per row."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np

from todoke.engines.port import Plane
from todoke.residents.block import MOST_PERSONS, Array

_ROWS_PER_OFFSET: Final = 16
"""An offset takes as many bits as this many rows do: lists pay below one row in so many."""


class PlaneKind(IntEnum):
    """How a plane is stored; ``SAME`` is the plane stored just before it."""

    EMPTY = 0
    FULL = 1
    OFFSETS = 2
    HOLES = 3
    BITS = 4
    SAME = 5


def encoded(plane: Plane, rows: int, *, listed: Array | None = None) -> tuple[PlaneKind, int, bytes]:
    r"""Return how a plane of ``rows`` rows is stored, how many rows are true, and its bytes.

    ``listed`` are the true rows, ascending, where they are known already.

    >>> encoded(np.array([False, True] + [False] * 62), 64)
    (<PlaneKind.OFFSETS: 2>, 1, b'\x01\x00')
    """
    if isinstance(plane, bool | np.bool_):
        return (PlaneKind.FULL, rows, b"") if plane and rows else (PlaneKind.EMPTY, 0, b"")
    if rows > MOST_PERSONS:
        raise ValueError(f"a block of {rows} rows")
    count = len(listed) if listed is not None else int(np.count_nonzero(plane))
    kind = kind_of(count, rows)
    if kind == PlaneKind.OFFSETS:
        chosen = np.flatnonzero(plane) if listed is None else listed
        return kind, count, chosen.astype("<u2").tobytes()
    if kind == PlaneKind.HOLES:
        return kind, count, np.flatnonzero(~plane).astype("<u2").tobytes()
    return kind, count, b"" if kind != PlaneKind.BITS else np.packbits(plane, bitorder="little").tobytes()


def kind_of(count: int, rows: int) -> PlaneKind:
    """Return how a plane is stored of which ``count`` of ``rows`` rows are true."""
    if count == 0:
        return PlaneKind.EMPTY
    if count == rows:
        return PlaneKind.FULL
    if count * _ROWS_PER_OFFSET < rows:
        return PlaneKind.OFFSETS
    return PlaneKind.HOLES if (rows - count) * _ROWS_PER_OFFSET < rows else PlaneKind.BITS


def decoded(kind: int, content: memoryview, rows: int) -> Plane:
    """Return the plane again; ``SAME`` must have been resolved by the caller."""
    if kind == PlaneKind.EMPTY:
        return False
    if kind == PlaneKind.FULL:
        return True
    if kind == PlaneKind.BITS:
        return np.unpackbits(np.frombuffer(content, np.uint8), count=rows, bitorder="little").view(np.bool_)
    listed = np.frombuffer(content, "<u2")
    plane = (np.ones if kind == PlaneKind.HOLES else np.zeros)(rows, np.bool_)
    plane[listed] = kind == PlaneKind.OFFSETS
    return plane


def true_rows(kind: int, content: memoryview, rows: int) -> Array:
    """Return the rows where the plane is true, ascending (int32)."""
    if kind == PlaneKind.OFFSETS:
        return np.frombuffer(content, "<u2").astype(np.int32)
    if kind == PlaneKind.EMPTY:
        return np.empty(0, np.int32)
    if kind == PlaneKind.FULL:
        return np.arange(rows, dtype=np.int32)
    return np.flatnonzero(decoded(kind, content, rows)).astype(np.int32)


def places(kind: int, content: memoryview, wanted: Array) -> Array:
    """Return which of the true rows each of some true rows is, counted from zero."""
    if kind == PlaneKind.FULL:
        return wanted
    if kind == PlaneKind.OFFSETS:
        return _before(content, wanted)
    if kind == PlaneKind.HOLES:
        found: Array = wanted - _before(content, wanted)
        return found
    octets = np.frombuffer(content, np.uint8)
    before = np.cumsum(np.bitwise_count(octets), dtype=np.int64) - np.bitwise_count(octets)
    octet, bit = wanted >> 3, wanted & 7
    lower = octets[octet] & (np.left_shift(1, bit) - 1).astype(np.uint8)
    counted: Array = before[octet] + np.bitwise_count(lower)
    return counted


def _before(listed: memoryview, wanted: Array) -> Array:
    """Return how many listed rows stand before each row, which is looked for in two bytes as they are."""
    return np.frombuffer(listed, "<u2").searchsorted(wanted.astype("<u2"))


def are_true(kind: int, content: memoryview, wanted: Array) -> Array:
    """Return which of some rows are true."""
    if kind in (PlaneKind.EMPTY, PlaneKind.FULL):
        return np.full(len(wanted), kind == PlaneKind.FULL)
    if kind == PlaneKind.BITS:
        octets = np.frombuffer(content, np.uint8)
        bits: Array = octets[wanted >> 3] >> (wanted & 7).astype(np.uint8) & np.uint8(1)
        return bits.astype(np.bool_)
    listed = np.frombuffer(content, "<u2")
    place = np.minimum(_before(content, wanted), len(listed) - 1)
    found: Array = listed[place] == wanted
    return found if kind == PlaneKind.OFFSETS else ~found
