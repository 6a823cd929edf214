"""The containers of a block as they are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from todoke.residents.block import Array


@dataclass(frozen=True, slots=True)
class Shelf:
    """The containers of a block, side by side, as lists for one at a time and as arrays for many at once."""

    payload: memoryview
    kinds: list[int]
    counts: list[int]
    places: list[int]
    directory: Array
    """Kind, count and length of each container, side by side."""
    starts: Array
    """Where each container begins; and the end."""

    def content(self, number: int) -> memoryview:
        """Return the bytes of a container."""
        return self.payload[self.places[number] : self.places[number + 1]]

    def contents(self, numbers: Sequence[int]) -> list[memoryview]:
        """Return the bytes of some containers."""
        payload, places = self.payload, self.places
        return [payload[places[number] : places[number + 1]] for number in numbers]

    def container(self, number: int) -> tuple[int, int, memoryview]:
        """Return the kind, the count and the bytes of a container."""
        return self.kinds[number], self.counts[number], self.content(number)

    def is_same(self, number: int, other: Shelf, its: int) -> bool:
        """Tell whether a container is stored alike in another block."""
        return (
            self.kinds[number] == other.kinds[its]
            and self.counts[number] == other.counts[its]
            and self.content(number) == other.content(its)
        )
