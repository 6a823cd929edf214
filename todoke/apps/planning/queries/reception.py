"""What the registry itself says of the days ahead (登録の日付): a program opens, closes, changed its days, or ends.

Nobody's answer need change for it: who can receive the program is told what its office wrote (B6).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pydantic import ValidationError

from todoke.apps.registry.domain.versions import in_force, timeline
from todoke.apps.registry.models import Record, Statement, Version
from todoke.base.clock import JST
from todoke.records.content import read_content
from todoke.records.nearing import closes_next, opens_next
from todoke.records.periods import Period
from todoke.telling.occasions import Occasion

ALL_TOKYO = "130001"


class Milestone(StrEnum):
    """What happens."""

    OPENS = "opens"
    CLOSES = "closes"
    CHANGED = "changed"
    """Its office wrote other days than before."""
    ENDS = "ends"
    """The record says that the program is no more from a day on."""
    PAID = "paid"
    """It is paid without an application; the day is the last to refuse it."""


_OCCASIONS = {
    Milestone.OPENS: Occasion.REGISTRY,
    Milestone.CHANGED: Occasion.REGISTRY,
    Milestone.CLOSES: Occasion.DEADLINE,
    Milestone.ENDS: Occasion.ENDS,
    Milestone.PAID: Occasion.PAID,
}


@dataclass(frozen=True, slots=True)
class Reception:
    """One day of one record, for the municipalities it holds in."""

    program_id: str
    milestone: Milestone
    day: date
    """The first day, the last day, or the day on which the change was written."""
    areas: frozenset[str]
    """Empty: every municipality that has no record of its own for the program."""
    begins: date | None = None
    """About when it is paid."""

    @property
    def occasion(self) -> Occasion:
        """Return on which occasion it is told."""
        return _OCCASIONS[self.milestone]

    @property
    def is_last_day(self) -> bool:
        """Return whether the day is the last on which something can be done."""
        return self.milestone in (Milestone.CLOSES, Milestone.ENDS, Milestone.PAID)

    def holds_in(self, area: str, local: frozenset[tuple[str, str]]) -> bool:
        """Return whether it holds in a municipality; of ``local`` programs it keeps a record of its own."""
        return area in self.areas if self.areas else (self.program_id, area) not in local


@dataclass(frozen=True, slots=True)
class Receptions:
    """All that lies ahead."""

    found: tuple[Reception, ...] = ()
    local: frozenset[tuple[str, str]] = frozenset()
    """Programs with the municipalities that keep a record of their own of them."""

    @property
    def programs(self) -> frozenset[str]:
        """Return the programs something is said of."""
        return frozenset(one.program_id for one in self.found)

    @property
    def mark(self) -> str:
        """Return a mark that differs where something else lies ahead."""
        lines = sorted(
            f"{one.program_id} {one.milestone} {one.day} {sorted(one.areas)}" for one in self.found
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def receptions(*, on: date, since: datetime | None, days: int) -> Receptions:
    """Return what opens, closes or ends within ``days`` of a day, and what changed after ``since`` (None: nothing).

    Only published records that name a program of the rulebook; what cannot be read is left out, and the desk's
    inspection tells of it.
    """
    return _within(_listed(), on=on, since=since, days=days)


def registered_days(days: int) -> Callable[[date], Receptions]:
    """Return what tells, for any day, what opens, closes or ends within ``days`` of it; the registry is read once."""
    listed = _listed()
    return lambda on: _within(listed, on=on, since=None, days=days)


@dataclass(frozen=True, slots=True)
class _Listed:
    """A record that names a program: what it says now, and all it ever said."""

    program_id: str
    areas: frozenset[str]
    periods: tuple[Period, ...]
    versions: list[Version]


def _listed() -> list[_Listed]:
    rows = Record.objects.published().filter(synthetic=False).exclude(rules="")
    return [
        _Listed(record.rules, *_said(record.current), list(record.versions.all()))
        for record in rows.select_related("current").prefetch_related("versions").order_by("pk")
    ]


def _within(listed: Sequence[_Listed], *, on: date, since: datetime | None, days: int) -> Receptions:
    last = on + timedelta(days=days)
    found = [
        Reception(one.program_id, milestone, day, one.areas)
        for one in listed
        for milestone, day in _steps(one.periods, one.versions, on=on, since=since)
        if day <= last
    ]
    local = frozenset((one.program_id, area) for one in listed for area in one.areas)
    return Receptions(tuple(dict.fromkeys(found)), local)


def _steps(
    periods: Sequence[Period], versions: list[Version], *, on: date, since: datetime | None
) -> Iterable[tuple[Milestone, date]]:
    for period in periods:
        if (first := opens_next(period, on)) is not None and first > on:
            yield Milestone.OPENS, first
        if (last := closes_next(period, on)) is not None:
            yield Milestone.CLOSES, last
    ended = [
        version.effective_from for version, _ in timeline(versions) if version.statement == Statement.RETIRED
    ]
    for day in ended:
        if day is not None and day > on:
            yield Milestone.ENDS, day - timedelta(days=1)
    if since is not None:
        before = in_force(versions, on=since.astimezone(JST).date(), known_at=since)
        if before is not None and before.statement == Statement.HOLDS and _said(before)[1] != tuple(periods):
            yield Milestone.CHANGED, on


def _said(version: Version | None) -> tuple[frozenset[str], tuple[Period, ...]]:
    """Return the municipalities a version holds in (none: all) and when one may apply."""
    if version is None:
        return frozenset(), ()
    try:
        content = read_content(version.raw)
    except ValidationError:
        return frozenset(), ()
    areas = frozenset() if ALL_TOKYO in content.area else frozenset(content.area)
    return areas, tuple(period for period in content.periods if period.purpose == "apply")
