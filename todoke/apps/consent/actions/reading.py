"""Reading items of a person: only what may be read, on a ground, and never without an entry in their record."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.domain.purposes import Ground, Purpose
from todoke.apps.consent.models import AccessEntry
from todoke.apps.consent.queries.grounds import consented_masks, uses
from todoke.apps.consent.queries.values import values_of
from todoke.apps.people.models import Person
from todoke.apps.people.queries.shields import is_shielded, may_know
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.columns import FEW, Coded, alike, write_columns
from todoke.base.clock import JST
from todoke.residents.block import Array
from todoke.rules.content import Content


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's items, as ``access`` is asked about them."""

    owner_id: int | None
    area: str
    is_shielded: bool
    purpose: str
    thing: str = "items"


def read_items(
    actor: Actor,
    person_id: int,
    items: Collection[str],
    *,
    purpose: Purpose,
    receiver: str,
    action: str,
    at: datetime,
    content: Content,
    case_ref: str = "",
) -> dict[str, Any]:
    """Return the values that may be read now, by item; what may not be, or is not known, is absent.

    Asks for each item whether the actor may, whether a shield stands between, and on what ground; writes one entry
    for each ground in the same transaction, never a value. Nothing that may be read is read without its entry.
    """
    person = Person.objects.filter(pk=person_id).select_related("household").first()
    if person is None or not _is_let_in(actor, person, purpose, at):
        return {}
    grounds: dict[str, Ground] = {}
    for item in dict.fromkeys(items):
        ground = _own(actor, person_id) or uses(person_id, item, purpose, receiver, at=at, case_ref=case_ref)
        if ground is not None:
            grounds[item] = ground
    values = values_of(person, list(grounds), content)
    with transaction.atomic():
        for basis, consent_id in dict.fromkeys((one.basis, one.consent_id) for one in grounds.values()):
            of_this = [
                item
                for item, one in grounds.items()
                if (one.basis, one.consent_id) == (basis, consent_id) and item in values
            ]
            if of_this:
                AccessEntry.objects.create(
                    person_id=person_id,
                    municipality_id=_area(receiver, person),
                    at=at,
                    actor_kind=actor.kind.value,
                    receiver=_receiver(actor, person_id, receiver),
                    receiver_name=_name(actor, person_id, receiver),
                    action=action,
                    purpose=purpose,
                    basis=basis,
                    consent_id=consent_id,
                    items=sorted(of_this),
                )
    return values


def log_bulk(
    person_ids: Array, items: Sequence[str], *, purpose: Purpose, receiver: str, action: str, at: datetime
) -> int:
    """Write that these items of many persons were read at once; return how many entries it was.

    Each entry says which of the items: those the person's consent held for at this moment. Whoever has none gets
    no entry, since nothing of them may have been read. ``receiver`` is a municipality's code; call it in its scope.
    """
    ids = np.unique(np.asarray(person_ids, np.int64))
    name = _name_of(receiver)
    written = 0
    for first in range(0, len(ids), 4 * FEW):
        some = ids[first : first + 4 * FEW]
        masks = consented_masks(some, items, purpose=purpose, receiver=receiver, at=at)
        used = np.flatnonzero(masks.any(axis=1))
        kinds, kind_of = np.unique(masks[used], axis=0, return_inverse=True)
        count = len(used)
        written += write_columns(
            AccessEntry,
            {
                "person_id": some[used],
                "municipality_id": alike(receiver, count),
                "at": alike(at, count),
                "actor_kind": alike(Kind.SYSTEM.value, count),
                "receiver": alike(receiver, count),
                "receiver_name": alike(name, count),
                "action": alike(action, count),
                "purpose": alike(purpose.value, count),
                "basis": alike("consent", count),
                "consent_id": alike(None, count),
                "items": Coded(
                    [
                        [item for item, is_used in zip(items, kind, strict=True) if is_used]
                        for kind in kinds.tolist()
                    ],
                    kind_of.reshape(-1),
                ),
                "bulk": alike(True, count),
                "hidden_until": alike(None, count),
            },
        )
    return written


def note_own(
    actor: Actor, person: Person, items: Collection[str], *, at: datetime, action: str = "show_preview"
) -> None:
    """Write that somebody was shown items of their own, or of whom they act for; before agreeing, if not told."""
    if not items:
        return
    AccessEntry.objects.create(
        person_id=person.pk,
        municipality_id=person.municipality_id,
        at=at,
        actor_kind=actor.kind.value,
        receiver=_receiver(actor, person.pk, "own"),
        receiver_name=_name(actor, person.pk, "own"),
        action=action,
        purpose="own",
        basis="own",
        items=sorted(items),
    )


def note_looked(actor: Actor, person: Person, item: str, *, at: datetime) -> None:
    """Write that a value was shown to its own person, once a day; to whoever acts for them, every time."""
    receiver = _receiver(actor, person.pk, "own")
    if receiver == "own" and actor.person_id == person.pk:
        since = at.astimezone(JST).replace(hour=0, minute=0, second=0, microsecond=0)
        same = AccessEntry.objects.filter(
            person_id=person.pk, receiver=receiver, action="show_own", at__gte=since, items=[item]
        )
        if same.exists():
            return
    note_own(actor, person, [item], at=at, action="show_own")


def _is_let_in(actor: Actor, person: Person, purpose: Purpose, at: datetime) -> bool:
    on = at.astimezone(JST).date()
    stands = is_shielded(person.pk, on=on)
    if (
        actor.kind is Kind.PERSON
        and not may_know(actor.person_id, person.pk, on=on)
        and actor.mandate is None
    ):
        return False
    return may(actor, Verb.SEE, Asked(person.pk, person.municipality_id, stands, purpose), at=at)


def _own(actor: Actor, person_id: int) -> Ground | None:
    """Return the ground of whoever reads their own matters, or those of whom they act for or care for."""
    if actor.kind is not Kind.PERSON and actor.mandate is None:
        return None
    return Ground("own") if actor.acting_for == person_id or person_id in actor.in_care else None


def _receiver(actor: Actor, person_id: int, receiver: str) -> str:
    if actor.mandate is not None:
        return f"mandate:{actor.mandate.id}"
    return receiver if _own(actor, person_id) is None else "own"


def _name(actor: Actor, person_id: int, receiver: str) -> str:
    if actor.mandate is not None:
        return "支援者"
    if _own(actor, person_id) is None:
        return _name_of(receiver)
    return "ご本人" if actor.person_id == person_id else "保護者"


def _name_of(receiver: str) -> str:
    if receiver.startswith("app:"):
        return "民間のアプリ"
    return Municipality.objects.filter(pk=receiver).values_list("name", flat=True).first() or "todoke"


def _area(receiver: str, person: Person) -> str:
    is_office = receiver != person.municipality_id and Municipality.objects.filter(pk=receiver).exists()
    return receiver if is_office else person.municipality_id
