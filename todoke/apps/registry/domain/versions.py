"""Which of a record's versions holds on a day, as far as was known at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar


class Dated(Protocol):
    """What the choice needs to know of a version."""

    @property
    def serial(self) -> int: ...
    @property
    def effective_from(self) -> date | None: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def statement(self) -> str: ...


Some = TypeVar("Some", bound=Dated)


def in_force(versions: Iterable[Some], *, on: date, known_at: datetime | None = None) -> Some | None:
    """Return the version that holds on ``on``, or None before the first and where all were withdrawn.

    With ``known_at`` the answer is what one would have been told at that instant. A record that had been retired
    by then answers with the version that says so.
    """
    known = [v for v in versions if known_at is None or v.recorded_at <= known_at]
    latest: dict[date, Some] = {}
    for version in sorted(known, key=lambda v: v.serial):
        latest[version.effective_from or date.min] = version
    for day in sorted(latest, reverse=True):
        if day <= on and latest[day].statement != "withdrawn":
            return latest[day]
    return None


def timeline(versions: Iterable[Some], *, known_at: datetime | None = None) -> list[tuple[Some, date | None]]:
    """Return what is known to hold one after another, each with the first day of the next, oldest first."""
    known = [v for v in versions if known_at is None or v.recorded_at <= known_at]
    latest: dict[date, Some] = {}
    for version in sorted(known, key=lambda v: v.serial):
        latest[version.effective_from or date.min] = version
    days = [day for day in sorted(latest) if latest[day].statement != "withdrawn"]
    return [(latest[day], after) for day, after in zip(days, [*days[1:], None], strict=True)]
