"""Printing letters (手紙): those that wait in one municipality, with addresses read at this moment and kept nowhere.

Whoever is protected, and whose address may not be used, gets none by machine: those dispatches are kept for staff,
under one code for both, so that a count tells nobody who is protected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.domain.texts import in_groups, letter_text
from todoke.apps.channels.models import Dispatch, LetterBatch
from todoke.apps.channels.outbox import Hint, Outbox, hint_of
from todoke.apps.people.queries.shields import is_shielded
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.sealing import UnsealError
from todoke.formats.letters.writing import Letter
from todoke.telling.channels import Channel

HELD = "held-for-staff"
_LEASE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who a letter is for, as it stands in the window."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What a run did."""

    count: int
    held: int
    batch: LetterBatch | None


Read = Callable[[int, Hint, datetime], Addressee | None]
"""Reads name and address of a person for the office of a hint, and leaves its entry; None where it may not."""
Keep = Callable[[Sequence[Letter]], bytes]
"""Writes the letters where they are printed from, and returns what it wrote."""


def print_letters(
    area: str, *, read: Read, keep: Keep, site: str, owner: str, limit: int, at: datetime
) -> Printed:
    """Print what waits in a municipality; when ``keep`` fails nothing counts as printed and all waits again."""
    with everywhere("letters"):
        taken = Outbox.claim(owner, limit=limit, at=at, lease=_LEASE, channels=[Channel.LETTER], area=area)
        letters: list[Letter] = []
        printed: list[Dispatch] = []
        held: list[Dispatch] = []
        try:
            for one in taken:
                letter = _letter(one, read, site, at)
                if letter is None:
                    held.append(one)
                else:
                    letters.append(letter)
                    printed.append(one)
            written = keep(letters) if letters else b""
        except BaseException:
            Outbox.release(taken, owner)
            raise
        with transaction.atomic():
            for one in held:
                Outbox.settle(one, owner, Carried(Outcome.NEVER, HELD), at=at)
            for one in printed:
                Outbox.settle(one, owner, Carried(Outcome.DONE, "letter-printed"), at=at)
            batch = _batch(area, len(letters), written, at) if letters else None
            said = {"count": len(letters), "held": len(held)}
            if taken:
                note(
                    actor="system:letters",
                    verb=Verb.RECEIVE,
                    thing="letters",
                    ref=batch.pk if batch is not None else "none",
                    area=area,
                    at=at,
                    said=said,
                )
    return Printed(len(letters), len(held), batch)


def _letter(dispatch: Dispatch, read: Read, site: str, at: datetime) -> Letter | None:
    if dispatch.person_id is None or is_shielded(dispatch.person_id, on=at.date()):
        return None
    try:
        hint = hint_of(dispatch)
    except (ValueError, UnsealError):
        return None
    addressee = read(dispatch.person_id, hint, at)
    if addressee is None:
        return None
    text = letter_text(office=hint.office_name, site=site, language=hint.language)
    return Letter(
        name=addressee.name,
        address=addressee.address,
        office=hint.office_name,
        day=f"{at.year}年{at.month}月{at.day}日",
        title=text.subject,
        lines=text.body.splitlines(),
        code=in_groups(hint.code),
        check_url=f"{site}/notices/check/",
    )


def _batch(area: str, count: int, written: bytes, at: datetime) -> LetterBatch:
    return LetterBatch.objects.create(
        municipality_id=area,
        made_at=at,
        count=count,
        sha256=hashlib.sha256(written).hexdigest(),
        state=LetterBatch.State.PRINTED,
    )
