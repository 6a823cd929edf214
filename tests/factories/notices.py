"""Notices, broadcasts and the signed wordings they are said in, for tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.factories.actors import NOON
from tests.factories.registry import clerk as account_of
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.wordings import publish_all
from todoke.apps.notices.actions import NewBroadcast, NewNotice, publish_broadcast, put_in_inbox
from todoke.apps.notices.models import Broadcast, Notice
from todoke.apps.people.models import Person
from todoke.apps.places.models import Body

CHOFU = "132080"


def two_approvers() -> tuple[Account, Account]:
    """Return two people of 調布市 who may write and approve."""
    body = Body.objects.get(area=CHOFU)
    return account_of("kisha", body, Role.APPROVER), account_of("shonin", body, Role.APPROVER)


def publish_wordings(at: datetime = NOON) -> None:
    """Publish all wordings, signed."""
    writer, approver = two_approvers()
    publish_all(domain="todoke.example", written_by=writer, approved_by=approver, at=at)


def new_notice(person: Person, *, number: int = 1, **changes: Any) -> NewNotice:
    """Return a notice of the deadline of 児童手当, to be laid in an inbox."""
    found = NewNotice(
        person_id=person.pk,
        municipality=CHOFU,
        office_name="調布市",
        rule="jido-teate-deadline",
        kind="deadline-near",
        wording="deadline-near",
        wording_version=1,
        dedupe=f"{number:016x}",
        is_pushed=True,
        program_id="jido-teate",
        occasion="deadline",
        channels=1,
        values={"program": "児童手当", "deadline": "2026-12-01"},
        reason={"cause": "calendar", "flips": [], "presence": "", "items": ["person.birth_date"]},
        deadline=date(2026, 12, 1),
    )
    return replace(found, **changes)


def a_notice(person: Person, *, number: int = 1, at: datetime = NOON, **changes: Any) -> Notice:
    """Return a notice in somebody's inbox."""
    return put_in_inbox([new_notice(person, number=number, **changes)], at=at)[0]


def new_broadcast(**changes: Any) -> NewBroadcast:
    """Return a notice to everybody of 調布市, on for a week."""
    found = NewBroadcast(
        areas=(CHOFU,),
        wording="disaster",
        office_name="調布市",
        begins_at=NOON - timedelta(hours=1),
        ends_at=NOON + timedelta(days=7),
        values={"message": "大雨です。"},
        disaster=True,
    )
    return replace(found, **changes)


def a_broadcast(**changes: Any) -> Broadcast:
    """Return a notice to everybody, published by two people."""
    writer = Account.objects.get(login="kisha")
    approver = Account.objects.get(login="shonin")
    return publish_broadcast(new_broadcast(**changes), made_by=writer, approved_by=approver, at=NOON)
