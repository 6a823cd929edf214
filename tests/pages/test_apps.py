"""Connected apps on a resident's pages, and the list of apps that is open to everybody."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.factories.actors import act_as, person
from tests.factories.apps import AppCaller, an_app
from tests.factories.contacts import a_person
from tests.pages.client import PageClient
from todoke.apps.people.models import Kinship, Person
from todoke.apps.subscriptions.actions.apps import stop_app
from todoke.apps.subscriptions.models import Connection, Subscription
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother(monkeypatch):
    """A resident of 調布市 with a child born on 2026-10-03, logged in with her card."""
    with everywhere("test"):
        found = a_person()
        child = Person.objects.create(
            household=found.household,
            municipality=found.municipality,
            relation=2,
            birth_low=date(2026, 10, 3),
            birth_high=date(2026, 10, 3),
        )
        Kinship.objects.create(
            person=found,
            other=child,
            municipality=found.municipality,
            kind=Kinship.Kind.PARENT_OF,
            status=Kinship.Firmness.CONFIRMED,
        )
    act_as(monkeypatch, replace(person(found.pk), in_care=frozenset({child.pk})))
    return found


@pytest.fixture
def client():
    """A browser whose every page is checked for sound HTML."""
    return PageClient()


def test_the_list_of_apps_is_open_and_says_what_they_never_get(client):
    assert "登録されたアプリは、まだありません" in client.get("/notices/apps/").text
    made = an_app()
    text = client.get("/notices/apps/").text
    assert "母子手帳サンプル" in text
    assert "どのアプリも受け取らないもの" in text
    assert made.app.contact not in text
    stop_app(made.app, at=clock.now())
    assert "母子手帳サンプル" not in client.get("/notices/apps/").text


def test_an_app_is_connected_by_a_number_seen_and_ended(client, mother):
    made = an_app()
    assert "つないだアプリはありません" in client.get("/my/apps/").text
    asked = client.get("/my/apps/connect/").text
    assert "お子さんの生まれた月と区市町村" in asked
    page = client.post("/my/apps/connect/", {"app": "1", "child": "1"}).text
    (code,) = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z*~$=]", page)
    with everywhere("test"):
        waiting = Connection.objects.get()
        assert (waiting.born_low, waiting.born_high) == (date(2026, 10, 1), date(2026, 10, 31))
    begun = AppCaller(made.key).post("/subscriptions", {"agreed_to": 2, "connection": code})
    assert begun.status_code == 201
    assert "母子手帳サンプル" in client.get("/my/apps/").text
    with everywhere("test"):
        row = Subscription.objects.get().row
    ended = client.post(f"/my/apps/{row}/end/")
    assert "このアプリには、もう何も知らせません" in ended.text
    assert "つないだアプリはありません" in ended.text
    assert AppCaller(made.key).months(begun.json()).status_code == 410


def test_what_was_not_chosen_is_said(client, mother):
    an_app()
    page = client.post("/my/apps/connect/", {"app": "7"}, status=422)
    assert "つなぐアプリを1つ選んでください" in page.text
    assert "お子さんを1人選んでください" in page.text


def test_without_an_app_or_a_child_the_page_says_what_to_do(client, mother):
    assert "つなげるアプリは、まだありません" in client.get("/my/apps/connect/").text
    an_app()
    with everywhere("test"):
        Kinship.objects.all().delete()
    assert "お子さんの生まれた月を伝える" in client.get("/my/apps/connect/").text


def test_nobody_ends_what_another_connected(client, mother, monkeypatch):
    made = an_app()
    page = client.post("/my/apps/connect/", {"app": "1", "child": "1"}).text
    (code,) = re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z*~$=]", page)
    AppCaller(made.key).post("/subscriptions", {"agreed_to": 2, "connection": code})
    with everywhere("test"):
        row, other = Subscription.objects.get().row, a_person()
    act_as(monkeypatch, person(other.pk))
    client.post(f"/my/apps/{row}/end/", status=404)
    assert "母子手帳サンプル" not in client.get("/my/apps/").text
