"""What the measures need of residents: municipalities with their blocks, whoever keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from todoke.residents.block import Block

TOKYO = 14_077_552
"""Residents on 1 January 2026. Source: 東京都「住民基本台帳による東京都の世帯と人口」令和8年1月, 第7表."""


class Residents(Protocol):
    """Residents in blocks, as a snapshot holds them."""

    @property
    def identity(self) -> str:
        """A hash over everything that is known of them."""
        ...

    @property
    def municipalities(self) -> Sequence[str]:
        """The codes of the municipalities they live in."""
        ...

    @property
    def persons(self) -> int:
        """How many there are."""
        ...

    def blocks(self, municipality: str) -> Iterable[Block]:
        """Return the blocks of a municipality."""
        ...


class NamedResidents(Residents, Protocol):
    """Residents that have a name, as on the charts made of them."""

    @property
    def name(self) -> str:
        """What they are called."""
        ...
