"""Drawing by lot (抽選), the same lot whenever it is drawn for the same thing."""

from __future__ import annotations

import hashlib

import numpy as np


def draw(words: str, count: int, most: int) -> list[int]:
    """Return at most ``most`` different numbers below ``count``, ascending, that hang on the words alone.

    >>> draw("a night", 5, 9)
    [0, 1, 2, 3, 4]
    >>> draw("a night", 1000, 3) == draw("a night", 1000, 3) != draw("another", 1000, 3)
    True
    """
    seed = int.from_bytes(hashlib.sha256(words.encode()).digest()[:16])
    found = np.random.default_rng(seed).choice(count, min(count, most), replace=False)
    return sorted(int(number) for number in found)
