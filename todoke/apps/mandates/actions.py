"""Giving, taking up, using and ending mandates; each is in the audit of the person's municipality."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import RefusedError, Ruling, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.mandates.domain.terms import CODE_LASTS, TermsError, check_terms
from todoke.apps.mandates.models import Mandate, Use
from todoke.apps.people.models import Death, LoginPerson, Person
from todoke.apps.people.queries.shields import may_know
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import hmac_of

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford base32: no I, L, O, U
_LENGTH = 12
_PLACE = "mandates.Mandate.code"


def fold_code(code: str) -> str:
    """Return a code as it was made, however somebody typed it.

    >>> fold_code(" abcd-efgh-o1il ")
    'ABCDEFGH0111'
    """
    kept = "".join(sign for sign in code.upper() if sign.isalnum())
    return kept.translate(str.maketrans("OIL", "011"))


@transaction.atomic
def give_mandate(
    *,
    person: Person,
    person_name: str,
    supporter_name: str,
    scope: Collection[Verb],
    begins_at: datetime,
    ends_at: datetime,
    by: Actor,
    at: datetime,
    how: str = "online",
    evidence: str = "login",
    supporter_account_id: int | None = None,
) -> tuple[Mandate, str]:
    """Return a new mandate, and the code with which the supporter takes it up (shown once; kept as a hash).

    Somebody of the staff who is there (``supporter_account_id``) needs no code; the code is then empty.
    Raises RefusedError, TermsError.
    """
    if not supporter_name.strip() or not person_name.strip():
        raise TermsError("本人と支援者の氏名を書いてください")
    check_terms(scope, how=how, begins_at=begins_at, ends_at=ends_at)
    row = Mandate(
        person=person,
        municipality_id=person.municipality_id,
        supporter_account_id=supporter_account_id,
        scope=sorted(scope),
        evidence=evidence,
        how=how,
        begins_at=begins_at,
        ends_at=ends_at,
        made_at=at,
        confirmed_at=at if supporter_account_id is not None else None,
    )
    row.person_name, row.supporter_name = person_name.strip(), supporter_name.strip()
    require(by, Verb.APPOINT, row, at=at)
    code = ""
    if supporter_account_id is None:
        code = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))
        row.code_hmac, row.code_until = hmac_of(_PLACE, code), at + CODE_LASTS
    with everywhere("mandates"):
        if Death.objects.filter(person=person).exists():
            raise RefusedError(Ruling(allowed=False, reason="no_row"))
        row.save()
        _noted(row, by, "appoint", at)
    return row, "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@transaction.atomic
def take_up(*, code: str, by: Actor, at: datetime) -> Mandate:
    """Let the supporter who is logged in take up a mandate with its code. Raises TermsError with one message.

    The message is the same whatever is wrong, so that codes cannot be tried for what they tell.
    """
    refused = TermsError("このコードは使えません。文字を確かめるか、本人に新しいコードをたのんでください")
    if by.login_id is None or by.mandate is not None:
        raise refused
    with everywhere("mandates"):
        row = (
            Mandate.objects.select_for_update()
            .filter(
                code_hmac=hmac_of(_PLACE, fold_code(code)),
                code_until__gt=at,
                ended_at__isnull=True,
                ends_at__gt=at,
            )
            .first()
        )
        if (
            row is None
            or row.person_id == by.person_id
            or not may_know(by.person_id, row.person_id, on=at.date())
        ):
            raise refused
        row.supporter_login_id, row.confirmed_at = by.login_id, at
        row.code_hmac, row.code_until = "", None
        row.save(update_fields=["supporter_login_id", "confirmed_at", "code_hmac", "code_until"])
        _noted(row, by, "take_up", at)
    return row


@transaction.atomic
def end_mandate(*, row: UUID, by: Actor, at: datetime) -> Mandate:
    """End a mandate at once: the person who gave it, or the supporter who no longer wants it. Raises RefusedError."""
    with everywhere("mandates"):
        found = Mandate.objects.select_for_update().filter(row=row).first()
        if found is None:
            raise RefusedError(Ruling(allowed=False, reason="not_yours"))
        is_supporter = (by.login_id is not None and by.login_id == found.supporter_login_id) or (
            by.account_id is not None and by.account_id == found.supporter_account_id
        )
        if not is_supporter:
            require(by, Verb.WITHDRAW, found, at=at)
        _end(found, by.ref, at)
        _noted(found, by, "end", at)
    return found


def end_mandates_of(person_id: int, *, at: datetime) -> int:
    """End every mandate of somebody, given or held: after a death, or when a shield is raised. Return how many."""
    with everywhere("mandates"):
        logins = list(LoginPerson.objects.filter(person_id=person_id).values_list("login_id", flat=True))
        rows = Mandate.objects.select_for_update().filter(
            Q(person_id=person_id) | Q(supporter_login_id__in=logins), ended_at__isnull=True
        )
        found = list(rows)
        for row in found:
            _end(row, "system:end", at)
            _noted(row, "system:end", "end", at)
    return len(found)


def note_use(
    actor: Actor, verb: Verb, thing: str, ref: object, *, at: datetime, mandate_id: int | None = None
) -> Use | None:
    """Write down that a mandate was used; nothing where nobody acts in another's place. Call it where it is done.

    ``mandate_id`` is for switching over, when the actor has not got it yet.
    """
    used = mandate_id if actor.mandate is None else actor.mandate.id
    if used is None:
        return None
    with everywhere("mandates"):
        row = Mandate.objects.get(pk=used)
        return Use.objects.create(
            mandate=row,
            person_id=row.person_id,
            municipality_id=row.municipality_id,
            at=at,
            verb=verb,
            thing=thing,
            thing_ref=str(ref)[:60],
        )


def _end(row: Mandate, by: str, at: datetime) -> None:
    if row.ended_at is None:
        row.ended_at, row.ended_by, row.code_hmac, row.code_until = at, by, "", None
        row.save(update_fields=["ended_at", "ended_by", "code_hmac", "code_until"])


def _noted(row: Mandate, by: Actor | str, verb: str, at: datetime) -> None:
    note(actor=by, verb=verb, thing="mandate", ref=row.row, area=row.municipality_id, at=at)
