"""The containers of one block as they are gathered: a kind, a count and some bytes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from todoke.nights.stored.layout import DIRECTORY


@dataclass(slots=True)
class Containers:
    """Containers one after another, column by column."""

    kinds: list[int] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    lengths: list[int] = field(default_factory=list)
    chunks: list[bytes | memoryview] = field(default_factory=list)

    def add(self, kind: int, count: int, content: bytes | memoryview) -> None:
        """Add one container."""
        self.kinds.append(kind)
        self.counts.append(count)
        self.lengths.append(len(content))
        self.chunks.append(content)

    def extend(self, containers: Sequence[tuple[int, int, bytes | memoryview]]) -> None:
        """Add containers, one after the other."""
        for kind, count, content in containers:
            self.kinds.append(kind)
            self.counts.append(count)
            self.chunks.append(content)
        self.lengths += [len(content) for _, _, content in containers]

    def directory(self) -> bytes:
        """Return what stands in front of the chunks."""
        found = np.empty(len(self.kinds), DIRECTORY)
        found["kind"] = bytearray(self.kinds)
        found["count"], found["length"] = self.counts, self.lengths
        return found.tobytes()
