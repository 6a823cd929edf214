"""Who is entitled is listed, told, can refuse in one tap, and is paid; what is not clear goes to staff (C12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.people.models import Death
from todoke.apps.people.queries.readers import readers_about
from todoke.apps.people.queries.shields import shielded_among
from todoke.apps.tenancy.scope import everywhere
from todoke.base.fiscal import FiscalYear
from todoke.residents.block import Array
from todoke.telling.quiet import TOKYO

_AT_ONCE = 1000

Accounts = Callable[[Array], Array]
"""Of persons (ids), who has an account money can go to (bool)."""


class EntitlementError(Exception):
    """It cannot be done so; the message says to staff what to do, the kind which words a resident gets."""

    def __init__(self, message: str, *, kind: str = "") -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


def no_account(ids: Array) -> Array:
    """Return that of nobody an account is known."""
    return np.zeros(len(ids), np.bool_)


def list_entitled(
    program: PaidProgram,
    entitled: Sequence[Entitled],
    *,
    on: date,
    at: datetime,
    accounts: Accounts = no_account,
    conflicting: Collection[int] = (),
) -> Counter[str]:
    """Write down who is entitled in this fiscal year, once each; return how many are new, by state or why.

    What a machine must not decide goes to staff: no account, a shield, parents who say different things, nobody to
    tell, a death. Raises EntitlementError where the program is not in use.
    """
    if not program.in_use:
        raise EntitlementError(f"{program.program_id} は、まだ使うことになっていません(entitlements.yaml)。")
    year = FiscalYear.of(on).year
    new: Counter[str] = Counter()
    with everywhere("entitlements"), transaction.atomic():
        for some in entitled:
            there = set(
                Entitlement.objects.filter(
                    program_id=program.program_id, fiscal_year=year, municipality_id=some.municipality
                ).values_list("person_id", flat=True)
            )
            ids = np.array([one for one in some.ids.tolist() if one not in there], np.int64)
            rows = [
                Entitlement(
                    program_id=program.program_id,
                    person_id=one,
                    municipality_id=some.municipality,
                    fiscal_year=year,
                    state=Entitlement.State.EXCEPTION if why else Entitlement.State.LISTED,
                    why=why,
                    listed_at=at,
                )
                for one, why in zip(
                    ids.tolist(), _whys(ids, on, accounts(ids), frozenset(conflicting)), strict=True
                )
            ]
            Entitlement.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
            here = Counter(row.why or row.state for row in rows)
            new.update(here)
            if rows:
                note(
                    actor="system:entitlements",
                    verb="list",
                    thing="entitlement",
                    ref=program.program_id,
                    area=some.municipality,
                    at=at,
                    said={"count": len(rows), "exceptions": sum(bool(row.why) for row in rows)},
                )
    return new


def _whys(ids: Array, on: date, has_account: Array, conflicting: frozenset[int]) -> list[Entitlement.Why]:
    _, places = readers_about(ids, on=on)
    is_read = np.isin(np.arange(len(ids)), places)
    shielded = shielded_among(ids, on=on)
    dead = set(Death.objects.filter(person_id__in=ids.tolist()).values_list("person_id", flat=True))
    return [
        Entitlement.Why.DEAD
        if one in dead
        else Entitlement.Why.SHIELDED
        if shielded[row]
        else Entitlement.Why.CONFLICTING
        if one in conflicting
        else Entitlement.Why.NO_READER
        if not is_read[row]
        else Entitlement.Why.NO_ACCOUNT
        if not has_account[row]
        else Entitlement.Why.NOTHING
        for row, one in enumerate(ids.tolist())
    ]


def mark_told(program: PaidProgram, rows: Sequence[Entitlement], *, at: datetime) -> int:
    """Write down, in the transaction of their notices, that these were told; from now on they can refuse."""
    until = at.astimezone(TOKYO).date() + timedelta(days=program.refuse_days)
    waiting = Entitlement.objects.filter(pk__in=[row.pk for row in rows], state=Entitlement.State.LISTED)
    return waiting.update(state=Entitlement.State.TOLD, told_at=at, refuse_until=until)


@transaction.atomic
def refuse(entitlement: Entitlement, *, by: Actor, at: datetime) -> Entitlement:
    """Refuse a payment; twice is as once.

    Raises:
        EntitlementError: the day is over, or it is decided.
        RefusedError: not for this actor.
    """
    require(by, Verb.REFUSE_PAYMENT, entitlement, at=at)
    if entitlement.state == Entitlement.State.REFUSED:
        return entitlement
    return _turned(
        entitlement,
        (Entitlement.State.LISTED, Entitlement.State.TOLD),
        Entitlement.State.REFUSED,
        by=by,
        at=at,
    )


@transaction.atomic
def take_back_refusal(entitlement: Entitlement, *, by: Actor, at: datetime) -> Entitlement:
    """Receive the payment after all; raises EntitlementError, RefusedError."""
    require(by, Verb.REFUSE_PAYMENT, entitlement, at=at)
    if entitlement.state == Entitlement.State.TOLD:
        return entitlement
    return _turned(entitlement, (Entitlement.State.REFUSED,), Entitlement.State.TOLD, by=by, at=at)


def _turned(
    entitlement: Entitlement,
    states: Collection[Entitlement.State],
    to: Entitlement.State,
    *,
    by: Actor,
    at: datetime,
) -> Entitlement:
    until = entitlement.refuse_until
    if until is not None and at.astimezone(TOKYO).date() > until:
        raise EntitlementError(f"辞退できる日({until})を過ぎました。", kind="over")
    changed = Entitlement.objects.filter(pk=entitlement.pk, state__in=states).update(
        state=to, refused_at=at if to is Entitlement.State.REFUSED else None
    )
    if not changed:
        raise EntitlementError("この支給はもう決まっています。", kind="decided")
    _note(entitlement, Verb.REFUSE_PAYMENT, to, by, at)
    entitlement.refresh_from_db()
    return entitlement


@transaction.atomic
def settle(program_id: str, *, area: str, by: str, at: datetime) -> int:
    """Settle what was told and not refused in time, in one municipality: each of these is an application saved."""
    today = at.astimezone(TOKYO).date()
    due = Entitlement.objects.filter(
        program_id=program_id, municipality_id=area, state=Entitlement.State.TOLD, refuse_until__lt=today
    )
    count = due.update(state=Entitlement.State.SETTLED, settled_at=at, saved_application=True)
    if count:
        note(
            actor=by,
            verb="settle",
            thing="entitlement",
            ref=program_id,
            area=area,
            at=at,
            said={"count": count},
        )
    return count


@transaction.atomic
def decide_exception(entitlement: Entitlement, *, is_paid: bool, by: Actor, at: datetime) -> Entitlement:
    """Decide what a machine must not: pay, or not. It saved nobody an application.

    Raises:
        EntitlementError: it is no exception any more.
        RefusedError: not for this actor.
    """
    require(by, Verb.CHANGE, entitlement, at=at)
    to = Entitlement.State.SETTLED if is_paid else Entitlement.State.REFUSED
    changed = Entitlement.objects.filter(pk=entitlement.pk, state=Entitlement.State.EXCEPTION).update(
        state=to, settled_at=at if is_paid else None, refused_at=None if is_paid else at
    )
    if not changed:
        raise EntitlementError("この人の支給は、もうほかの人が決めました。")
    _note(entitlement, Verb.CHANGE, to, by, at)
    entitlement.refresh_from_db()
    return entitlement


def _note(entitlement: Entitlement, verb: Verb, to: Entitlement.State, by: Actor, at: datetime) -> None:
    note(
        actor=by,
        verb=verb,
        thing="entitlement",
        ref=entitlement.pk,
        area=entitlement.municipality_id,
        at=at,
        said={"state": to.value},
    )
