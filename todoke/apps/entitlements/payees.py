"""Whom money is paid to (受け取る人), and why a machine must not tell: from kin, claims and what is known of accounts.

Nobody pays to whom the law has not been checked for: a program comes into use only after its office did (programs.py).
Where parents live apart, or both say the money is theirs, law and papers decide and a person reads them; 児童手当法
Art. 4 para. 4 puts first who lives with the child, for that allowance alone (recalled, not checked word for word).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Q

from todoke.apps.entitlements.models import Claim, Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.people.models import Belonging, Death, Kinship, Person, Statement
from todoke.apps.people.queries.kin import come_of_age
from todoke.apps.people.queries.readers import readers_about
from todoke.apps.people.queries.shields import shielded_among
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT, said_of
from todoke.residents.block import Array

Why = Entitlement.Why
_AT_ONCE = 1000
_MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Payee:
    """Who gets the money for one person, or why staff must look."""

    person_id: int | None
    """people.Person; None where it cannot be told."""
    why: Entitlement.Why = Why.NOTHING
    read: Statement | None = None
    """What was read of the payee's account, whatever it said."""


@dataclass(frozen=True, slots=True)
class _Carer:
    """Somebody who cares for a child, as far as paying goes."""

    person_id: int
    is_apart: bool | None
    """Whether they live elsewhere than the child; None: not known."""
    home: int | None
    """people.Household by the register of residents."""
    claim: str
    """Firmness of their claim, or nothing."""


def payees_of(program: PaidProgram, ids: Array, *, on: date) -> list[Payee]:
    """Return for each person (ids, int64) who gets the money; call it in a scope over everything."""
    found: list[Payee] = []
    for first in range(0, len(ids), _AT_ONCE):
        found += _payees(program, ids[first : first + _AT_ONCE], on)
    return found


def _payees(program: PaidProgram, ids: Array, on: date) -> list[Payee]:
    few = ids.tolist()
    _, places = readers_about(ids, on=on)
    is_read = np.isin(np.arange(len(ids)), places)
    dead = set(Death.objects.filter(person_id__in=few).values_list("person_id", flat=True))
    limit = come_of_age(on)
    young = set(Person.objects.filter(pk__in=few, birth_low__gt=limit).values_list("pk", flat=True))
    carers, disputed = _carers(young, on)
    concerned = np.array(
        sorted({*few, *(one.person_id for some in carers.values() for one in some)}), np.int64
    )
    shielded = set(concerned[shielded_among(concerned, on=on)].tolist())
    told: list[tuple[int | None, Entitlement.Why]] = []
    for row, one in enumerate(few):
        some = carers.get(one, [])
        if one in dead:
            told.append((None, Why.DEAD))
        elif one in shielded or any(each.person_id in shielded for each in some):
            told.append((None, Why.SHIELDED))
        elif one in disputed:
            told.append((None, Why.DISPUTED))
        else:
            payee, why = _chosen(some) if one in young else (one, Why.NOTHING)
            if why in (Why.NOTHING, Why.SEVERAL) and not is_read[row]:
                payee, why = None, Why.NO_READER
            told.append((payee, why))
    accounts = said_of([payee for payee, _ in told if payee is not None], PUBLIC_ACCOUNT)
    oldest = on - program.account_months * _MONTH
    return [
        Payee(None, why)
        if payee is None
        else Payee(payee, _of_account(accounts.get(payee), oldest), accounts.get(payee))
        for payee, why in told
    ]


def _of_account(said: Statement | None, oldest: date) -> Entitlement.Why:
    if said is None or said.value is not True:
        return Why.NO_ACCOUNT
    return Why.OLD_ACCOUNT if said.as_of < oldest else Why.NOTHING


def _chosen(carers: Sequence[_Carer]) -> tuple[int | None, Entitlement.Why]:
    """Return which of those who care for a child gets the money; what the office decided goes first."""
    decided = [one for one in carers if one.claim == Claim.Firmness.CONFIRMED]
    claimed = [one for one in carers if one.claim]
    if len(decided) == 1:
        return decided[0].person_id, Why.NOTHING
    if len(claimed) > 1:
        return None, Why.CONFLICTING
    if _live_apart(carers):
        return None, Why.APART
    if len(claimed or carers) == 1:
        return (claimed or carers)[0].person_id, Why.NOTHING
    return None, Why.SEVERAL


def _live_apart(carers: Sequence[_Carer]) -> bool:
    if len(carers) < 2:
        return False
    homes = {one.home for one in carers if one.home is not None}
    return len(homes) > 1 or any(one.is_apart for one in carers)


def _carers(children: Collection[int], on: date) -> tuple[Mapping[int, list[_Carer]], set[int]]:
    """Return who cares for each child, and the children of whom somebody says that a kinship is not so."""
    caring = (Kinship.Kind.PARENT_OF, Kinship.Kind.GUARDIAN_OF)
    now = (Q(from_on__isnull=True) | Q(from_on__lte=on)) & (Q(until_on__isnull=True) | Q(until_on__gt=on))
    rows = list(
        Kinship.objects.filter(now, kind__in=caring, other_id__in=sorted(children))
        .exclude(person__in=Death.objects.values("person"))
        .order_by("other_id", "person_id")
    )
    disputed = {row.other_id for row in rows if row.status == Kinship.Firmness.DISPUTED}
    sure = [
        row
        for row in rows
        if row.status == Kinship.Firmness.CONFIRMED
        or (row.status == Kinship.Firmness.STATED and row.own_words)
    ]
    people = {row.person_id for row in sure}
    homes = dict(
        Belonging.objects.filter(
            person_id__in=people, kind=Belonging.Kind.REGISTER, until_on__isnull=True
        ).values_list("person_id", "household_id")
    )
    claims = {
        (person, child): status
        for person, child, status in Claim.objects.filter(
            person_id__in=people, child_id__in=sorted(children), ended_at__isnull=True
        ).values_list("person_id", "child_id", "status")
    }
    found: dict[int, dict[int, _Carer]] = defaultdict(dict)
    for row in sure:
        found[row.other_id][row.person_id] = _Carer(
            row.person_id,
            None if row.living_together is None else not row.living_together,
            homes.get(row.person_id),
            claims.get((row.person_id, row.other_id), ""),
        )
    return {child: list(some.values()) for child, some in found.items()}, disputed
