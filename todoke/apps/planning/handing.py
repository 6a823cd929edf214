"""What is told is laid in inboxes and hinted at on the ways people chose, in one transaction (手渡し)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from todoke.apps.belief.wordings import Published, find_published
from todoke.apps.channels.models import ContactPoint
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.consent.actions.reading import log_bulk
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.notices.actions.notices import NewNotice, put_in_inbox
from todoke.apps.notices.models import Notice
from todoke.apps.places.models import Body
from todoke.apps.planning.ports import Telling
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.rules.content import Content
from todoke.telling.channels import Channel, channels_of
from todoke.telling.occasions import Occasion

ACTION = "choose_notices"
"""The key of the words a person reads in the list of who used their data."""

_AHEAD = 35
_LETTERS_LAST, _URGENT = 7, 3


@dataclass(frozen=True, slots=True)
class Hinted:
    """A notice of which a hint leaves."""

    notice: Notice
    office: str
    office_name: str
    published: Published
    channels: int
    """Bits of todoke.telling.channels."""
    when_at: datetime | None
    """Not before this."""


def hand_over(tellings: Sequence[Telling], *, at: datetime) -> int:
    """Make notices, their codes and dispatches in the caller's transaction; return how many are new.

    Raises UnsignedWordingError where a wording is not published: nothing is sent in words nobody signed.
    """
    if not tellings:
        return 0
    content = rulebook().content
    wordings = {name: find_published(name) for name in {one.wording for one in tellings}}
    areas = {one.municipality for one in tellings}
    offices = {body.area: body for body in Body.objects.filter(area__in=areas, kind="municipality")}
    new = put_in_inbox([_notice(one, content, wordings, offices) for one in tellings], at=at)
    told = {(one.person_id, one.dedupe): one for one in tellings}
    pairs = [(notice, told[notice.person_id, notice.dedupe]) for notice in new]
    hinted = [
        Hinted(
            notice=notice,
            office=offices[one.municipality].number,
            office_name=offices[one.municipality].name,
            published=wordings[one.wording],
            channels=one.channels,
            when_at=one.when_at,
        )
        for notice, one in pairs
        if one.is_pushed
    ]
    Outbox.enqueue(parcels_of(hinted), at=at)
    _log(pairs, at)
    return len(new)


def _notice(
    one: Telling, content: Content, wordings: Mapping[str, Published], offices: Mapping[str, Body]
) -> NewNotice:
    published = wordings[one.wording]
    office = offices[one.municipality]
    return NewNotice(
        person_id=one.person_id,
        municipality=one.municipality,
        office=office.number,
        office_name=office.name,
        rule=one.rule,
        kind=published.wording.kind,
        wording=one.wording,
        wording_version=published.version,
        dedupe=one.dedupe,
        is_pushed=one.is_pushed,
        about_id=one.about_id,
        program_id=one.program_id,
        occasion=one.occasion,
        channels=one.channels,
        values=_values(one, content, published),
        reason={**one.reason, "items": list(one.items)},
        deadline=one.deadline,
        outside_budget=one.outside_budget,
    )


def _values(one: Telling, content: Content, published: Published) -> dict[str, str]:
    """Return what stands in the places of the wording; days as ISO texts."""
    known = {
        "program": content.programs[one.program_id].program.name.ja,
        "begins": str(one.reason.get("begins") or _on(one, Occasion.BEGINS, one.on)),
        "ends": str(one.reason.get("ends") or one.deadline or _on(one, Occasion.ENDS, one.on)),
    }
    if one.deadline is not None:
        known["deadline"] = one.deadline.isoformat()
    return {name: value for name, value in known.items() if name in published.wording.places}


def _on(one: Telling, occasion: Occasion, otherwise: date) -> date:
    """Return the day of what comes up, as plans told it that did not keep the day in the reason."""
    if one.occasion != occasion:
        return otherwise
    return one.on + timedelta(days=_AHEAD - (occasion is Occasion.ENDS))


def parcels_of(hinted: Sequence[Hinted]) -> list[Parcel]:
    """Return a parcel for every way that each person chose and confirmed; none for who has no such way."""
    contacts: dict[int, list[ContactPoint]] = defaultdict(list)
    open_now = ContactPoint.objects.filter(
        person_id__in={one.notice.person_id for one in hinted},
        verified_at__isnull=False,
        stopped_at__isnull=True,
    )
    for contact in open_now.order_by("pk"):
        contacts[contact.person_id].append(contact)
    return [
        Parcel(
            key=f"notice:{one.notice.pk}:{contact.pk}",
            channel=Channel(contact.kind),
            area=one.notice.municipality_id,
            contact_id=contact.pk,
            notice_id=one.notice.pk,
            payload=Hint(
                office=one.office,
                office_name=one.office_name,
                kind=one.published.wording.kind,
                code=one.notice.code or "",
                language=contact.language,
                wording=one.notice.wording,
                wording_version=one.published.version,
            ),
            priority=_LETTERS_LAST if contact.kind == Channel.LETTER else _URGENT,
            not_before=one.when_at,
        )
        for one in hinted
        for contact in contacts[one.notice.person_id]
        if Channel(contact.kind) in channels_of(one.channels)
    ]


def _log(pairs: Sequence[tuple[Notice, Telling]], at: datetime) -> None:
    """Write for everybody who was told which of their items were used for it."""
    used: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for _, one in pairs:
        used[one.municipality, one.items].append(one.person_id)
    for (area, items), people in sorted(used.items()):
        log_bulk(
            np.array(people, np.int64), items, purpose=Purpose.NOTICES, receiver=area, action=ACTION, at=at
        )
