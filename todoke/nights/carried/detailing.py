"""Amounts and reasons of a program as containers; of yesterday, with those of some rows taken out and others put in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from todoke.engines.port import AmountColumns
from todoke.nights.stored import figures, planes
from todoke.nights.stored.containers import Container
from todoke.nights.stored.figures import FigureKind
from todoke.residents.block import Array


def amount_encoded(columns: AmountColumns, rows: int) -> tuple[Container, Container, Container]:
    """Return how an amount of ``rows`` possible rows is stored: who has it, the lower ends, the upper ends."""
    low = figures.encoded(columns.low)
    high: Container = (FigureKind.SAME, 0, b"")
    if columns.high is not columns.low:
        high = figures.encoded(columns.high)
        if high == low and high[0] != FigureKind.NONE:
            high = (FigureKind.SAME, 0, b"")
    return planes.encoded(columns.applies, rows), low, high


def patterns_encoded(codes: Array, patterns: Sequence[str]) -> tuple[tuple[str, ...], Container]:
    """Return the patterns of conditions that occur, in the order of their letters, and which row has which."""
    if len(patterns) == 1:
        return (patterns[0],), (0, 0, b"")
    occurring = np.flatnonzero(np.bincount(codes, minlength=len(patterns))).tolist()
    used = sorted((patterns[place], place) for place in occurring)
    if len(used) <= 1:
        return tuple(pattern for pattern, _ in used), (0, 0, b"")
    place_of = np.zeros(len(patterns), "<u2")
    for new, (_, old) in enumerate(used):
        place_of[old] = new
    renamed = place_of[codes]
    wide = len(used) > 256
    content = (renamed if wide else renamed.astype(np.uint8)).tobytes()
    return tuple(pattern for pattern, _ in used), (2 if wide else 1, 0, content)
