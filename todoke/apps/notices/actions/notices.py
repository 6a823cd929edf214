"""Notices are laid in inboxes, opened, put away and taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.belief.actions import CodeUse, new_codes, register, withdraw_codes
from todoke.apps.channels.outbox import Outbox
from todoke.apps.notices.models import Notice
from todoke.telling.channels import channels_of

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class NewNotice:
    """One notice to be laid in an inbox; made once per person and ``dedupe``."""

    person_id: int
    municipality: str
    """Six figures of the sender."""
    office_name: str
    """Said with the code to anybody who has it."""
    rule: str
    kind: str
    wording: str
    wording_version: int
    dedupe: str
    is_pushed: bool
    office: str = ""
    about_id: int | None = None
    program_id: str = ""
    record_number: str = ""
    occasion: str = ""
    channels: int = 0
    """Bits of todoke.telling.channels."""
    values: Mapping[str, str] = field(default_factory=dict)
    reason: Mapping[str, Any] = field(default_factory=dict)
    deadline: date | None = None
    outside_budget: bool = False


@transaction.atomic
def put_in_inbox(lines: Sequence[NewNotice], *, at: datetime) -> list[Notice]:
    """Lay notices in inboxes with a code each, and return only those that are new.

    In the caller's transaction, so that what is told of them leaves or stays with them.
    """
    made: list[Notice] = []
    for first in range(0, len(lines), _AT_ONCE):
        made += _put(lines[first : first + _AT_ONCE], at)
    return made


def _put(lines: Sequence[NewNotice], at: datetime) -> list[Notice]:
    wanted = {(one.person_id, one.dedupe): one for one in lines}
    there = set(
        Notice.objects.filter(
            person_id__in={person for person, _ in wanted}, dedupe__in={dedupe for _, dedupe in wanted}
        ).values_list("person_id", "dedupe")
    )
    new = [one for key, one in wanted.items() if key not in there]
    codes = new_codes(len(new))
    rows = [_row_of(line, code, at) for line, code in zip(new, codes, strict=True)]
    # Two senders at once: the constraint keeps the first, and the row's own number tells which of them is kept.
    Notice.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
    kept = dict(Notice.objects.filter(row__in=[one.row for one in rows]).values_list("row", "pk"))
    uses: list[CodeUse] = []
    found: list[Notice] = []
    for line, row, code in zip(new, rows, codes, strict=True):
        if row.row not in kept:
            continue
        row.pk = kept[row.row]
        found.append(row)
        uses.append(
            CodeUse(
                code=code,
                office=line.office,
                office_name=line.office_name,
                kind=line.kind,
                channels=channels_of(line.channels),
                sent_on=at.date(),
                notice_id=row.pk,
            )
        )
    register(uses, at=at)
    return found


def _row_of(line: NewNotice, code: str, at: datetime) -> Notice:
    row = Notice(
        row=uuid4(),
        person_id=line.person_id,
        about_id=line.about_id,
        municipality_id=line.municipality,
        office=line.office,
        rule=line.rule,
        program_id=line.program_id,
        record_number=line.record_number,
        kind=line.kind,
        occasion=line.occasion,
        wording=line.wording,
        wording_version=line.wording_version,
        reach=Notice.Reach.PUSH if line.is_pushed else Notice.Reach.SHELF,
        outside_budget=line.outside_budget,
        deadline=line.deadline,
        created_at=at,
        pushed_at=at if line.is_pushed else None,
        dedupe=line.dedupe,
    )
    row.values, row.reason, row.code = dict(line.values), dict(line.reason), code
    return row


@transaction.atomic
def withdraw_notice(notice: Notice, *, why: str, by: Actor | str, at: datetime) -> bool:
    """Take a notice back everywhere: hints that wait do not leave, its code says so, its page tells why.

    ``why`` is a key of words. Returns False where it was taken back before.
    """
    standing = Notice.objects.filter(pk=notice.pk, withdrawn_at__isnull=True)
    if not standing.update(withdrawn_at=at, withdrawal=why[:40]):
        return False
    Outbox.cancel(notice_ids=[notice.pk], at=at)
    withdraw_codes(notice_ids=[notice.pk], at=at)
    note(
        actor=by,
        verb=Verb.WITHDRAW,
        thing=notice.thing,
        ref=notice.pk,
        area=notice.municipality_id,
        at=at,
        said={"cause": why[:40]},
    )
    notice.withdrawn_at, notice.withdrawal = at, why[:40]
    return True


def mark_read(notice: Notice, *, by: Actor, at: datetime) -> None:
    """Write down that its reader opened it for the first time; somebody acting for them does not count."""
    require(by, Verb.SEE, notice, at=at)
    if by.person_id == notice.person_id and by.mandate is None and notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
        notice.read_at = at


def hide(notice: Notice, *, by: Actor, at: datetime, back: bool = False) -> None:
    """Put a notice away, or bring it back; raises RefusedError."""
    require(by, Verb.CHANGE, notice, at=at)
    Notice.objects.filter(pk=notice.pk).update(hidden_at=None if back else at)
    notice.hidden_at = None if back else at
