"""Columns as bytes: nothing for what is the same for all, few rows as a list, the rest in the smallest type.

A *stream* is one array of a block, described by a short list that stands in the part's header:

| description | meaning |
|---|---|
| ``["=", type, value]`` | the same for every row |
| ``["b", at, check]`` | yes or no, eight rows a byte |
| ``["d", type, kept, at, base, check]`` | every row: ``base`` plus what is kept in the type ``kept`` |
| ``["+", type, kept, at, first, check]`` | every row: ``first`` plus the sum of the steps up to it |
| ``["s", type, fill, count, at, kept, base, check]`` | ``fill``, but for ``count`` rows named one by one |
| ``["o", fill, count, at, check]`` | yes or no: ``fill``, but for ``count`` rows |

``at`` counts from the first byte of the block; ``check`` is the sum of the 64-bit words, so that a damaged
column is noticed when it is read. Bytes are little-endian, every array begins at a multiple of :data:`ALIGNED`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from todoke.residents.block import Array

Stream: TypeAlias = list[Any]

ALIGNED = 64
_KEPT = ("|u1", "<u2", "<u4")
_SAMPLE = 128


class _Widths(dict[str, int]):
    """The bytes of each type, by its name."""

    def __missing__(self, name: str) -> int:
        self[name] = width = np.dtype(name).itemsize
        return width


_WIDTH = _Widths()


def width_of(kept: str) -> int:
    """Return how many bytes a value takes that is kept in a type."""
    return _WIDTH[kept]


class DamagedError(ValueError):
    """The bytes are not those that were written."""


class Bytes:
    """Collects the arrays of one block."""

    __slots__ = ("at", "pieces")

    def __init__(self) -> None:
        """Start at nothing."""
        self.at = 0
        self.pieces: list[bytes] = []

    def add(self, *arrays: Array) -> tuple[int, int]:
        """Keep arrays one behind the other; return where they begin and their check."""
        content = b"".join(array.tobytes() for array in arrays)
        content += bytes(-len(content) % ALIGNED)
        began, self.at = self.at, self.at + len(content)
        self.pieces.append(content)
        return began, check_of(np.frombuffer(content, np.uint8))


def check_of(content: Array) -> int:
    """Return the sum of the 64-bit words of some bytes (a multiple of eight), without its overflow.

    >>> check_of(np.arange(8, dtype="u1"))
    506097522914230528
    """
    return int(content.view("<u8").sum(dtype=np.uint64))


def encode(array: Array, into: Bytes, *, ascending: bool = False) -> Stream:
    """Return the description of an array whose content is added to ``into``.

    ``ascending`` are arrays that rise from row to row, such as ids: only the steps are kept.
    """
    if array.ndim == 0 or not array.size:
        return ["=", array.dtype.str, array.item() if array.ndim == 0 else 0]
    if array.dtype == np.bool_:
        return _encode_flags(array, into)
    low, high = array.min(), array.max()
    if low == high:
        return ["=", array.dtype.str, low.item()]
    if ascending:
        steps = np.diff(array, prepend=array[:1])
        if steps.min() >= 0 and (kept := _smallest(int(steps.max()))) is not None:
            at, check = into.add(steps.astype(kept))
            return ["+", array.dtype.str, kept, at, int(array[0]), check]
    fill = _commonest(array)
    rows = np.flatnonzero(array != fill)
    kept, base, width = _kept_as(array, low, high)
    if len(rows) * (2 + width) * 2 < array.size * width:
        some = array[rows]
        kept, base, _ = _kept_as(some, some.min(), some.max())
        at, check = into.add(_rows(rows), _shifted(some, base, kept))
        return ["s", array.dtype.str, fill.item(), len(rows), at, kept, base, check]
    at, check = into.add(_shifted(array, base, kept))
    return ["d", array.dtype.str, kept, at, base, check]


def _encode_flags(array: Array, into: Bytes) -> Stream:
    count = int(np.count_nonzero(array))
    if count in (0, array.size):
        return ["=", "|b1", bool(count)]
    fill = count * 2 > array.size
    few = array.size - count if fill else count
    if few * 32 < array.size:
        at, check = into.add(_rows(np.flatnonzero(array != fill)))
        return ["o", fill, few, at, check]
    at, check = into.add(np.packbits(array, bitorder="little"))
    return ["b", at, check]


def _rows(rows: Array) -> Array:
    """Return row numbers in two bytes, padded so that what follows is aligned to eight."""
    kept = np.zeros(len(rows) + -len(rows) % 4, "<u2")
    kept[: len(rows)] = rows
    return kept


def _smallest(span: int) -> str | None:
    return next((kept for kept in _KEPT if span < 1 << 8 * np.dtype(kept).itemsize), None)


def _kept_as(array: Array, low: Any, high: Any) -> tuple[str, int, int]:
    """Return the type and the base an array is kept with, and its width in bytes."""
    if array.dtype.kind == "f":
        return array.dtype.str, 0, array.dtype.itemsize
    base = 0 if low >= 0 and _smallest(int(high)) == _smallest(int(high) - int(low)) else int(low)
    kept = _smallest(int(high) - base)
    if kept is None:
        return array.dtype.str, 0, array.dtype.itemsize
    return kept, base, np.dtype(kept).itemsize


def _shifted(array: Array, base: int, kept: str) -> Array:
    return (array - array.dtype.type(base) if base else array).astype(kept)


def _commonest(array: Array) -> Any:
    """Return the value that a sample of the rows has most often."""
    sample = array[:: max(1, array.size // _SAMPLE)]
    values, counts = np.unique(sample, return_counts=True)
    return values[counts.argmax()]


def decode(stream: Stream, count: int, content: Array) -> Array:
    """Return the array of ``count`` rows that a description and the block's bytes stand for.

    What is the same for every row has the shape ``()``. Raises DamagedError.

    >>> into = Bytes()
    >>> stream = encode(np.array([3, 3, 900], np.int32), into)
    >>> decode(stream, 3, np.frombuffer(b"".join(into.pieces), np.uint8)).tolist()
    [3, 3, 900]
    """
    return _DECODERS[stream[0]](stream, count, content)


def decode_rows(stream: Stream, count: int, content: Array, rows: Array) -> Array:
    """Return some rows of an array without decoding the others.

    The bytes are taken as they are: whoever asks has compared the check of the whole block.

    >>> into = Bytes()
    >>> stream = encode(np.array([3, 3, 900], np.int32), into)
    >>> decode_rows(stream, 3, np.frombuffer(b"".join(into.pieces), np.uint8), np.array([2, 0])).tolist()
    [900, 3]
    """
    kind = stream[0]
    if kind == "=":
        return _constant(stream, count, content)
    # Rows in two bytes are looked for in lists of rows without turning these into anything else.
    rows = rows.astype(np.uint16)
    if kind == "b":
        at = stream[1]
        octets = content[at : at + (count + 7) // 8]
        bits: Array = octets[rows >> 3] >> (rows & 7).astype(np.uint8) & np.uint8(1)
        return bits.view(np.bool_)
    if kind == "d":
        _, wanted, kept, at, base, _ = stream
        stored = content[at : at + count * _WIDTH[kept]].view(kept)[rows]
        return stored.astype(wanted) + np.dtype(wanted).type(base) if base else stored.astype(wanted)
    if kind == "o":
        _, fill, few, at, _ = stream
        _, hit = _met(content[at : at + few * 2].view("<u2"), rows)
        return hit != fill if fill else hit
    if kind == "s":
        _, wanted, fill, few, at, kept, base, _ = stream
        values = at + (few + -few % 4) * 2
        place, hit = _met(content[at : at + few * 2].view("<u2"), rows)
        some = np.full(len(rows), fill, np.dtype(wanted))
        stored = content[values : values + few * _WIDTH[kept]].view(kept)
        some[hit] = stored[place[hit]].astype(wanted) + some.dtype.type(base)
        return some
    return decode(stream, count, content)[rows]


def uncommon(stream: Stream, content: Array) -> tuple[Array, Array]:
    """Return the rows that a stream of the kind ``s`` names (uint16, ascending), and their values.

    The bytes are taken as they are: whoever asks has compared the check of the whole block.
    """
    _, wanted, _, few, at, kept, base, _ = stream
    values = at + (few + -few % 4) * 2
    stored = content[values : values + few * _WIDTH[kept]].view(kept)
    return content[at : at + few * 2].view("<u2"), stored.astype(wanted) + np.dtype(wanted).type(base)


def _met(named: Array, rows: Array) -> tuple[Array, Array]:
    """Return where each row would stand among those named (ascending), and which of them are."""
    place = np.minimum(named.searchsorted(rows), max(len(named) - 1, 0))
    return place, named[place] == rows


def full(array: Array, count: int) -> Array:
    """Return the array with a row for each of ``count``, also where all are the same."""
    return np.full(count, array) if array.ndim == 0 else array


def _taken(content: Array, at: int, length: int, check: int) -> Array:
    padded = length + -length % ALIGNED
    found = content[at : at + padded]
    if len(found) < padded or check_of(found) != check:
        raise DamagedError("the bytes do not have the sum that was written with them")
    return found[:length]


def _constant(stream: Stream, count: int, content: Array) -> Array:
    return np.array(stream[2], np.dtype(stream[1]))


def _bits(stream: Stream, count: int, content: Array) -> Array:
    _, at, check = stream
    found = _taken(content, at, (count + 7) // 8, check)
    return np.unpackbits(found, count=count, bitorder="little").view(np.bool_)


def _dense(stream: Stream, count: int, content: Array) -> Array:
    _, wanted, kept, at, base, check = stream
    stored = _taken(content, at, count * np.dtype(kept).itemsize, check).view(kept)
    if base == 0:
        return stored if kept == wanted else stored.astype(wanted)
    found = stored.astype(wanted)
    found += found.dtype.type(base)
    return found


def _steps(stream: Stream, count: int, content: Array) -> Array:
    _, wanted, kept, at, first, check = stream
    found = np.cumsum(
        _taken(content, at, count * np.dtype(kept).itemsize, check).view(kept), dtype=np.dtype(wanted)
    )
    found += found.dtype.type(first)
    return found


def _sparse(stream: Stream, count: int, content: Array) -> Array:
    _, wanted, fill, few, at, kept, base, check = stream
    before = (few + -few % 4) * 2
    found = _taken(content, at, before + few * np.dtype(kept).itemsize, check)
    rows, values = found[: few * 2].view("<u2"), found[before:].view(kept)
    whole = np.full(count, fill, np.dtype(wanted))
    whole[rows] = values.astype(wanted) + whole.dtype.type(base)
    return whole


def _others(stream: Stream, count: int, content: Array) -> Array:
    _, fill, few, at, check = stream
    whole = np.full(count, fill)
    whole[_taken(content, at, (few + -few % 4) * 2, check)[: few * 2].view("<u2")] = not fill
    return whole


_DECODERS: dict[str, Callable[[Stream, int, Array], Array]] = {
    "=": _constant,
    "b": _bits,
    "d": _dense,
    "+": _steps,
    "s": _sparse,
    "o": _others,
}
