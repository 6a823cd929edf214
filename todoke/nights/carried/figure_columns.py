"""Figures of the amounts of a block as they are stored, gathered by their width so that all are spliced at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from todoke.nights.carried.detailing import Container
from todoke.nights.carried.splicing import Edits, Spliced, splice
from todoke.nights.carried.told_anew import ToldEnd
from todoke.nights.stored.figures import FigureKind, are_many, is_whole, listed_order
from todoke.nights.stored.totals import parts_of
from todoke.residents.block import Array

Added: TypeAlias = tuple[int, int, int, int]
"""What an end of an amount adds to the sums: of the eligible in hundredths and how many are infinite, of the
undetermined the same."""

_NOTHING = np.empty(0, np.int64)
_UNLISTED = 255


@dataclass(frozen=True, slots=True)
class _Few:
    """A few figures as they are listed: bit by bit, by their codes, and what each adds to a sum."""

    bits: Array
    code_of: dict[int, int]
    parts: Array
    infinite: Array


@lru_cache(maxsize=4096)
def _few(listed: bytes) -> _Few:
    bits = np.frombuffer(listed, "<i8")
    parts, infinite = parts_of(bits.view("<f8"))
    return _Few(bits, {one: code for code, one in enumerate(bits.tolist())}, parts, infinite)


@dataclass(slots=True)
class Column:
    """One end of an amount of a program: how it was stored, what is put in; when spliced how it is stored today."""

    kind: int
    listed: bytes
    content: memoryview
    plane: int
    told: ToldEnd | None
    rows: slice
    """Those of the rows told anew that are put in."""
    put: Array
    stored: Container | None = None
    """None where the figures are to be stored in another way than yesterday."""
    gone: Added = (0, 0, 0, 0)
    come: Added = (0, 0, 0, 0)
    out_bits: Array = field(default_factory=lambda: _NOTHING)

    @property
    def put_bits(self) -> Array:
        """The figures put in, bit by bit."""
        return _NOTHING if self.told is None else self.told.bits[self.rows]


def column_of(
    kind: int, count: int, content: memoryview, plane: int, told: ToldEnd | None, rows: slice
) -> Column | None:
    """Return a stored column with what is to be put in; None where that cannot be stored as yesterday."""
    listed = b""
    if kind == FigureKind.FEW:
        listed, content = bytes(content[: 8 * count]), content[8 * count :]
    put: Array | None = np.empty(0, _STORED[kind])
    if told is not None:
        put = _put(kind, listed, told, rows)
    return None if put is None else Column(kind, listed, content, plane, told, rows, put)


_STORED: dict[int, Any] = {
    FigureKind.FEW: np.uint8,
    FigureKind.WHOLE: np.dtype("<i4"),
    FigureKind.FLOATS: np.dtype("<i8"),
}


def _put(kind: int, listed: bytes, told: ToldEnd, rows: slice) -> Array | None:
    if kind == FigureKind.FEW:
        known = _few(listed).code_of
        codes = [known.get(one, _UNLISTED) for one in told.different]
        put: Array = np.array(codes, np.uint8)[told.codes[rows]]
        return None if _UNLISTED in codes and (put == _UNLISTED).any() else put
    if kind == FigureKind.FLOATS:
        return told.bits[rows]
    figures = told.figures[rows]
    return figures.astype("<i4") if is_whole(figures) else None


def splice_figures(columns: Sequence[Column], edits: Edits, out_open: Array, into_open: Array) -> None:
    """Splice columns, all of one kind together.

    ``out_open`` and ``into_open`` tell who of those taken out and put in was and is undetermined (bool, one for
    each place of the edits).
    """
    for kind in _STORED:
        some = [one for one in columns if one.kind == kind]
        if not some:
            continue
        planes = np.array([one.plane for one in some])
        spliced = splice(
            [one.content for one in some], _STORED[kind], planes, edits, [one.put for one in some]
        )
        for one, new in zip(some, spliced.columns, strict=True):
            one.stored = _stored(one, new)
        _take_out(some, spliced, out_open[edits.out.along(planes)])
        _put_in(some, into_open[edits.into.along(planes)])


def _stored(one: Column, new: Array) -> Container | None:
    """Return how the figures of today are stored; None where not in the way of yesterday."""
    if one.kind == FigureKind.FEW:
        codes, different = new.tobytes(), len(one.listed) // 8
        order = listed_order(codes, different)
        if order is None:
            return None
        if order == list(range(different)):
            return FigureKind.FEW, different, one.listed + codes
        renamed = bytearray(256)
        for new_code, code in enumerate(order):
            renamed[code] = new_code
        listed = b"".join(one.listed[8 * code : 8 * code + 8] for code in order)
        return FigureKind.FEW, different, listed + codes.translate(renamed)
    if not are_many(new) or (one.kind == FigureKind.FLOATS and is_whole(new.view("<f8"))):
        return None
    return one.kind, 0, new.tobytes()


def _take_out(columns: Sequence[Column], spliced: Spliced, is_open: Array) -> None:
    """Note what was taken out of each column, bit by bit and as parts of sums."""
    out, bounds = spliced.out, spliced.bounds.tolist()
    for one, start, end in zip(columns, bounds, bounds[1:], strict=False):
        taken = out[start:end]
        if one.kind == FigureKind.FEW:
            one.out_bits = _few(one.listed).bits[taken]
        elif one.kind == FigureKind.WHOLE:
            one.out_bits = taken.astype("<f8").view("<i8")
        else:
            one.out_bits = taken
    if columns[0].kind == FigureKind.FEW:
        known = np.zeros((2, len(columns), 16), np.int64)
        for place, one in enumerate(columns):
            few = _few(one.listed)
            known[0, place, : len(few.parts)], known[1, place, : len(few.parts)] = few.parts, few.infinite
        parts, infinite = known[:, np.repeat(np.arange(len(columns)), np.diff(spliced.bounds)), out]
    else:
        parts, infinite = parts_of(np.concatenate([one.out_bits for one in columns]).view("<f8"))
    for one, added in zip(columns, _added(parts, infinite, is_open, spliced.bounds), strict=True):
        one.gone = added


def _put_in(columns: Sequence[Column], is_open: Array) -> None:
    """Note what is put into each column as parts of sums."""
    told = [one for one in columns if one.told is not None]
    bounds = np.concatenate(([0], np.cumsum([len(one.put) for one in told]))).astype(np.int64)
    if not told:
        return
    parts = np.concatenate([one.told.added[0][one.rows] for one in told if one.told is not None])
    infinite = np.concatenate([one.told.added[1][one.rows] for one in told if one.told is not None])
    for one, added in zip(told, _added(parts, infinite, is_open, bounds), strict=True):
        one.come = added


def _added(parts: Array, infinite: Array, is_open: Array, bounds: Array) -> list[Added]:
    """Return the sums of each column."""
    many = np.zeros((4, len(parts) + 1), np.int64)
    many[0, 1:], many[1, 1:] = parts, infinite
    many[2, 1:], many[3, 1:] = parts * is_open, infinite * is_open
    many[:2] -= many[2:]
    sums = np.diff(np.cumsum(many, axis=1)[:, bounds], axis=1)
    return list(zip(*sums.tolist(), strict=True))
