"""Ids of the rows of a block in few bytes: steps from one to the next."""

from __future__ import annotations

import numpy as np

from todoke.residents.block import Array


def packed_ids(ids: Array) -> bytes:
    """Return ids as steps from one to the next, in the narrowest whole numbers that hold them.

    >>> len(packed_ids(np.arange(7_000_000_000, 7_000_000_100)))
    107
    """
    if len(ids) == 0:
        return b""
    steps = np.diff(np.asarray(ids, np.int64))
    narrowest = next(
        kind
        for kind in (np.int8, np.int16, np.int32, np.int64)
        if len(steps) == 0 or (steps.min() >= np.iinfo(kind).min and steps.max() <= np.iinfo(kind).max)
    )
    return np.asarray(ids[:1], "<i8").tobytes() + steps.astype(narrowest).tobytes()


def unpacked_ids(content: memoryview, count: int) -> Array:
    """Return the ids again."""
    if count == 0:
        return np.empty(0, np.int64)
    ids = np.empty(count, np.int64)
    ids[0] = np.frombuffer(content[:8], "<i8")[0]
    if count > 1:
        width = (len(content) - 8) // (count - 1)
        ids[1:] = np.frombuffer(content[8:], f"<i{width}")
    return np.cumsum(ids, out=ids)
