"""A subscription never reveals a person: whoever is behind it, the app is told the same."""

from datetime import date

import pytest

from tests.factories.actors import NOON, person
from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.people.models import Death, Person, Shield
from todoke.apps.subscriptions.actions.connections import offer
from todoke.apps.subscriptions.actions.telling import tell_apps
from todoke.apps.subscriptions.holding import holding
from todoke.apps.subscriptions.models import Connection, Subscription
from todoke.apps.tenancy.scope import everywhere, scope

pytestmark = pytest.mark.django_db
BORN = (date(2026, 10, 1), date(2026, 10, 31))


def begun_by(app, registered, whose):
    with everywhere("test"):
        offered = offer(registered.app, whose, BORN, by=person(whose.pk), language="ja", at=NOON)
    response = app.post("/subscriptions", {"agreed_to": 2, "connection": offered.code})
    assert response.status_code == 201
    return response.json()


def test_known_or_not_shielded_or_not_the_answer_is_the_same(app, registered, hanako):
    nobody = app.begun()
    known = begun_by(app, registered, hanako)
    with everywhere("test"):
        Person.objects.create(
            household=hanako.household,
            municipality=hanako.municipality,
            relation=2,
            birth_low=date(2012, 5, 5),
            birth_high=date(2012, 5, 5),
        )
        Shield.objects.create(
            person=hanako,
            municipality=hanako.municipality,
            from_on=date(2026, 1, 1),
            recorded_by_id=1,
            recorded_at=NOON,
        )
    assert app.months(known).content == app.months(nobody).content
    assert {**known, "id": "", "key": ""} == {**nobody, "id": "", "key": ""}


def test_after_a_death_an_app_is_hinted_at_nothing_and_cannot_tell(app, registered, hanako):
    known = begun_by(app, registered, hanako)
    before = app.months(known).content
    with everywhere("test"):
        Death.objects.create(
            person=hanako, municipality=hanako.municipality, on=date(2026, 11, 20), recorded_at=NOON,
            source="test", quiet_until=date(2027, 1, 8),
        )  # fmt: skip
    tell_apps(at=NOON)
    assert app.get("/notices").json()["notices"] == []
    assert app.months(known).content == before


def test_neither_the_person_nor_the_municipality_reads_subscriptions_of_nobody(app, hanako):
    app.begun()
    with scope(persons=[hanako.pk]):
        assert not Subscription.objects.exists()
    with scope(areas=["132047"]):
        assert not Subscription.objects.exists()


def test_what_is_held_is_told_and_erased_with_the_person(app, registered, hanako):
    begun_by(app, registered, hanako)
    with everywhere("test"):
        offer(registered.app, hanako, BORN, by=person(hanako.pk), language="ja", at=NOON)
        assert len(holding.held(hanako.pk)) == 1
        exported = holding.export(hanako.pk)["subscriptions"][0]
        assert (exported["born_from"], exported["born_until"]) == ("2026-10-01", "2026-10-31")
        assert holding.erase(hanako.pk, at=NOON) == 2
        assert not Subscription.objects.exists()
        assert not Connection.objects.exists()


def test_an_app_of_another_purpose_may_see_nothing():
    from todoke.apps.access.domain.deciding import may
    from todoke.apps.access.domain.verbs import Verb

    one = Subscription(app_id=7, municipality_id="132080")
    mine = Actor(kind=Kind.APP, app_id=7, purpose="app")
    other = Actor(kind=Kind.APP, app_id=8, purpose="app")
    without = Actor(kind=Kind.APP, app_id=7)
    assert [may(actor, Verb.SEE, one, at=NOON) for actor in (mine, other, without)] == [True, False, False]
