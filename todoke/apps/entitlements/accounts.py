"""Telling that the register of accounts has one (公金受取口座), and who is paid for a child; never a number.

The register is the Prime Minister's (Digital Agency); an office may ask it where it must, to pay (公金受取口座登録法
Art. 9, read in a public copy). Which programs count is laid down in an order (Art. 2 para. 2): that a program is among
them is for its office to check, and was not verified here. What comes back is recorded as yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.deciding import RefusedError, Ruling, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.consent.models import AccessEntry
from todoke.apps.entitlements.models import Claim
from todoke.apps.entitlements.payees import Payee
from todoke.apps.people.actions.statements import state_fact
from todoke.apps.people.models import Person, Statement
from todoke.apps.people.queries.shields import is_shielded
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT
from todoke.apps.people.queries.who import matter_of
from todoke.apps.places.models import Municipality
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base.clock import JST

PURPOSE = "payments"
ACTION = "check_account"


def tell_account(person: Person, *, has_one: bool, by: Actor, at: datetime) -> Statement:
    """Write down that somebody says whether they have such an account; raises RefusedError."""
    on = at.astimezone(JST).date()
    require(by, Verb.CHANGE, matter_of(person, on=on), at=at)
    source = Statement.Source.PERSON if by.mandate is None else Statement.Source.SUPPORTER
    return _state(person, has_one, Statement.Firmness.STATED, source, by=by, as_of=on, at=at)


def record_account(person: Person, *, has_one: bool, as_of: date, by: Actor, at: datetime) -> Statement:
    """Write down what an office found in the register on a day; raises RefusedError."""
    require(by, Verb.CHANGE, matter_of(person, on=at.astimezone(JST).date()), at=at)
    return confirm_account(person, has_one=has_one, as_of=as_of, by=by, at=at)


def confirm_account(person: Person, *, has_one: bool, as_of: date, by: Actor, at: datetime) -> Statement:
    """Write down what an office found in the register; whoever calls may."""
    firm, source = Statement.Firmness.CONFIRMED, Statement.Source.MUNICIPALITY
    return _state(person, has_one, firm, source, by=by, as_of=as_of, at=at)


def _state(
    person: Person,
    has_one: bool,
    status: Statement.Firmness,
    source: Statement.Source,
    *,
    by: Actor,
    as_of: date,
    at: datetime,
) -> Statement:
    return state_fact(
        of=person,
        fact=PUBLIC_ACCOUNT,
        value=has_one,
        status=status,
        source=source,
        by=by,
        as_of=as_of,
        at=at,
        content=rulebook().content,
    )


@transaction.atomic
def claim(person: Person, child: Person, *, by: Actor, at: datetime) -> Claim:
    """Write down that somebody receives what is for a child in their care; twice is as once. Raises RefusedError."""
    on = at.astimezone(JST).date()
    require(by, Verb.CHANGE, matter_of(person, on=on), at=at)
    if by.mandate is not None or child.pk not in by.in_care:
        raise RefusedError(Ruling(allowed=False, reason="not_yours"))
    return _claimed(person, child, Claim.Firmness.STATED, by=by, as_of=on, at=at)


@transaction.atomic
def end_claim(person: Person, child_id: int, *, by: Actor, at: datetime) -> None:
    """Take a claim back; what the office decided stays. Raises RefusedError."""
    require(by, Verb.CHANGE, matter_of(person, on=at.astimezone(JST).date()), at=at)
    with everywhere("claim"):
        rows = Claim.objects.filter(person=person, child_id=child_id, ended_at__isnull=True)
        for row in rows.filter(status=Claim.Firmness.STATED):
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            _noted(row, "end", by, at)


@transaction.atomic
def decide_claim(person: Person, child: Person, *, by: Actor, at: datetime) -> Claim:
    """Let the office's decision on who is paid for a child stand, and other decisions on the child end."""
    with everywhere("claim"):
        Claim.objects.filter(child=child, ended_at__isnull=True, status=Claim.Firmness.CONFIRMED).exclude(
            person=person
        ).update(ended_at=at)
    return _claimed(person, child, Claim.Firmness.CONFIRMED, by=by, as_of=at.astimezone(JST).date(), at=at)


def _claimed(
    person: Person, child: Person, status: Claim.Firmness, *, by: Actor, as_of: date, at: datetime
) -> Claim:
    with everywhere("claim"):
        row = Claim.objects.filter(person=person, child=child, ended_at__isnull=True).first()
        if row is not None and (row.status == status or status is Claim.Firmness.STATED):
            return row
        if row is not None:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
        made = Claim.objects.create(
            person=person,
            child=child,
            municipality_id=person.municipality_id,
            status=status,
            as_of=as_of,
            recorded_at=at,
        )
        _noted(made, "state", by, at)
    return made


def _noted(row: Claim, verb: str, by: Actor, at: datetime) -> None:
    note(actor=by, verb=verb, thing="claim", ref=row.row, area=row.municipality_id, at=at)


def log_accounts(payees: Iterable[Payee], *, area: str, at: datetime) -> int:
    """Write into the record of each person whose account was looked at that it was, and return how many entries."""
    read = {one.read.pk: one.read for one in payees if one.read is not None}
    if not read:
        return 0
    name = Municipality.objects.filter(pk=area).values_list("name", flat=True).first() or ""
    own = (Statement.Source.PERSON, Statement.Source.SUPPORTER)
    rows = [
        AccessEntry(
            person_id=row.person_id,
            municipality_id=area,
            at=at,
            actor_kind=Kind.SYSTEM.value,
            receiver=area,
            receiver_name=name,
            action=ACTION,
            purpose=PURPOSE,
            basis="own" if row.source in own else "statute",
            items=[PUBLIC_ACCOUNT],
            bulk=True,
        )
        for row in read.values()
    ]
    return len(AccessEntry.objects.bulk_create(rows, batch_size=1000))


def may_be_named(person_id: int, *, protects: bool, on: date) -> bool:
    """Return whether the desk may show somebody beside an entitlement: past no shield but for those who keep them."""
    return protects or not is_shielded(person_id, on=on)
