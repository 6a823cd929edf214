"""Saying that an item is wrong, and the office's answer: put right here, put right where it came from, or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import IntegrityError, transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.consent.models import AccessEntry, Correction
from todoke.apps.people.actions.correcting import correct_item
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.people.models import Person
from todoke.apps.people.queries.who import matter_of
from todoke.apps.places.models import Municipality
from todoke.base.clock import JST
from todoke.base.my_number import contains_my_number
from todoke.rules.content import Content
from todoke.rules.values import Value

LONGEST = 500
"""Signs of somebody's words, and of an answer."""
PURPOSE = "correction"


class CorrectionError(ValueError):
    """Why a correction is not taken; the code is a key of words: empty, long, my_number, open, answered or value."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


def tell_wrong(person: Person, item: str, words: str, *, by: Actor, at: datetime) -> Correction:
    """Write down that an item is wrong, in somebody's own words; the value stays until the office looked.

    Raises CorrectionError, RefusedError.
    """
    told = _checked(words)
    require(by, Verb.CORRECT, matter_of(person, on=at.astimezone(JST).date()), at=at)
    row = Correction(person=person, municipality_id=person.municipality_id, item=item, at=at)
    row.words = told
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _note(by, "tell_wrong", row, at=at)
    except IntegrityError:
        raise CorrectionError("open") from None
    return row


def look_at(correction: Correction, *, by: Actor, at: datetime) -> None:
    """Let staff read a correction: asked of ``access``, and written into the record the person reads.

    Raises RefusedError.
    """
    require(_for_this(by), Verb.CORRECT, matter_of(correction.person, on=at.astimezone(JST).date()), at=at)
    _write(correction, "answer_correction", by=by, at=at)


@dataclass(frozen=True, slots=True)
class Right:
    """What is so, and since when the office knows it to be."""

    value: Value
    as_of: date
    content: Content


Tell = Callable[[Correction, datetime], object]
"""Tells the person, in the same transaction, that there is an answer."""


def answer(
    correction: Correction,
    *,
    done: bool,
    words: str,
    by: Actor,
    at: datetime,
    right: Right | None = None,
    tell: Tell | None = None,
) -> None:
    """Answer somebody who said an item was wrong; the first answer counts.

    With ``right`` the value is put right at once: the old one is kept, the person reads who did it, and the next
    night counts with it. Raises CorrectionError, RefusedError.
    """
    told = _checked(words)
    require(_for_this(by), Verb.CORRECT, matter_of(correction.person, on=at.astimezone(JST).date()), at=at)
    correction.answer = told
    with transaction.atomic():
        open_rows = Correction.objects.filter(pk=correction.pk, state=Correction.State.OPEN)
        if not open_rows.update(
            state=Correction.State.DONE if done else Correction.State.REFUSED,
            answer_sealed=correction.answer_sealed,
            answered_at=at,
            answered_by_id=by.account_id,
        ):
            raise CorrectionError("answered")
        if right is not None:
            _put_right(correction, right, by=by, at=at)
        if tell is not None:
            correction.state = Correction.State.DONE if done else Correction.State.REFUSED
            tell(correction, at)
        _note(by, "answer_correction", correction, at=at)
    correction.refresh_from_db()


def _put_right(correction: Correction, right: Right, *, by: Actor, at: datetime) -> None:
    try:
        correct_item(
            person=correction.person,
            item=correction.item,
            value=right.value,
            by=by,
            as_of=right.as_of,
            at=at,
            content=right.content,
        )
    except PeopleError:
        raise CorrectionError("value") from None
    _write(correction, "correct_item", by=by, at=at)


def _write(correction: Correction, action: str, *, by: Actor, at: datetime) -> None:
    """Write into the record the person reads that the office looked at the item, or changed it."""
    AccessEntry.objects.create(
        person_id=correction.person_id,
        municipality_id=correction.municipality_id,
        at=at,
        actor_kind=by.kind.value,
        receiver=correction.municipality_id,
        receiver_name=Municipality.objects.get(pk=correction.municipality_id).name,
        action=action,
        purpose=PURPOSE,
        basis="own",  # the person asked for it
        items=[correction.item],
    )


def _for_this(by: Actor) -> Actor:
    return replace(by, purpose=PURPOSE)


def _checked(words: str) -> str:
    told = "\n".join(line.rstrip() for line in words.strip().splitlines())
    if not told:
        raise CorrectionError("empty")
    if len(told) > LONGEST:
        raise CorrectionError("long")
    if contains_my_number(told):
        raise CorrectionError("my_number")
    return told


def _note(by: Actor, verb: str, row: Correction, *, at: datetime) -> None:
    note(actor=by, verb=verb, thing="correction", ref=row.row, area=row.municipality_id, at=at)
