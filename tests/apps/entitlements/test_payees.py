"""Who is paid for a child: whom the office decided on, else who cares or claims; else a person decides (C12)."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.factories.accounts import has_account
from tests.factories.actors import NOON, person
from tests.factories.registry import some_bodies
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.consent.models import AccessEntry
from todoke.apps.entitlements.accounts import claim, decide_claim, end_claim, tell_account
from todoke.apps.entitlements.actions import hold_gone, list_entitled, look_again, mark_told, settle
from todoke.apps.entitlements.holding import EntitlementsHolding
from todoke.apps.entitlements.models import Claim, Entitlement
from todoke.apps.entitlements.programs import PaidProgram
from todoke.apps.entitlements.queries import Entitled
from todoke.apps.people.models import (
    Belonging,
    Death,
    Household,
    Kinship,
    LoginPerson,
    Person,
    Shield,
    Statement,
)
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

CHOFU, TODAY = "132080", NOON.date()
PROGRAM = PaidProgram(program_id="018-support", in_use=True, refuse_days=30, month=1)


@pytest.fixture(autouse=True)
def office(db, monkeypatch):
    """Record municipalities, and stop the clock."""
    monkeypatch.setattr(clock, "now", lambda *source: NOON)
    with everywhere("test"):
        some_bodies()
        yield


def resident(born="1990-01-01", *, has_login=True) -> Person:
    """Return somebody with a household of their own."""
    home = Household.objects.create(municipality_id=CHOFU)
    found = Person.objects.create(
        household=home, municipality_id=CHOFU, relation=0, birth_low=born, birth_high=born
    )
    if has_login:
        LoginPerson.objects.create(login_id=found.pk, person=found, since=NOON)
    return found


def cares(parent: Person, child: Person, **more) -> Kinship:
    """Let somebody be a confirmed parent."""
    return Kinship.objects.create(
        person=parent,
        other=child,
        municipality_id=CHOFU,
        kind="parent_of",
        **({"status": "confirmed", "living_together": True} | more),
    )


@pytest.fixture
def child() -> Person:
    """Somebody of six years."""
    return resident("2020-05-05", has_login=False)


def parents(child: Person, *, accounts=True, **of_father) -> tuple[Person, Person]:
    """Return two parents, with accounts in the register."""
    both = resident(), resident()
    cares(both[0], child)
    cares(both[1], child, **of_father)
    for one in both if accounts else ():
        has_account(one)
    return both


def listed(*people: Person, at=NOON) -> Entitlement:
    """List these as entitled, and return how it stands with the first."""
    ids = np.array([one.pk for one in people], np.int64)
    list_entitled(PROGRAM, [Entitled(CHOFU, ids)], on=at.date(), at=at)
    return Entitlement.objects.get(person=people[0])


def by(parent: Person, *children: Person) -> Actor:
    """Return a parent who acts."""
    found = person(parent.pk)
    return Actor(
        **{name: getattr(found, name) for name in found.__slots__}
        | {"in_care": frozenset(one.pk for one in children)}
    )


def stands(row: Entitlement) -> tuple[str, str, int | None]:
    """Return state, why and payee."""
    return row.state, row.why, row.payee_id


def test_one_parent_with_an_account_is_paid_unless_they_refuse(child):
    mother = resident()
    cares(mother, child)
    has_account(mother, source="person")

    assert stands(listed(child)) == ("listed", "", mother.pk)
    entry = AccessEntry.objects.get(person=mother)
    assert (entry.action, entry.basis, entry.items) == ("check_account", "own", ["account.public"])


def test_two_parents_and_nobody_said_who_is_asked_and_not_guessed(child):
    parents(child)
    assert stands(listed(child)) == ("exception", "several", None)


def test_the_parent_who_says_so_is_paid(child):
    mother, _ = parents(child)
    claim(mother, child, by=by(mother, child), at=NOON)
    assert stands(listed(child)) == ("listed", "", mother.pk)


def test_when_both_parents_say_so_a_person_decides_and_it_stays_decided(child):
    mother, father = parents(child)
    for one in (mother, father):
        claim(one, child, by=by(one, child), at=NOON)
    row = listed(child)
    assert stands(row) == ("exception", "conflicting", None)

    decide_claim(father, child, by=by(father), at=NOON)
    assert stands(look_again(row, PROGRAM, on=TODAY, at=NOON)) == ("listed", "", father.pk)
    end_claim(father, child.pk, by=by(father, child), at=NOON)
    assert Claim.objects.filter(person=father, ended_at__isnull=True).exists(), (
        "what the office decided stays"
    )


def test_parents_who_live_apart_are_for_a_person_even_where_only_one_claims(child):
    mother, _ = parents(child, living_together=False)
    claim(mother, child, by=by(mother, child), at=NOON)
    assert stands(listed(child)) == ("exception", "apart", None)


def test_two_homes_in_the_register_are_living_apart(child):
    both = parents(child)
    for one in both:
        Belonging.objects.create(
            person=one, household=one.household, municipality_id=CHOFU, kind="register", status="confirmed"
        )
    claim(both[0], child, by=by(both[0], child), at=NOON)
    assert listed(child).why == "apart"


def test_a_kinship_somebody_disputes_stops_the_machine(child):
    mother, _ = parents(child, status="disputed")
    claim(mother, child, by=by(mother, child), at=NOON)
    assert listed(child).why == "disputed"


def test_a_shield_around_a_parent_goes_to_those_who_keep_it(child):
    mother, _ = parents(child)
    Shield.objects.create(
        person=mother, municipality_id=CHOFU, from_on=TODAY, recorded_by_id=1, recorded_at=NOON
    )
    assert listed(child).why == "shielded"


@pytest.mark.parametrize("has", [None, False])
def test_without_an_account_staff_ask_and_telling_it_lets_the_next_night_go_on(child, has):
    mother = resident()
    cares(mother, child)
    if has is not None:
        has_account(mother, has=has)
    assert stands(listed(child)) == ("exception", "no_account", None)

    has_account(mother)
    assert stands(listed(child, at=NOON + timedelta(days=1))) == ("listed", "", mother.pk)


def test_what_a_person_says_does_not_undo_what_the_office_found():
    one = resident()
    has_account(one, has=False)
    tell_account(one, has_one=True, by=by(one), at=NOON)
    assert listed(one).why == "no_account"


def test_nobody_tells_of_anothers_account_or_child(child):
    mother, stranger = resident(), resident()
    with pytest.raises(RefusedError):
        tell_account(mother, has_one=True, by=by(stranger), at=NOON)
    with pytest.raises(RefusedError):
        claim(stranger, child, by=by(stranger), at=NOON)
    assert not Statement.objects.exists()


def test_whoever_dies_or_loses_the_account_between_telling_and_paying_is_looked_at():
    paid, dead, closed = resident(), resident(), resident()
    for one in (paid, dead, closed):
        has_account(one)
    listed(paid, dead, closed)
    mark_told(PROGRAM, list(Entitlement.objects.all()), at=NOON)
    Death.objects.create(
        person=dead, municipality_id=CHOFU, on=TODAY, recorded_at=NOON, source="試験", quiet_until=TODAY
    )
    has_account(closed, has=False)

    later = NOON + timedelta(days=31)
    assert settle(PROGRAM, area=CHOFU, by="system:entitlements", at=later) == 1
    found = {row.person_id: (row.state, row.why) for row in Entitlement.objects.all()}
    assert found == {
        paid.pk: ("settled", ""),
        dead.pk: ("exception", "dead"),
        closed.pk: ("exception", "no_account"),
    }
    has_account(closed)
    row = look_again(Entitlement.objects.get(person=closed), PROGRAM, on=TODAY, at=later)
    assert row.state == "told", "nobody is told the same twice"


def test_whom_a_new_night_does_not_find_any_more_is_not_paid_by_itself():
    one, other = resident(), resident()
    for each in (one, other):
        has_account(each)
    listed(one, other)

    night = [Entitled(CHOFU, np.array([other.pk], np.int64))]
    assert hold_gone(PROGRAM, night, on=TODAY) == 1
    assert hold_gone(PROGRAM, night, on=TODAY) == 0
    assert Entitlement.objects.get(person=one).why == "gone"
    assert stands(listed(one, other)) == ("listed", "", one.pk), "found again, told like everybody"


def test_a_claim_is_held_exported_and_erased(child):
    mother = resident()
    cares(mother, child)
    claim(mother, child, by=by(mother, child), at=NOON)
    holding = EntitlementsHolding()

    assert [line.what for line in holding.held(mother.pk)] == ["受け取る人の申し出"]
    assert holding.export(mother.pk)["claims"][0]["status"] == "stated"
    assert holding.erase(mother.pk, at=NOON) == 1
