"""What is wrong with residents that were given: named by place and column, counted, never by person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


class PopulationError(ValueError):
    """A population that cannot be read at all; the message names the file and the cure."""


class SnapshotError(ValueError):
    """A snapshot that is missing, damaged or of another making; the message names the file and the cure."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in one municipality: how many households are set aside for it (none for a mere warning)."""

    municipality: str
    column: str
    message: str
    households: int = 0

    def as_record(self) -> dict[str, Any]:
        """Return the problem as it is written down."""
        return asdict(self)

    def __str__(self) -> str:
        aside = f"({self.households:,}世帯を除きました)" if self.households else ""
        return f"{self.municipality} {self.column}: {self.message}{aside}"
