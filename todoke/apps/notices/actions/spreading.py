"""Hints of notices to everybody are put into the outbox bit by bit (広める), after the one row was published.

Some hundreds of persons a transaction, the last of them written down in it: whoever is killed half-way is followed
by another who goes on there. Disasters go to everybody who chose a way and did not leave disasters out, at any hour
and outside the budget. Others go to those who asked to hear of their topic, within budget and quiet hours; whoever
wants things once a week, and what is for no topic, finds them in the inbox alone. No letters are printed for these.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, QuerySet

from todoke.apps.belief.wordings import Published, UnsignedWordingError, find_published
from todoke.apps.channels.models import ContactPoint
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.notices.models import Broadcast, Preference, Silence
from todoke.apps.notices.queries.budget import hold_budgets, pushed_to
from todoke.apps.notices.queries.inbox import is_for
from todoke.apps.people.models import Death
from todoke.apps.people.queries.mourning import mourning
from todoke.apps.tenancy.scope import everywhere
from todoke.telling.channels import Channel, channels_of
from todoke.telling.quiet import TOKYO, allowed_at

_log = logging.getLogger(__name__)
AT_ONCE = 500
BATCHES = 20
_DISASTER, _ORDINARY = 1, 5
_LASTING = (Channel.LETTER,)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is needed of somebody's wishes."""

    person_id: int
    topics: int
    channels: int
    budget: int
    quiet_from: int
    quiet_until: int
    roundup_day: int | None
    disaster: bool
    area: str


def spread_hints(*, at: datetime, batches: int = BATCHES) -> int:
    """Ask at most so many batches of persons, the most urgent broadcast first; return how many persons were asked.

    Called again and again by workers; 0 where nothing is left to do.
    """
    asked = 0
    with everywhere("broadcast-hints"):
        if not _waiting(at).exists():
            return 0
        for _ in range(batches):
            some = _spread_some(at)
            if some is None:
                break
            asked += some
    return asked


@transaction.atomic
def _spread_some(at: datetime) -> int | None:
    row = _next(at)
    if row is None:
        return None
    published = _published(row) if row.disaster or row.audience.get("topics") else None
    if published is None:
        Broadcast.objects.filter(pk=row.pk).update(hints_done_at=at)
        return 0
    wishes = _wishes_after(row)
    made = Outbox.enqueue(_parcels(row, published, _told(row, wishes, at)), at=at)
    Broadcast.objects.filter(pk=row.pk).update(
        hinted_to=wishes[-1].person_id if wishes else row.hinted_to,
        hints=F("hints") + made,
        hints_done_at=at if len(wishes) < AT_ONCE else None,
    )
    return len(wishes)


def _published(row: Broadcast) -> Published | None:
    """Return its wording; None, and nothing is hinted at, where it cannot be checked that it was signed."""
    try:
        return find_published(row.wording, version=row.wording_version)
    except UnsignedWordingError:
        _log.error("broadcast %s has a wording nobody signed", row.pk)
        return None


def _waiting(at: datetime) -> QuerySet[Broadcast]:
    return Broadcast.objects.filter(
        hints_done_at__isnull=True, withdrawn_at__isnull=True, begins_at__lte=at, ends_at__gt=at
    )


def _next(at: datetime) -> Broadcast | None:
    """Return the broadcast to go on with; another worker's is left to it."""
    rows = _waiting(at).order_by("-disaster", "begins_at", "pk")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True, of=("self",))
    return rows.first()


def _wishes_after(row: Broadcast) -> list[_Wish]:
    rows = Preference.objects.filter(
        person_id__gt=row.hinted_to,
        person__municipality_id__in=row.areas,
        none=False,
        channels__gt=0,
    )
    columns = ("person_id", "topics", "channels", "budget", "quiet_from", "quiet_until", "roundup_day")
    found = rows.order_by("person_id").values_list(*columns, "disaster", "person__municipality_id")
    return [_Wish(*one) for one in found[:AT_ONCE]]


def _told(row: Broadcast, wishes: Sequence[_Wish], at: datetime) -> list[tuple[_Wish, datetime]]:
    """Return who is hinted at now, and not before when."""
    ids = [one.person_id for one in wishes]
    dead = set(Death.objects.filter(person_id__in=ids).values_list("person_id", flat=True))
    if row.disaster:
        return [(one, at) for one in wishes if one.disaster and one.person_id not in dead]
    quiet = dead | _silent(ids, at)
    asked = [one for one in wishes if is_for(row, one.topics) and one.roundup_day is None]
    hold_budgets([one.person_id for one in asked])
    used = pushed_to([one.person_id for one in asked], at=at)
    told = []
    for one in asked:
        when = allowed_at(at, one.quiet_from, one.quiet_until)
        if one.person_id not in quiet and used[one.person_id] < one.budget and when < row.ends_at:
            told.append((one, when))
    return told


def _silent(ids: Collection[int], at: datetime) -> set[int]:
    asked = Silence.objects.filter(person_id__in=ids, from_at__lte=at, until_at__gt=at)
    return set(asked.values_list("person_id", flat=True)) | mourning(on=at.astimezone(TOKYO).date())


def _parcels(row: Broadcast, published: Published, told: Sequence[tuple[_Wish, datetime]]) -> list[Parcel]:
    contacts: dict[int, list[ContactPoint]] = defaultdict(list)
    open_now = ContactPoint.objects.filter(
        person_id__in=[wish.person_id for wish, _ in told],
        verified_at__isnull=False,
        stopped_at__isnull=True,
    )
    for contact in open_now.order_by("pk"):
        contacts[contact.person_id].append(contact)
    return [
        _parcel(row, wish, when, contact, published)
        for wish, when in told
        for contact in contacts[wish.person_id]
        if Channel(contact.kind) in channels_of(wish.channels) and Channel(contact.kind) not in _LASTING
    ]


def _parcel(
    row: Broadcast, wish: _Wish, when: datetime, contact: ContactPoint, published: Published
) -> Parcel:
    return Parcel(
        key=f"broadcast:{row.pk}:{contact.pk}",
        channel=Channel(contact.kind),
        area=wish.area,
        contact_id=contact.pk,
        notice_id=None,
        broadcast_id=row.pk,
        payload=Hint(
            office=row.office,
            office_name=row.office_name,
            kind=published.wording.kind,
            code=row.code,
            language=contact.language,
            wording=row.wording,
            wording_version=row.wording_version,
        ),
        priority=_DISASTER if row.disaster else _ORDINARY,
        not_before=when,
    )
