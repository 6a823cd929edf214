"""The containers of one block as they are gathered: a kind, a count and some bytes each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from todoke.nights.stored.layout import DIRECTORY

Container: TypeAlias = tuple[int, int, bytes | memoryview]
"""How something is stored, how many rows or values it has, and its bytes."""


class Containers:
    """Containers one after another."""

    def __init__(self) -> None:
        """Begin with none."""
        self._all: list[Container] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._all)

    @property
    def last(self) -> Container:
        """The one added last."""
        return self._all[-1]

    def add(self, kind: int, count: int, content: bytes | memoryview) -> None:
        """Add one container."""
        self._all.append((kind, count, content))

    def extend(self, containers: Sequence[Container]) -> None:
        """Add containers, one after the other."""
        self._all += containers

    def pieces(self) -> list[bytes | memoryview]:
        """Return the directory of all, and then the bytes of each."""
        kinds, counts, contents = zip(*self._all, strict=True) if self._all else ((), (), ())
        directory = np.empty(len(contents), DIRECTORY)
        directory["kind"] = bytearray(kinds)
        directory["count"], directory["length"] = counts, [len(one) for one in contents]
        return [directory.tobytes(), *contents]
