"""What an app holds about a person (預かっている情報): told, exported and erased by every app in the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One thing that is held about a person, in words of the page."""

    what: str
    where_from: str
    since: date | None
    until: date | None
    """None: until it is taken back or deleted."""
    item: str = ""
    """The item a consent is about, where there is one: what can be taken back."""
    count: int = 1


class Holding(Protocol):
    """What one app holds; every app with rows about persons has one in ``holding.py`` (tests/architecture)."""

    @property
    def name(self) -> str:
        """Return the key under which the export has it."""

    def held(self, person_id: int) -> Sequence[HeldLine]:
        """Return what is held about the person."""

    def export(self, person_id: int) -> dict[str, Any]:
        """Return everything as JSON can say it, nothing of another person."""

    def erase(self, person_id: int, *, at: datetime) -> int:
        """Delete everything that may be deleted; return how many rows it was."""
