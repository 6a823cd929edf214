"""What a card said and nobody has agreed to yet: kept sealed for a quarter of an hour, and only as far as agreed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from todoke.apps.access.domain.actors import Actor
from todoke.apps.audit.actions import note
from todoke.apps.consent.actions.asking import OPEN, PREVIEW_LIVES, ConsentError
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import AccessEntry, Preview
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import everywhere

_CARD = "card"
"""Receiver of the questions whose values came from a card."""


def hold_claims(login_id: int, told: Mapping[str, str], *, at: datetime) -> Preview:
    """Keep what a card said (by item, without ``basics.``) until it is answered; an earlier question is over."""
    preview = Preview(
        login_id=login_id,
        items=[f"basics.{name}" for name in told],
        purpose=Purpose.NOTICES,
        receiver=_CARD,
        at=at,
        expires_at=at + PREVIEW_LIVES,
    )
    preview.claims = dict(told)
    with everywhere("login"), transaction.atomic():
        _of(login_id).filter(state__in=OPEN).update(state=Preview.State.EXPIRED, claims_sealed=b"")
        preview.save(force_insert=True)
    return preview


def held_claims(login_id: int | None, row: UUID) -> Preview | None:
    """Return the question of this login, or None; it may be over."""
    if login_id is None:
        return None
    with everywhere("login"):
        return _of(login_id).filter(row=row).first()


def is_open(preview: Preview, *, at: datetime) -> bool:
    """Return whether the question can still be answered."""
    return preview.state in OPEN and preview.expires_at > at


def answer_claims(preview: Preview, to: Preview.State, *, at: datetime) -> None:
    """End the question, and erase what the card said with it. Raises ConsentError where it is over already."""
    with everywhere("login"):
        open_rows = Preview.objects.filter(pk=preview.pk, state__in=OPEN, expires_at__gt=at)
        if not open_rows.update(state=to, claims_sealed=b""):
            raise ConsentError("expired")


def has_refused(login_id: int) -> bool:
    """Return whether somebody decided to leave nothing; they are asked again only when they wish."""
    with everywhere("login"):
        last = _of(login_id).exclude(state__in=[*OPEN, Preview.State.EXPIRED]).order_by("-at", "-pk").first()
        return last is not None and last.state == Preview.State.REJECTED


def note_taken_in(person: Person, items: Collection[str], *, at: datetime) -> None:
    """Write into the person's record that these items came from their card, an entry for each."""
    with everywhere("login"):
        AccessEntry.objects.bulk_create(
            AccessEntry(
                person_id=person.pk,
                municipality_id=person.municipality_id,
                at=at,
                actor_kind="person",
                receiver="own",
                receiver_name="ご本人",
                action="take_in",
                purpose="own",
                basis="own",
                items=[item],
            )
            for item in sorted(set(items))
        )


def note_refused(preview: Preview, *, by: Actor, at: datetime) -> None:
    """Write into the audit that nothing was left; of what the card said nothing is there any more."""
    note(actor=by, verb="refuse", thing="consent", ref=preview.row, area="", at=at)


def _of(login_id: int) -> QuerySet[Preview]:
    return Preview.objects.filter(login_id=login_id, person=None, receiver=_CARD)
