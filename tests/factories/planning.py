"""Plans for tests: people with wishes, nights made by hand, and the ports of planning over them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import numpy as np

from tests.factories.actors import NOON
from todoke.apps.people.models import Household, Person
from todoke.apps.planning.actions.plans import TwoNights
from todoke.apps.planning.ports import MemoryTold, Ports
from todoke.apps.planning.queries.told import pushed_counts
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.aligned.changes import Cause, Changes, Kind, Reason
from todoke.residents.block import Array
from todoke.rules.library import rulebook_of
from todoke.rules.rulebook import Rulebook
from todoke.telling.candidates import Recipients
from todoke.telling.reference import Recipient

CHOFU, SUMIDA = "132080", "131075"
TODAY = date(2026, 11, 22)
AT = NOON


def book() -> Rulebook:
    """Return the real rules."""
    return rulebook_of(Path(__file__).resolve().parents[2] / "data")


def somebody(area: str = CHOFU) -> Person:
    """Return a resident alone in a household."""
    household = Household.objects.create(municipality_id=area)
    return Person.objects.create(household=household, municipality_id=area, relation=0)


@dataclass
class Town:
    """Who reads about whom, and what they wish; everybody agreed to everything unless said otherwise."""

    readers: dict[int, list[int]] = field(default_factory=dict)
    """By the person or household it is about."""
    wishes: dict[int, Recipient] = field(default_factory=dict)
    refused_items: set[tuple[int, str]] = field(default_factory=set)
    stopped: set[tuple[str, str]] = field(default_factory=set)
    told: MemoryTold = field(default_factory=MemoryTold)

    def ports(self) -> Ports:
        """Return the ports over this town."""
        return Ports(
            readers_about=self._readers,
            addressee_of_households=self._readers,
            wishes=self._wishes,
            stopped=lambda: frozenset(self.stopped),
            tell=self.told,
        )

    def wish(self, person: int, **changes: object) -> None:
        """Change what somebody wishes."""
        self.wishes[person] = replace(self.wishes.get(person, Recipient()), **changes)  # type: ignore[arg-type]

    def _readers(self, ids: Array, *, on: date) -> tuple[Array, Array]:
        pairs = [
            (reader, place)
            for place, about in enumerate(ids.tolist())
            for reader in self.readers.get(about, [])
        ]
        return (
            np.array([reader for reader, _ in pairs], np.int64),
            np.array([place for _, place in pairs], np.int64),
        )

    def _wishes(self, ids: Array, items: tuple[str, ...], *, at: datetime) -> Recipients:
        who = [self.wishes.get(one, Recipient()) for one in ids.tolist()]
        masks = np.ones((len(ids), len(items)), np.uint8)
        for row, one in enumerate(ids.tolist()):
            for column, item in enumerate(items):
                masks[row, column] = (one, item) not in self.refused_items
        return Recipients(
            ids=ids,
            none=np.array([one.none for one in who], np.bool_),
            topics=np.array([one.topics for one in who], np.int64),
            channels=np.array([one.channels for one in who], np.uint8),
            budget=np.array([one.budget for one in who], np.uint8),
            used=pushed_counts(ids, at=at),
            quiet_from=np.array([one.quiet_from for one in who], np.int16),
            quiet_until=np.array([one.quiet_until for one in who], np.int16),
            roundup_day=np.array([one.roundup_day for one in who], np.int8),
            silenced=np.array([one.is_silenced for one in who], np.bool_),
            shielded=np.array([one.is_shielded for one in who], np.bool_),
            dead=np.array([one.is_dead for one in who], np.bool_),
            masks=masks,
        )


def gained(program_id: str, *ids: int, area: str = CHOFU, unit: str = "person") -> Changes:
    """Return that these are newly eligible."""
    return Changes(
        municipality=area,
        program_id=program_id,
        unit=unit,  # type: ignore[arg-type]
        kind=Kind.GAINED,
        ids=np.array(ids, np.int64),
        reasons=(Reason(Cause.CALENDAR),),
        reason_of=np.zeros(len(ids), np.int64),
    )


def due(program_id: str, days: int, *ids: int, area: str = CHOFU, unit: str = "person") -> Soon:
    """Return that these have a deadline in so many days."""
    last = np.full(len(ids), TODAY.toordinal() + days, np.int64)
    return Soon(Coming.DEADLINE, area, program_id, unit, np.array(ids, np.int64), last)  # type: ignore[arg-type]


def nights(*found: Changes | Soon, mark: str = "") -> TwoNights:
    """Return two nights that came to this."""
    return TwoNights(
        before="2026-11-21",
        after="2026-11-22",
        changes=[one for one in found if isinstance(one, Changes)],
        coming=[one for one in found if isinstance(one, Soon)],
        mark=mark,
    )
