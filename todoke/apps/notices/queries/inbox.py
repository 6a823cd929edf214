"""The inbox (受信箱): somebody's notices and the broadcasts for them, in a number of queries that never grows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.notices.models import Broadcast, Notice, Preference, Seen
from todoke.apps.people.models import Person
from todoke.apps.people.queries.shields import may_know, near_shields
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.rules.programs import Topic

PER_PAGE = 20


class Told(Protocol):
    """What tells something, maybe about somebody else: a notice, a line of a plan."""

    about_id: int | None
    program_id: str


About = TypeVar("About", bound=Told)
_MOST_BROADCASTS = 50


@dataclass(frozen=True, slots=True)
class Heard:
    """A broadcast as somebody has it in the inbox."""

    broadcast: Broadcast
    is_read: bool


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page of the inbox, newest first."""

    notices: list[Notice] = field(default_factory=list)
    broadcasts: list[Heard] = field(default_factory=list)
    older: UUID | None = None
    """The row before which the next page goes on; None: this is the last."""

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing to read."""
        return not self.notices and not self.broadcasts


def inbox(actor: Actor, *, at: datetime, before: UUID | None = None) -> InboxPage:
    """Return what somebody was told: notices, and on the first page what is told to everybody.

    Raises RefusedError where the actor may not read for the person; nobody known has an empty inbox.
    """
    return _page(actor, Notice.Reach.PUSH, at=at, before=before, has_broadcasts=before is None)


def shelf(actor: Actor, *, at: datetime, before: UUID | None = None) -> InboxPage:
    """Return what was laid on the shelf, of which nothing ever left; raises RefusedError."""
    return _page(actor, Notice.Reach.SHELF, at=at, before=before, has_broadcasts=False)


def put_away(actor: Actor, *, at: datetime) -> list[Notice]:
    """Return the latest notices that were put away; raises RefusedError."""
    if actor.acting_for is None:
        return []
    _may_read(actor, at)
    rows = Notice.objects.filter(person_id=actor.acting_for, hidden_at__isnull=False).order_by("-hidden_at")
    return known_to(actor.acting_for, list(rows[:PER_PAGE]), on=at.date())


def find_notice(actor: Actor, row: UUID, *, at: datetime) -> Notice | None:
    """Return a notice of whom the actor acts for; None for any other, and where a shield now stands between."""
    found = Notice.objects.filter(row=row, person_id=actor.acting_for or 0).first()
    if found is None:
        return None
    require(actor, Verb.SEE, found, at=at)
    return found if known_to(found.person_id, [found], on=at.date()) else None


def find_broadcast(actor: Actor, row: UUID, *, at: datetime) -> Broadcast | None:
    """Return a broadcast that is for whom the actor acts for, also one taken back; else None."""
    if actor.acting_for is None:
        return None
    _may_read(actor, at)
    area, topics = _place_and_topics(actor.acting_for)
    found = Broadcast.objects.filter(row=row, begins_at__lte=at, areas_text__contains=f" {area} ").first()
    return found if found is not None and is_for(found, topics) else None


def unread_count(actor: Actor, *, at: datetime) -> int:
    """Return how many notices were not opened; raises RefusedError."""
    if actor.acting_for is None:
        return 0
    _may_read(actor, at)
    rows = _standing(actor.acting_for).filter(reach=Notice.Reach.PUSH, read_at__isnull=True)
    return len(known_to(actor.acting_for, list(rows[:99]), on=at.date()))


def soon_due(actor: Actor, *, at: datetime, most: int = 3) -> list[Notice]:
    """Return the notices whose deadlines come next; raises RefusedError."""
    if actor.acting_for is None:
        return []
    _may_read(actor, at)
    rows = _standing(actor.acting_for).filter(deadline__gte=at.date()).order_by("deadline", "pk")
    return known_to(actor.acting_for, list(rows[: most * 3]), on=at.date())[:most]


def is_for(broadcast: Broadcast, topics: int) -> bool:
    """Return whether a broadcast is for somebody of its area with these wishes (bits of Topic)."""
    asked = broadcast.audience.get("topics", ())
    order = list(Topic)
    return not asked or any(topics >> order.index(Topic(topic)) & 1 for topic in asked)


def _page(
    actor: Actor, reach: Notice.Reach, *, at: datetime, before: UUID | None, has_broadcasts: bool
) -> InboxPage:
    person = actor.acting_for
    if person is None:
        return InboxPage()
    _may_read(actor, at)
    rows = Notice.objects.filter(person_id=person, reach=reach, hidden_at__isnull=True)
    if before is not None:
        last = Notice.objects.filter(row=before, person_id=person).values_list("created_at", "pk").first()
        if last is None:
            return InboxPage()
        rows = rows.filter(Q(created_at__lt=last[0]) | Q(created_at=last[0], pk__lt=last[1]))
    found = list(rows.order_by("-created_at", "-id").select_related("municipality")[: PER_PAGE + 1])
    older = found[PER_PAGE - 1].row if len(found) > PER_PAGE else None
    heard = _broadcasts(person, at) if has_broadcasts else []
    return InboxPage(known_to(person, found[:PER_PAGE], on=at.date()), heard, older)


def _broadcasts(person_id: int, at: datetime) -> list[Heard]:
    area, topics = _place_and_topics(person_id)
    on_now = Broadcast.objects.filter(
        begins_at__lte=at, ends_at__gt=at, withdrawn_at__isnull=True, areas_text__contains=f" {area} "
    )
    mine = [
        one
        for one in on_now.order_by("-disaster", "-begins_at", "-pk")[:_MOST_BROADCASTS]
        if is_for(one, topics)
    ]
    if not mine:
        return []
    seen = dict(
        Seen.objects.filter(person_id=person_id, broadcast__in=mine).values_list("broadcast_id", "hidden_at")
    )
    return [Heard(one, one.pk in seen) for one in mine if seen.get(one.pk) is None]


def _place_and_topics(person_id: int) -> tuple[str, int]:
    area = Person.objects.filter(pk=person_id).values_list("municipality_id", flat=True).first()
    topics = Preference.objects.filter(person_id=person_id).values_list("topics", flat=True).first()
    return area or "", topics or 0


def _standing(person_id: int) -> QuerySet[Notice]:
    rows = Notice.objects.filter(person_id=person_id, hidden_at__isnull=True, withdrawn_at__isnull=True)
    return rows.select_related("municipality")


def known_to(reader: int, told: list[About], *, on: date) -> list[About]:
    """Leave out what is about somebody the reader may not know of any more, by a shield that came later."""
    about = {
        one.about_id
        for one in told
        if one.about_id is not None and one.about_id != reader and is_about_a_person(one)
    }
    if not about:
        return told
    ids = np.array(sorted(about), np.int64)
    hidden = {one for one in ids[near_shields(ids, on=on)].tolist() if not may_know(reader, one, on=on)}
    return [one for one in told if one.about_id not in hidden or not is_about_a_person(one)]


def is_about_a_person(told: Told) -> bool:
    """Return whether ``about_id`` is a person's; where the program is not known any more it counts as one."""
    loaded = rulebook().content.programs.get(told.program_id)
    return loaded is None or loaded.program.subject == "person"


def _may_read(actor: Actor, at: datetime) -> None:
    """Ask about notices of the person as such; each is of the same owner."""
    require(actor, Verb.SEE, Notice(person_id=actor.acting_for or 0, municipality_id=""), at=at)
