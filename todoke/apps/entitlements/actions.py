"""Who is entitled is listed, told, can refuse in one tap, and is paid; what is not clear goes to staff (C12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.entitlements.accounts import log_accounts
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.payees import Payee, payees_of
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.tenancy.scope import everywhere
from todoke.base.fiscal import FiscalYear
from todoke.telling.quiet import TOKYO

_AT_ONCE = 1000

Deciding = Callable[..., list[Payee]]
"""Who gets the money for each of some persons: as ``payees_of``."""


class EntitlementError(Exception):
    """It cannot be done so; the message says to staff what to do, the kind which words a resident gets."""

    def __init__(self, message: str, *, kind: str = "") -> None:
        """Keep both."""
        super().__init__(message)
        self.kind = kind


def list_entitled(
    program: PaidProgram,
    entitled: Sequence[Entitled],
    *,
    on: date,
    at: datetime,
    payees: Deciding = payees_of,
) -> Counter[str]:
    """Write down who is entitled in this fiscal year, once each; return how many are new, by state or why.

    What a machine must not decide goes to staff: a death, a shield, parents who live apart or say different things,
    nobody to tell, no account. Who waits untold, or for staff, is looked at again: an account that became known lets
    them be told, one that is no longer known holds them back. Raises EntitlementError where the program is not in use.
    """
    if not program.in_use:
        raise EntitlementError(f"{program.program_id} は、まだ使うことになっていません(entitlements.yaml)。")
    year = FiscalYear.of(on).year
    new: Counter[str] = Counter()
    with everywhere("entitlements"), transaction.atomic():
        for some in entitled:
            here = Entitlement.objects.filter(
                program_id=program.program_id, fiscal_year=year, municipality_id=some.municipality
            )
            there = set(here.values_list("person_id", flat=True))
            waiting, sure = here.filter(state__in=_OPEN), set(some.ids.tolist())
            _again(program, waiting, on=on, at=at, sure=sure, payees=payees)
            ids = np.array([one for one in some.ids.tolist() if one not in there], np.int64)
            found = payees(program, ids, on=on)
            rows = [
                Entitlement(
                    program_id=program.program_id,
                    person_id=one,
                    payee_id=None if payee.why else payee.person_id,
                    municipality_id=some.municipality,
                    fiscal_year=year,
                    state=Entitlement.State.EXCEPTION if payee.why else Entitlement.State.LISTED,
                    why=payee.why,
                    listed_at=at,
                )
                for one, payee in zip(ids.tolist(), found, strict=True)
            ]
            Entitlement.objects.bulk_create(rows, batch_size=_AT_ONCE, ignore_conflicts=True)
            log_accounts(found, area=some.municipality, at=at)
            new.update(Counter(row.why or row.state for row in rows))
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


_OPEN = (Entitlement.State.LISTED, Entitlement.State.EXCEPTION)


def _again(
    program: PaidProgram,
    rows: QuerySet[Entitlement],
    *,
    on: date,
    at: datetime,
    sure: Collection[int] = (),
    payees: Deciding = payees_of,
) -> None:
    """Divide anew those nobody decided on; who was held back as gone comes back only where they are surely entitled."""
    waiting = [row for row in rows.order_by("pk") if row.why != Entitlement.Why.GONE or row.person_id in sure]
    found = payees(program, np.array([row.person_id for row in waiting], np.int64), on=on)
    for row, payee in zip(waiting, found, strict=True):
        clear = Entitlement.State.LISTED if row.told_at is None else Entitlement.State.TOLD
        state = Entitlement.State.EXCEPTION if payee.why else clear
        paid_to = None if payee.why else payee.person_id
        if (row.state, row.why, row.payee_id) != (state, payee.why, paid_to):
            Entitlement.objects.filter(pk=row.pk, state=row.state).update(
                state=state, why=payee.why, payee_id=paid_to
            )
    for area in sorted({row.municipality_id for row in waiting}):
        mine = [one for row, one in zip(waiting, found, strict=True) if row.municipality_id == area]
        log_accounts(mine, area=area, at=at)


def look_again(entitlement: Entitlement, program: PaidProgram, *, on: date, at: datetime) -> Entitlement:
    """Divide one anew, because staff recorded something; where all is clear they are told like everybody."""
    with everywhere("entitlements"), transaction.atomic():
        _again(program, Entitlement.objects.filter(pk=entitlement.pk, state__in=_OPEN), on=on, at=at)
    entitlement.refresh_from_db()
    return entitlement


def hold_gone(program: PaidProgram, entitled: Sequence[Entitled], *, on: date) -> int:
    """Hand to staff who was listed or told and is not surely entitled any more; return how many.

    ``entitled`` is all of a night. Nobody is paid, and nothing is taken from anybody, by a program alone.
    """
    year = FiscalYear.of(on).year
    held = 0
    with everywhere("entitlements"), transaction.atomic():
        for some in entitled:
            sure = set(some.ids.tolist())
            rows = Entitlement.objects.filter(
                program_id=program.program_id,
                fiscal_year=year,
                municipality_id=some.municipality,
                state__in=(Entitlement.State.LISTED, Entitlement.State.TOLD),
            ).values_list("pk", "person_id")
            gone = [pk for pk, person in rows if person not in sure]
            for first in range(0, len(gone), _AT_ONCE):
                held += Entitlement.objects.filter(pk__in=gone[first : first + _AT_ONCE]).update(
                    state=Entitlement.State.EXCEPTION, why=Entitlement.Why.GONE
                )
    return held


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
def settle(program: PaidProgram, *, area: str, by: str, at: datetime) -> int:
    """Settle what was told and not refused in time, in one municipality: each of these is an application saved.

    Looked at once more before money goes: whoever died, has no account any more, or is claimed by both parents since
    goes to staff instead.
    """
    today = at.astimezone(TOKYO).date()
    due = Entitlement.objects.filter(
        program_id=program.program_id,
        municipality_id=area,
        state=Entitlement.State.TOLD,
        refuse_until__lt=today,
    )
    with everywhere("entitlements"):
        _again(program, due, on=today, at=at)
        count = due.update(state=Entitlement.State.SETTLED, settled_at=at, saved_application=True)
    if count:
        note(
            actor=by,
            verb="settle",
            thing="entitlement",
            ref=program.program_id,
            area=area,
            at=at,
            said={"count": count},
        )
    return count


@transaction.atomic
def decide_exception(
    entitlement: Entitlement, *, is_paid: bool, by: Actor, at: datetime, payee: int | None = None
) -> Entitlement:
    """Decide what a machine must not: pay, and to whom, or not. It saved nobody an application.

    Raises:
        EntitlementError: it is no exception any more.
        RefusedError: not for this actor.
    """
    require(by, Verb.CHANGE, entitlement, at=at)
    to = Entitlement.State.SETTLED if is_paid else Entitlement.State.REFUSED
    changed = Entitlement.objects.filter(pk=entitlement.pk, state=Entitlement.State.EXCEPTION).update(
        state=to,
        payee_id=payee if is_paid else None,
        settled_at=at if is_paid else None,
        refused_at=None if is_paid else at,
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
