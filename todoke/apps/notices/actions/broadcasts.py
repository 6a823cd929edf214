"""Notices to everybody of some municipalities are published and taken back: one row each, whatever the number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.actions import note
from todoke.apps.belief.actions import CodeUse, new_codes, register, withdraw_codes
from todoke.apps.belief.wordings import UnsignedWordingError, find_published
from todoke.apps.channels.outbox import Outbox
from todoke.apps.notices.models import Broadcast, Seen
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.programs import Topic
from todoke.telling.wording.plain import PlainError
from todoke.telling.wording.rendering import render
from todoke.telling.wording.texts import LANGUAGES5

LONGEST = timedelta(days=92)


class BroadcastError(Exception):
    """It cannot be published so; the message says to staff what to do."""


@dataclass(frozen=True, slots=True)
class NewBroadcast:
    """What is to be told to everybody of some municipalities, or to those of them who asked to hear of a topic."""

    areas: Sequence[str]
    wording: str
    office_name: str
    begins_at: datetime
    ends_at: datetime
    values: Mapping[str, str] = field(default_factory=dict)
    topics: Sequence[Topic] = ()
    """Empty: everybody."""
    disaster: bool = False
    office: str = ""


@transaction.atomic
def publish_broadcast(
    new: NewBroadcast, *, made_by: Account, approved_by: Account, at: datetime
) -> Broadcast:
    """Publish one notice to everybody of its municipalities; two people answer for it.

    Raises:
        BroadcastError: the same person twice, not theirs to tell, an area or time that is not sound, or words that
            cannot be filled in.
    """
    _check_people(new, made_by, approved_by)
    if not new.begins_at < new.ends_at <= new.begins_at + LONGEST:
        raise BroadcastError(f"終わりは、始まりより後で、{LONGEST.days}日以内にしてください。")
    try:
        published = find_published(new.wording)
    except UnsignedWordingError:
        raise BroadcastError("この文面は、まだ公開されていません。先に文面の承認を受けてください。") from None
    code = new_codes(1)[0]
    try:
        for language in LANGUAGES5:
            render(published.wording, None, language, {**new.values, "office": new.office_name, "code": code})
    except PlainError as error:
        raise BroadcastError(f"文面に入れる語を直してください。{error}") from None
    row = Broadcast.objects.create(
        office=new.office,
        office_name=new.office_name,
        areas_text=f" {' '.join(sorted(set(new.areas)))} ",
        audience={"topics": [Topic(topic).value for topic in new.topics]} if new.topics else {},
        wording=new.wording,
        wording_version=published.version,
        values=dict(new.values),
        code=code,
        disaster=new.disaster,
        begins_at=new.begins_at,
        ends_at=new.ends_at,
        made_by=made_by,
        approved_by=approved_by,
    )
    register(
        [
            CodeUse(
                code=code,
                office=new.office,
                office_name=new.office_name,
                kind=published.wording.kind,
                channels=(),
                sent_on=new.begins_at.date(),
                broadcast_id=row.pk,
            )
        ],
        at=at,
    )
    for area in row.areas:
        note(
            actor=f"account:{approved_by.pk}",
            verb="broadcast",
            thing="broadcast",
            ref=row.pk,
            area=area,
            at=at,
        )
    return row


@transaction.atomic
def withdraw_broadcast(broadcast: Broadcast, *, by: Account, at: datetime) -> None:
    """Take a broadcast back from every inbox at once, and every hint that has not left; raises BroadcastError."""
    if not _covers(by, Role.EDITOR, broadcast.areas):
        raise BroadcastError("取り消せるのは、その区市町村の担当だけです。")
    if not Broadcast.objects.filter(pk=broadcast.pk, withdrawn_at__isnull=True).update(withdrawn_at=at):
        raise BroadcastError("このお知らせは、すでに取り消されています。")
    withdraw_codes(broadcast_ids=[broadcast.pk], at=at)
    with everywhere("broadcast-withdrawn"):
        Outbox.cancel(broadcast_ids=[broadcast.pk], at=at)
    for area in broadcast.areas:
        note(actor=f"account:{by.pk}", verb="withdraw", thing="broadcast", ref=broadcast.pk, area=area, at=at)
    broadcast.withdrawn_at = at


def _check_people(new: NewBroadcast, made_by: Account, approved_by: Account) -> None:
    if not new.areas:
        raise BroadcastError("区市町村を1つ以上選んでください。")
    if Municipality.objects.filter(code__in=set(new.areas)).count() != len(set(new.areas)):
        raise BroadcastError("区市町村の番号(6けた)がちがいます。")
    if made_by.pk == approved_by.pk:
        raise BroadcastError("書いた人とは別の人が承認してください。")
    if not _covers(approved_by, Role.APPROVER, new.areas):
        raise BroadcastError("承認できるのは、その区市町村の承認の担当だけです。")
    if not _covers(made_by, Role.EDITOR, new.areas):
        raise BroadcastError("書けるのは、その区市町村の担当だけです。")


def _covers(account: Account, role: Role, areas: Sequence[str]) -> bool:
    """Return whether an account has a role in every one of the municipalities."""
    if not account.is_active:
        return False
    held = set(account.bodies(role).values_list("municipality_id", flat=True))
    return held >= set(areas)


def mark_seen(broadcast: Broadcast, *, by: Actor, at: datetime) -> None:
    """Write down that somebody opened a broadcast; somebody acting for them does not count."""
    if by.person_id is None or by.mandate is not None:
        return
    person = Person.objects.filter(pk=by.person_id).first()
    if person is not None:
        Seen.objects.get_or_create(
            broadcast=broadcast,
            person=person,
            defaults={"municipality_id": person.municipality_id, "at": at},
        )
