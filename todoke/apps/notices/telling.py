"""What planning decided is told (知らせる): laid in the inbox with its code, and a hint of it put into the outbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Q

from todoke.apps.belief.wordings import Published, find_published
from todoke.apps.channels.models import ContactPoint
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.notices.actions.notices import NewNotice, put_in_inbox
from todoke.apps.notices.models import Notice
from todoke.apps.places.models import Body, Municipality
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.telling.channels import Channel, channels_of
from todoke.ui.ruby import plain

_LONGEST_NAME = 60
_URGENT, _USUAL = 2, 5
_URGENT_DAYS = 3


class Line(Protocol):
    """What is told to one person (planning.ports.Telling); only read here."""

    @property
    def person_id(self) -> int: ...
    @property
    def about_id(self) -> int | None: ...
    @property
    def municipality(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def program_id(self) -> str: ...
    @property
    def occasion(self) -> str: ...
    @property
    def wording(self) -> str: ...
    @property
    def deadline(self) -> date | None: ...
    @property
    def is_pushed(self) -> bool: ...
    @property
    def channels(self) -> int: ...
    @property
    def when_at(self) -> datetime | None: ...
    @property
    def outside_budget(self) -> bool: ...
    @property
    def reason(self) -> dict[str, Any]: ...
    @property
    def items(self) -> tuple[str, ...]: ...
    @property
    def dedupe(self) -> str: ...


def tell(lines: Sequence[Line], *, at: datetime) -> int:
    """Make notices and the hints of them in the caller's transaction; return how many notices are new.

    Raises:
        UnsignedWordingError: a wording is not published, or its signature is not ours; then nothing is told.
    """
    wordings = {key: find_published(key) for key in {line.wording for line in lines}}
    offices = _offices({line.municipality for line in lines})
    new = [_new(line, wordings[line.wording], offices[line.municipality]) for line in lines]
    made = put_in_inbox(new, at=at)
    by_key = {(line.person_id, line.dedupe): line for line in lines}
    told = [(notice, by_key[notice.person_id, notice.dedupe]) for notice in made]
    Outbox.enqueue(_parcels([pair for pair in told if pair[1].is_pushed], offices, at), at=at)
    return len(made)


def _new(line: Line, published: Published, office: tuple[str, str]) -> NewNotice:
    return NewNotice(
        person_id=line.person_id,
        about_id=line.about_id,
        municipality=line.municipality,
        office=office[0],
        office_name=office[1],
        rule=line.rule,
        program_id=line.program_id,
        kind=published.wording.kind,
        occasion=line.occasion,
        wording=line.wording,
        wording_version=published.version,
        values=_values(line, published),
        reason={**line.reason, "items": list(line.items)},
        is_pushed=line.is_pushed,
        channels=line.channels if line.is_pushed else 0,
        deadline=line.deadline,
        outside_budget=line.outside_budget,
        dedupe=line.dedupe,
    )


def _values(line: Line, published: Published) -> dict[str, str]:
    """Return what stands in the places of the wording: the program's public name, and the day it is about."""
    loaded = rulebook().content.programs.get(line.program_id)
    name = line.program_id if loaded is None else plain(loaded.program.name.ja)
    values = {"program": name[:_LONGEST_NAME]}
    for place, kind in published.wording.places.items():
        if kind.kind == "date" and line.deadline is not None:
            values[place] = line.deadline.isoformat()
    return values


def _offices(areas: Iterable[str]) -> Mapping[str, tuple[str, str]]:
    """Return the corporate number and name of each municipality; the number is empty where it is not known."""
    wanted = set(areas)
    numbers = dict(Body.objects.filter(municipality__in=wanted).values_list("municipality_id", "number"))
    names = dict(Municipality.objects.filter(code__in=wanted).values_list("code", "name"))
    return {area: (numbers.get(area, ""), names.get(area, area)) for area in wanted}


def _parcels(
    told: Sequence[tuple[Notice, Line]], offices: Mapping[str, tuple[str, str]], at: datetime
) -> list[Parcel]:
    contacts: dict[tuple[int, str], list[ContactPoint]] = {}
    open_now = Q(stopped_at__isnull=True, verified_at__isnull=False)
    for one in ContactPoint.objects.filter(open_now, person_id__in={notice.person_id for notice, _ in told}):
        contacts.setdefault((one.person_id, one.kind), []).append(one)
    return [
        _parcel(notice, line, contact, channel, offices, at)
        for notice, line in told
        for channel in channels_of(line.channels)
        for contact in contacts.get((notice.person_id, channel.value), ())
    ]


def _parcel(
    notice: Notice,
    line: Line,
    contact: ContactPoint,
    channel: Channel,
    offices: Mapping[str, tuple[str, str]],
    at: datetime,
) -> Parcel:
    number, name = offices[line.municipality]
    soon = line.deadline is not None and (line.deadline - at.date()).days <= _URGENT_DAYS
    return Parcel(
        key=f"notice:{notice.pk}:{contact.pk}",
        channel=channel,
        area=line.municipality,
        contact_id=contact.pk,
        notice_id=notice.pk,
        payload=Hint(
            office=number,
            office_name=name,
            kind=notice.kind,
            code=notice.code or "",
            language=contact.language,
            wording=notice.wording,
            wording_version=notice.wording_version,
        ),
        priority=_URGENT if soon else _USUAL,
        not_before=line.when_at,
    )
