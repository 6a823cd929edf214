"""The notice somebody answers to (答える相手のお知らせ), and where it is kept: a port that tests replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Protocol
from uuid import UUID

from todoke.apps.access.domain.actors import Actor
from todoke.apps.notices.actions.notices import withdraw_notice
from todoke.apps.notices.models import Notice, Silence

SAME_VISIT = timedelta(hours=1)
"""How long after reading a notice one may be asked how it was; later nobody asks."""


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """What answers need of a notice: whose it is, by which rule it came, never its words."""

    thing: ClassVar[str] = "notice"
    is_shielded: ClassVar[bool] = False

    id: int
    row: UUID
    person_id: int
    municipality: str
    rule: str
    program_id: str
    occasion: str
    created_at: datetime
    deadline: date | None = None
    read_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reason: Mapping[str, Any] = field(default_factory=dict)

    @property
    def owner_id(self) -> int | None:
        """Return whose it is."""
        return self.person_id

    @property
    def area(self) -> str:
        """Return the sender's municipality."""
        return self.municipality

    def may_be_rated(self, *, at: datetime) -> bool:
        """Tell whether its reader may be asked how it was: while reading it, and never about one taken back."""
        return self.withdrawn_at is None and (self.read_at is None or at - self.read_at <= SAME_VISIT)


class Notices(Protocol):
    """Where notices are kept."""

    def find(self, row: UUID) -> SeenNotice | None:
        """Return a notice within the scope, or None."""

    def of_rule(self, rule: str, area: str, *, since: datetime) -> Sequence[int]:
        """Return the notices a rule made in a municipality that still stand."""

    def withdraw(self, notice_ids: Sequence[int], *, why: str, by: Actor | str, at: datetime) -> int:
        """Take notices back, with every hint of them that waits; return how many."""

    def is_quiet(self, person_id: int, *, at: datetime) -> bool:
        """Tell whether somebody must not be asked anything now, as after a death."""


class StoredNotices:
    """The notices in the database."""

    def find(self, row: UUID) -> SeenNotice | None:
        """Return a notice within the scope, or None."""
        found = Notice.objects.filter(row=row).first()
        if found is None:
            return None
        return SeenNotice(
            id=found.pk,
            row=found.row,
            person_id=found.person_id,
            municipality=found.municipality_id,
            rule=found.rule,
            program_id=found.program_id,
            occasion=found.occasion,
            created_at=found.created_at,
            deadline=found.deadline,
            read_at=found.read_at,
            withdrawn_at=found.withdrawn_at,
            reason=found.reason or {},
        )

    def of_rule(self, rule: str, area: str, *, since: datetime) -> Sequence[int]:
        """Return the notices a rule made in a municipality that still stand."""
        rows = Notice.objects.filter(
            rule=rule, municipality_id=area, created_at__gte=since, withdrawn_at__isnull=True
        )
        return list(rows.values_list("pk", flat=True))

    def withdraw(self, notice_ids: Sequence[int], *, why: str, by: Actor | str, at: datetime) -> int:
        """Take notices back, with every hint of them that waits; return how many."""
        rows = list(Notice.objects.filter(pk__in=notice_ids, withdrawn_at__isnull=True))
        return sum(withdraw_notice(row, why=why, by=by, at=at) for row in rows)

    def is_quiet(self, person_id: int, *, at: datetime) -> bool:
        """Tell whether somebody must not be asked anything now, as after a death."""
        return Silence.objects.filter(person_id=person_id, from_at__lte=at, until_at__gt=at).exists()
