"""Whose a login is, and the basics of somebody; whoever asks must have been let in by ``access`` before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from todoke.apps.people.models import Basics, LoginPerson, Person
from todoke.apps.people.queries.shields import is_shielded
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import blind


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


@dataclass(frozen=True, slots=True)
class Matter:
    """What ``access`` is asked about when it is about somebody as a whole."""

    owner_id: int | None
    area: str
    is_shielded: bool
    thing: str = "basics"


def matter_of(person: Person, *, on: date) -> Matter:
    """Return somebody's matters as ``access`` sees them on a day."""
    return Matter(person.pk, person.municipality_id, is_shielded(person.pk, on=on))


def found_by_name(name: str, birth_date: date) -> list[Basics]:
    """Return the basics with exactly this name and date of birth; within the scope that is open."""
    mark = match_mark(name, birth_date)
    return list(Basics.objects.filter(match_blind=mark).select_related("person__household").order_by("pk"))


def match_mark(name: str, birth_date: date) -> str:
    """Return the mark under which a name with a date of birth is found; blanks inside the name do not matter."""
    return blind("people.Basics.match", f"{''.join(name.split())}|{birth_date:%Y%m%d}")
