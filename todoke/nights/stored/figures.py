"""Amounts of the rows of a block in few bytes: one figure for all, a few figures, whole numbers, or as they are.

Figures come back to a millionth of their unit, infinities and "no amount" (NaN) included: what a quotient comes to
beyond that depends on who else was asked.
"""

from __future__ import annotations

import math
import struct
from enum import IntEnum
from typing import Final

import numpy as np

from todoke.residents.block import Array

_FEW: Final = 16
"""Up to so many different figures are listed once and then only pointed at."""

_SAMPLED: Final = 64
DECIMALS: Final = 6
_ONE: Final = struct.Struct("<d")
_NO_FIGURE: Final = float("nan")


class FigureKind(IntEnum):
    """How the figures are stored; ``SAME`` are the figures stored just before them, ``NONE`` means no figure."""

    NONE = 0
    SAME = 1
    CONSTANT = 2
    FEW = 3
    WHOLE = 4
    FLOATS = 5


def encoded(figures: Array | None) -> tuple[FigureKind, int, bytes]:
    """Return how figures (float64) are stored, how many different ones where few, and their bytes.

    One figure without rows (shape ``()``) stands for all rows alike.

    >>> encoded(np.array([5000.0, 5000.0]))[0]
    <FigureKind.CONSTANT: 2>
    """
    if figures is None:
        return FigureKind.NONE, 0, b""
    flat = np.asarray(figures, np.float64).reshape(-1)
    if len(flat) == 0:
        return FigureKind.FLOATS, 0, b""
    first = float(flat[0])
    if (flat == first).all() or (first != first and np.isnan(flat).all()):
        return (
            FigureKind.CONSTANT,
            1,
            _ONE.pack(round(first, DECIMALS) + 0.0 if first == first else _NO_FIGURE),
        )
    with np.errstate(invalid="ignore"):
        whole = flat.astype("<i4")
    is_whole = bool((whole == flat).all())
    bits = _bits(flat if is_whole else np.round(flat, DECIMALS))
    if (bits == bits[0]).all():
        return FigureKind.CONSTANT, 1, bits[:1].tobytes()
    few = _few(bits)
    if few is not None:
        listed, codes = few
        return FigureKind.FEW, len(listed), listed.tobytes() + codes.tobytes()
    if is_whole:
        return FigureKind.WHOLE, 0, whole.tobytes()
    return FigureKind.FLOATS, 0, bits.tobytes()


def decoded(kind: int, different: int, content: memoryview, rows: int) -> Array | None:
    """Return the figures again; ``SAME`` must have been resolved by the caller."""
    if kind == FigureKind.NONE:
        return None
    if kind == FigureKind.CONSTANT:
        return np.full(rows, np.frombuffer(content, "<f8")[0])
    if kind == FigureKind.FEW:
        listed = np.frombuffer(content[: 8 * different], "<f8")
        return listed[np.frombuffer(content[8 * different :], np.uint8)]
    if kind == FigureKind.WHOLE:
        return np.frombuffer(content, "<i4").astype(np.float64)
    return np.frombuffer(content, "<f8")


def decoded_at(kind: int, different: int, content: memoryview, places: Array) -> Array | None:
    """Return the figures of some rows only; ``SAME`` must have been resolved by the caller."""
    if kind == FigureKind.NONE:
        return None
    if kind == FigureKind.CONSTANT:
        return np.full(len(places), np.frombuffer(content, "<f8")[0])
    if kind == FigureKind.FEW:
        listed = np.frombuffer(content[: 8 * different], "<f8")
        return listed[np.frombuffer(content[8 * different :], np.uint8)[places]]
    if kind == FigureKind.WHOLE:
        return np.frombuffer(content, "<i4")[places].astype(np.float64)
    return np.frombuffer(content, "<f8")[places]


def rounded_bits(figures: Array) -> Array:
    """Return figures as they are stored, bit by bit (int64): equal where they come back equal."""
    return _bits(np.round(figures, DECIMALS))


def is_whole(figures: Array) -> bool:
    """Tell whether all figures are whole numbers of four bytes."""
    with np.errstate(invalid="ignore"):
        return bool((figures.astype("<i4") == figures).all())


def are_many(values: Array) -> bool:
    """Tell whether values are too many different ones to be listed, from as few of them as say so."""
    if len(set(values[:: max(1, len(values) // _SAMPLED)].tolist())) > _FEW:
        return True
    for sampled in (16 * _SAMPLED, len(values)):
        some = np.sort(values[:: max(1, len(values) // max(1, sampled))])
        if np.count_nonzero(some[1:] != some[:-1]) >= _FEW:
            return True
    return False


def listed_order(codes: bytes, different: int) -> list[int] | None:
    """Return in which order a few figures are listed for rows that have them; None where one occurs no more.

    >>> listed_order(bytes([1, 1, 0]), 2)
    [1, 0]
    """
    order = list(dict.fromkeys(codes[:: max(1, len(codes) // _SAMPLED)]))
    if len(order) < different:
        met = {codes.find(code): code for code in range(different) if code not in order}
        if -1 in met:
            return None
        order += [met[place] for place in sorted(met)]
    return order


def _bits(figures: Array) -> Array:
    # Adding zero makes one zero of two; a NaN is a NaN whatever stands in its other bits.
    exact = figures + 0.0
    if math.isnan(float(exact.sum())):
        exact[np.isnan(exact)] = np.nan
    return exact.view("<i8")


def _few(bits: Array) -> tuple[Array, Array] | None:
    listed = list(dict.fromkeys(bits[:: max(1, len(bits) // _SAMPLED)].tolist()))
    if len(listed) > _FEW:
        return None
    codes = np.zeros(len(bits), np.uint8)
    found = np.zeros(len(bits), np.bool_)
    place = 0
    while place < len(listed):
        same = bits == listed[place]
        found |= same
        if place:
            codes += same.view(np.uint8) * np.uint8(place)
        place += 1
        if place == len(listed) and not found.all():
            if place == _FEW:
                return None
            listed.append(int(bits[int(np.argmin(found))]))
    return np.array(listed, "<i8"), codes
