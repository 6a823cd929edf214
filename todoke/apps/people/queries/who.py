"""Whose a login is, and the basics of somebody; whoever asks must have been let in by ``access`` before."""

from __future__ import annotations

from todoke.apps.people.models import Basics, LoginPerson, Person
from todoke.apps.tenancy.scope import everywhere


def person_of(login_id: int) -> Person | None:
    """Return whose a login (identity.Login) is; None before anybody was taken in, and after a death."""
    with everywhere("login"):
        held = LoginPerson.objects.filter(login_id=login_id, until__isnull=True)
        found = held.exclude(person__death__isnull=False).select_related("person").first()
        return None if found is None else found.person


def login_of(person_id: int) -> int | None:
    """Return the login somebody holds now (identity.Login)."""
    return (
        LoginPerson.objects.filter(person_id=person_id, until__isnull=True)
        .values_list("login_id", flat=True)
        .first()
    )


def basics_of(person_id: int) -> Basics | None:
    """Return the basics that were agreed to, or None; within the scope that is open."""
    return Basics.objects.filter(person_id=person_id).first()


def name_of(person_id: int) -> str:
    """Return somebody's own name, or nothing where it was not agreed to; within the scope that is open."""
    found = basics_of(person_id)
    return (found.name or "") if found is not None else ""
