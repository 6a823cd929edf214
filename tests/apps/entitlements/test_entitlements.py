"""Paid unless refused: listed, told, refused in one tap, settled; what is not clear goes to staff (C12)."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from django.test import Client

from tests.factories.accounts import has_account
from tests.factories.actors import NOON, act_as, clerk, person
from tests.factories.registry import some_bodies
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.entitlements import actions
from todoke.apps.entitlements.actions import EntitlementError, list_entitled, mark_told, settle
from todoke.apps.entitlements.holding import EntitlementsHolding
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import PaidProgram, paid_programs
from todoke.apps.entitlements.queries import Entitled, counts
from todoke.apps.people.models import Death, Household, LoginPerson, Person, Shield
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


def some(*people: Person) -> list[Entitled]:
    """Return these as who is entitled in a night."""
    return [Entitled(CHOFU, np.array([one.pk for one in people], np.int64))]


def somebody(*, has_login: bool = True) -> Person:
    """Return a grown-up alone in a household."""
    household = Household.objects.create(municipality_id=CHOFU)
    found = Person.objects.create(
        household=household,
        municipality_id=CHOFU,
        relation=0,
        birth_low="1990-01-01",
        birth_high="1990-01-01",
    )
    if has_login:
        LoginPerson.objects.create(login_id=found.pk, person=found, since=NOON)
    return found


def listed(*people: Person, have=True):
    """List these as entitled; everybody has an account."""
    for one in people if have else ():
        has_account(one)
    return list_entitled(PROGRAM, some(*people), on=TODAY, at=NOON)


def told(one: Person) -> Entitlement:
    """Return the entitlement of somebody who was told."""
    listed(one)
    row = Entitlement.objects.get(person=one)
    mark_told(PROGRAM, [row], at=NOON)
    row.refresh_from_db()
    return row


def test_everybody_entitled_is_listed_once_a_year():
    one, other = somebody(), somebody()

    assert listed(one, other) == {"listed": 2}
    assert listed(one, other) == {}
    assert counts("018-support", 2026) == {CHOFU: {"saved": 0, "listed": 2}}


def test_what_is_not_clear_goes_to_staff():
    no_login, shielded, dead, poor, old = (somebody(has_login=index > 0) for index in range(5))
    Shield.objects.create(
        person=shielded, municipality_id=CHOFU, from_on=TODAY, recorded_by_id=1, recorded_at=NOON
    )
    Death.objects.create(
        person=dead, municipality_id=CHOFU, on=TODAY, recorded_at=NOON, source="試験", quiet_until=TODAY
    )
    for one in (no_login, shielded, dead):
        has_account(one)
    has_account(old, as_of=TODAY - timedelta(days=400))
    people = (no_login, shielded, dead, poor, old)

    listed(*people, have=False)

    found = dict(Entitlement.objects.filter(state="exception").values_list("person_id", "why"))
    assert [found[one.pk] for one in people] == [
        "no_reader",
        "shielded",
        "dead",
        "no_account",
        "old_account",
    ]


def test_nothing_runs_before_the_office_has_checked_the_law():
    assert not [one for one in paid_programs() if one.in_use]
    with pytest.raises(EntitlementError):
        list_entitled(paid_programs()[0], [], on=TODAY, at=NOON)


def test_refusing_is_one_tap_and_can_be_taken_back(monkeypatch):
    one = somebody()
    row = told(one)
    act_as(monkeypatch, person(one.pk))
    address = f"/my/payments/{row.row}/refuse/"

    assert "辞退する" in Client().get(address).content.decode()
    answer = Client().post(address, {"do": "refuse"}, follow=True)
    row.refresh_from_db()
    assert (row.state, row.refused_at) == ("refused", NOON)
    assert "辞退しました" in answer.content.decode()

    Client().post(address, {"do": "receive"})
    row.refresh_from_db()
    assert (row.state, row.refused_at) == ("told", None)


def test_a_stranger_finds_nothing(monkeypatch):
    row = told(somebody())
    act_as(monkeypatch, person(somebody().pk))

    for method in ("get", "post"):
        assert getattr(Client(), method)(f"/my/payments/{row.row}/refuse/").status_code == 404
    with pytest.raises(RefusedError):
        actions.refuse(row, by=clerk(CHOFU), at=NOON)


def test_after_the_last_day_nothing_changes(monkeypatch):
    one = somebody()
    row = told(one)
    with pytest.raises(EntitlementError):
        actions.refuse(row, by=person(one.pk), at=NOON + timedelta(days=31))

    monkeypatch.setattr(clock, "now", lambda *source: NOON + timedelta(days=31))
    act_as(monkeypatch, person(one.pk))
    answer = Client().post(f"/my/payments/{row.row}/refuse/", {"do": "refuse"})
    assert answer.status_code == 409
    assert "辞退できる日を過ぎました" in answer.content.decode()


def test_who_does_not_refuse_is_paid_and_an_application_is_saved():
    kept, refused = somebody(), somebody()
    rows = [told(kept), told(refused)]
    actions.refuse(rows[1], by=person(refused.pk), at=NOON)

    assert settle(PROGRAM, area=CHOFU, by="system:entitlements", at=NOON) == 0
    later = NOON + timedelta(days=31)
    assert settle(PROGRAM, area=CHOFU, by="system:entitlements", at=later) == 1
    assert counts("018-support", 2026) == {CHOFU: {"saved": 1, "settled": 1, "refused": 1}}


def test_staff_decides_an_exception_once():
    one = somebody()
    listed(one, have=False)
    row = Entitlement.objects.get()
    by = clerk(CHOFU)
    with pytest.raises(RefusedError):
        actions.decide_exception(row, is_paid=True, by=by, at=NOON)  # says no purpose

    by = type(by)(**{name: getattr(by, name) for name in by.__slots__} | {"purpose": "payments"})
    actions.decide_exception(row, is_paid=True, by=by, at=NOON)
    assert (row.state, row.saved_application) == ("settled", False)
    with pytest.raises(EntitlementError):
        actions.decide_exception(row, is_paid=False, by=by, at=NOON)


def test_what_is_held_is_told_exported_and_erased():
    one = somebody()
    told(one)
    holding = EntitlementsHolding()

    assert [line.count for line in holding.held(one.pk)] == [1]
    assert holding.export(one.pk)["payments"][0]["state"] == "told"
    assert holding.erase(one.pk, at=NOON) == 1
    assert not holding.held(one.pk)
