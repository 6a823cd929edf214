"""People arriving: by a login with the card, or known by little more than a municipality."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Protocol

from django.db import transaction

from todoke.apps.audit.actions import note
from todoke.apps.people.actions.households import PeopleError, move_household, note_change
from todoke.apps.people.models import Basics, Household, Kinship, LoginPerson, Person, Relation
from todoke.apps.people.queries.households import born as days_of
from todoke.apps.people.queries.who import match_mark
from todoke.apps.places.models import Municipality
from todoke.apps.tenancy.scope import everywhere
from todoke.apps.vault.blind import blind
from todoke.rules.values import EARLIEST, LATEST, Interval

NAME, ADDRESS, BORN, SEX = "basics.name", "basics.address", "basics.birth_date", "basics.sex"


class Claimed(Protocol):
    """What an identity provider says of somebody (clients.identity.provider.Claims)."""

    @property
    def name(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...
    @property
    def birth_date(self) -> date | None: ...
    @property
    def sex(self) -> str | None: ...


class Numbered(Protocol):
    """A login: only its number is kept."""

    @property
    def pk(self) -> int: ...


def municipality_in(address: str) -> Municipality | None:
    """Return the municipality of Tokyo an address begins with, or None."""
    rest = "".join(address.split()).removeprefix("東京都")
    fitting = [one for one in Municipality.objects.all() if rest.startswith(one.name)]
    if not fitting:  # villages and towns may stand after their district (郡)
        fitting = [one for one in Municipality.objects.all() if f"郡{one.name}" in rest[:12]]
    return max(fitting, key=lambda one: len(one.name), default=None)


@transaction.atomic
def take_in(
    login: Numbered,
    claims: Claimed,
    items: Collection[str],
    *,
    at: datetime,
    municipality: Municipality | None = None,
) -> Person:
    """Return the person a login is of, found or made, with the agreed items recorded and no others.

    Somebody is found again by name, date of birth and address together, all three agreed to and equal: people of
    one name and birthday exist, and giving one the other's matters is the worse mistake. ``municipality`` is what
    the person chose where no address tells it. Raises PeopleError where the municipality is not known.
    """
    name = claims.name if NAME in items else None
    address = claims.address if ADDRESS in items else None
    birth_date = claims.birth_date if BORN in items else None
    sex = claims.sex if SEX in items else None
    home = (municipality_in(address) if address else None) or municipality
    with everywhere("take_in"):
        held = LoginPerson.objects.filter(login_id=login.pk, until__isnull=True).select_related("person")
        link = held.first()
        person = link.person if link is not None else None
        found = person is not None
        if person is None and name and birth_date and address:
            person = _known(name, birth_date, address)
            found = person is not None
        if person is None:
            if home is None:
                raise PeopleError("住んでいる区市町村がわかりません。区市町村を選んでください")
            person = _newcomer(home, at=at)
        if link is None:
            LoginPerson.objects.create(login_id=login.pk, person=person, since=at)
        if link is not None and home is not None:
            _follow(person, home, at=at)
        if birth_date is not None and (person.birth_low, person.birth_high) != (birth_date, birth_date):
            person.birth_low = person.birth_high = birth_date
            person.save(update_fields=["birth_low", "birth_high"])
            note_change(person.household_id, person.municipality_id, at=at)
        _keep(person, name=name, address=address, sex=sex, birth_date=birth_date, at=at)
        note(
            actor=f"person:{person.pk}",
            verb="take_in",
            thing="person",
            ref=person.pk,
            area=person.municipality_id,
            at=at,
            said={"items": len(set(items)), "found": found},
        )
    return person


@transaction.atomic
def known_by_little(*, municipality: Municipality, born: Interval, source: str, at: datetime) -> Person:
    """Return somebody new of whom only a municipality and a child's month of birth are known.

    The child is a person of its own, tied to them by their own words. Raises PeopleError for days that are none.
    """
    low, high = days_of(born)
    if (low, high) == (EARLIEST, LATEST):
        raise PeopleError("お子さんの生まれた月を選んでください")
    with everywhere("known_by_little"):
        parent = _newcomer(municipality, at=at)
        child = Person.objects.create(
            household_id=parent.household_id,
            municipality=municipality,
            relation=Relation.CHILD,
            birth_low=low,
            birth_high=high,
        )
        Kinship.objects.create(
            person=parent,
            other=child,
            municipality=municipality,
            kind=Kinship.Kind.PARENT_OF,
            status=Kinship.Firmness.STATED,
            own_words=True,
        )
        note_change(parent.household_id, municipality.pk, at=at)
        note(
            actor=f"system:{source}",
            verb="take_in",
            thing="person",
            ref=parent.pk,
            area=municipality.pk,
            at=at,
        )
    return parent


def _known(name: str, birth_date: date, address: str) -> Person | None:
    """Return the one person without a login of this name, birthday and address; None where there is not just one."""
    rows = (
        Basics.objects.filter(match_blind=match_mark(name, birth_date))
        .exclude(person__in=LoginPerson.objects.filter(until__isnull=True).values("person"))
        .exclude(person__death__isnull=False)
        .select_related("person")
    )
    same = [row.person for row in rows if _folded(row.address or "") == _folded(address)]
    return same[0] if len(same) == 1 else None


def _folded(address: str) -> str:
    return blind("people.Basics.address", "".join(address.split()))


def _newcomer(municipality: Municipality, *, at: datetime) -> Person:
    household = Household.objects.create(municipality=municipality)
    person = Person.objects.create(household=household, municipality=municipality, relation=Relation.SELF)
    note_change(household.pk, municipality.pk, at=at)
    return person


def _follow(person: Person, home: Municipality, *, at: datetime) -> None:
    """Let somebody who lives alone live where their card says now; of a household of several one card tells nothing."""
    is_alone = not Person.objects.filter(household=person.household_id).exclude(pk=person.pk).exists()
    if is_alone and home.pk != person.municipality_id:
        move_household(household=person.household, to=home, at=at)
        person.refresh_from_db()


def _keep(
    person: Person,
    *,
    name: str | None,
    address: str | None,
    sex: str | None,
    birth_date: date | None,
    at: datetime,
) -> None:
    """Record what was agreed to; what was not stays as it was."""
    basics = Basics.objects.filter(person=person).first()
    if basics is None:
        if not (name or address or sex):
            return
        basics = Basics(person=person)
    basics.municipality_id = person.municipality_id
    if name:
        basics.name = name
    if address:
        basics.address = address
    if sex:
        basics.sex = sex
    born = birth_date or (person.birth_low if person.birth_low == person.birth_high else None)
    if born is not None and basics.name:
        basics.match_blind = match_mark(basics.name, born)
    basics.source, basics.as_of, basics.verified = "card", at.date(), True
    basics.save()
