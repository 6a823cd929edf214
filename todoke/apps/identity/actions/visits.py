"""Visits (利用): being logged in, known to the browser by a token of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction

from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.audit.actions import note
from todoke.apps.identity.models import Login, Visit

_RENEWED_AFTER = timedelta(minutes=5)


def open_visit(
    login: Login,
    *,
    assurance: Assurance,
    acr: str,
    at: datetime,
    device: str = "",
    mandate_id: int | None = None,
    instead_of: Visit | None = None,
) -> str:
    """Return the token of a new visit; one it is ``instead_of`` ends, so that no token outlives a change."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        if instead_of is not None:
            end_visit(instead_of, at=at)
        longest = at + settings.VISIT_LONGEST
        if instead_of is not None and instead_of.login_id == login.pk:
            longest = min(longest, instead_of.expires_at)
        Visit.objects.create(
            token_hash=_hash(token),
            row=uuid4(),
            login=login,
            assurance=assurance.value,
            acr=acr[:40],
            device=device[:40],
            began_at=at,
            seen_at=at,
            expires_at=longest,
            mandate_id=mandate_id,
        )
        actor = Actor(kind=Kind.PERSON, login_id=login.pk)
        verb = "login" if mandate_id is None else "switch"
        note(
            actor=actor,
            verb=verb,
            thing="login",
            ref=login.row,
            area="",
            at=at,
            said={"assurance": assurance.value},
        )
    return token


def open_counter_visit(*, account_id: int, mandate_id: int, until: datetime, at: datetime) -> str:
    """Return the token by which a clerk (accounts.Account) goes on in somebody's place, no longer than the mandate."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        end_counter_visits(account_id, at=at)
        visit = Visit.objects.create(
            token_hash=_hash(token),
            row=uuid4(),
            account_id=account_id,
            assurance=Assurance.WITNESSED.value,
            began_at=at,
            seen_at=at,
            expires_at=min(until, at + settings.VISIT_LONGEST),
            mandate_id=mandate_id,
        )
        actor = Actor(kind=Kind.STAFF, account_id=account_id)
        note(actor=actor, verb="switch", thing="visit", ref=visit.row, area="", at=at)
    return token


def end_counter_visits(account_id: int, *, at: datetime) -> int:
    """End what a clerk is doing in others' places; return how many visits that were."""
    return Visit.objects.filter(account_id=account_id, ended_at=None).update(ended_at=at)


def switch_visit(visit: Visit, *, mandate_id: int | None, at: datetime) -> str:
    """Return the token of the visit that goes on in another's place (None: in one's own again).

    Whether the mandate holds is for the caller; whoever acts by it is asked again at every page.
    """
    if visit.login is None:
        raise ValueError("a visit at a counter is in one person's place and ends there")
    return open_visit(
        visit.login,
        assurance=Assurance(visit.assurance),
        acr=visit.acr,
        at=at,
        device=visit.device,
        mandate_id=mandate_id,
        instead_of=visit,
    )


def visit_of(token: str, *, at: datetime) -> Visit | None:
    """Return the visit of a token while it lasts; that somebody is there is written every five minutes."""
    if not token or len(token) > 100:
        return None
    visit = (
        Visit.objects.select_related("login")
        .filter(
            token_hash=_hash(token),
            ended_at=None,
            expires_at__gt=at,
            seen_at__gt=at - settings.VISIT_IDLE,
            login__closed_at=None,
        )
        .first()
    )
    if visit is not None and at - visit.seen_at >= _RENEWED_AFTER:
        Visit.objects.filter(pk=visit.pk, seen_at__lt=at).update(seen_at=at)
    return visit


def end_visit(visit: Visit, *, at: datetime) -> None:
    """End it on the server; its token opens nothing any more."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=at)


def end_all_visits(login: Login | int, *, at: datetime, but: Visit | None = None) -> int:
    """End every visit of a login, except one; return how many those were."""
    login_id = login if isinstance(login, int) else login.pk
    rows = Visit.objects.filter(login_id=login_id, ended_at=None)
    return (rows.exclude(pk=but.pk) if but else rows).update(ended_at=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
