"""Which mandates hold now, for whom and of whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from todoke.apps.access.domain.actors import Actor, HeldMandate
from todoke.apps.access.domain.deciding import MANDATED
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.mandates.models import Mandate, Use
from todoke.apps.people.models import Death, LoginPerson, Shield
from todoke.apps.people.queries.shields import may_know, standing
from todoke.apps.tenancy.scope import everywhere

_PRINTED_WITHIN = timedelta(days=2)
"""How long a clerk can print the copy again; the person always can."""


def in_force(at: datetime) -> Q:
    """Return the condition that a mandate holds: taken up, begun, not over, not ended."""
    return Q(confirmed_at__lte=at, begins_at__lte=at, ends_at__gt=at, ended_at__isnull=True)


def held_mandates(
    login_id: int | None = None, *, account_id: int | None = None, at: datetime
) -> list[HeldMandate]:
    """Return what a login (identity.Login) or an account may act upon now, in the order given.

    None of the dead, and none of somebody whom a shield hides from the supporter.
    """
    if (login_id is None) == (account_id is None):
        raise ValueError("ask for a login or for an account")
    mine = Q(supporter_login_id=login_id) if login_id is not None else Q(supporter_account_id=account_id)
    with everywhere("mandates"):
        rows = list(
            Mandate.objects.filter(in_force(at), mine)
            .exclude(person__in=Death.objects.values("person"))
            .order_by("pk")
        )
        viewer = _person_of(login_id)
        return [_held(row, at) for row in rows if _reaches(row, viewer, at)]


def held_mandate(
    mandate_id: int, login_id: int | None = None, *, account_id: int | None = None, at: datetime
) -> HeldMandate | None:
    """Return the mandate somebody has switched over to, as long as it holds; None is: switch back."""
    found = held_mandates(login_id, account_id=account_id, at=at)
    return next((one for one in found if one.id == mandate_id), None)


def held_rows(login_id: int, *, at: datetime) -> list[Mandate]:
    """Return the mandates a login may act upon now, as rows."""
    ids = [one.id for one in held_mandates(login_id, at=at)]
    with everywhere("mandates"):
        return list(Mandate.objects.filter(pk__in=ids).order_by("pk"))


def held_by_row(row: UUID, actor: Actor, *, at: datetime) -> Mandate | None:
    """Return a mandate for one of its two sides: who gave it, or the supporter while it holds; None to others."""
    with everywhere("mandates"):
        found = Mandate.objects.filter(row=row).first()
    if found is None:
        return None
    if actor.mandate is None and actor.person_id == found.person_id:
        return found
    held: list[HeldMandate] = []
    if actor.login_id is not None:
        held = held_mandates(actor.login_id, at=at)
    elif actor.account_id is not None:
        held = held_mandates(account_id=actor.account_id, at=at)
    return found if any(one.id == found.pk for one in held) else None


def helped_by(account_id: int, row: UUID, *, at: datetime) -> Mandate | None:
    """Return a mandate a clerk was given at a counter lately, for the copy on paper; past no shield."""
    with everywhere("mandates"):
        found = Mandate.objects.filter(
            row=row, supporter_account_id=account_id, made_at__gt=at - _PRINTED_WITHIN
        ).first()
        return found if found is not None and _reaches(found, None, at) else None


def mandate_row(mandate_id: int) -> UUID:
    """Return what addresses name of a mandate somebody has switched over to."""
    with everywhere("mandates"):
        return Mandate.objects.values_list("row", flat=True).get(pk=mandate_id)


def given_by(person_id: int) -> list[Mandate]:
    """Return every mandate a person gave, the latest first; within the scope that is open."""
    return list(Mandate.objects.filter(person_id=person_id).order_by("-made_at", "-pk"))


def uses_of(mandates: Iterable[Mandate], *, at_most: int = 50) -> list[Use]:
    """Return the latest uses of some mandates, for somebody who was let see these mandates."""
    with everywhere("mandates"):
        return list(
            Use.objects.filter(mandate__in=list(mandates))
            .select_related("mandate")
            .order_by("-at", "-pk")[:at_most]
        )


def state_of(row: Mandate, *, at: datetime) -> str:
    """Return how a mandate stands: waiting, expired_code, coming, held, over or ended."""
    if row.ended_at is not None:
        return "ended"
    if at >= row.ends_at:
        return "over"
    if row.confirmed_at is None:
        return "waiting" if row.code_until is None or at < row.code_until else "expired_code"
    return "coming" if at < row.begins_at else "held"


def _person_of(login_id: int | None) -> int | None:
    if login_id is None:
        return None
    rows = LoginPerson.objects.filter(login_id=login_id, until__isnull=True)
    return rows.values_list("person_id", flat=True).first()


def _reaches(row: Mandate, viewer: int | None, at: datetime) -> bool:
    """Return whether no shield stands between; for staff none may have come since the mandate was given."""
    if row.supporter_account_id is not None:
        return all(shield.recorded_at <= row.made_at for shield in _shields(row, at))
    return may_know(viewer, row.person_id, on=at.date()) or (viewer is None and not _shields(row, at))


def _shields(row: Mandate, at: datetime) -> list[Shield]:
    return list(Shield.objects.filter(standing(at.date()), person_id=row.person_id))


def _held(row: Mandate, at: datetime) -> HeldMandate:
    shields = _shields(row, at)
    since = max((shield.recorded_at for shield in shields), default=None)
    return HeldMandate(
        id=row.pk,
        person_id=row.person_id,
        scope=frozenset(Verb(verb) for verb in row.scope if verb in set(Verb)) & MANDATED,
        ends_at=row.ends_at,
        person_name=row.person_name or "",
        supporter_name=row.supporter_name or "",
        area=row.municipality_id,
        despite_shield=since is not None and row.made_at >= since,
    )
