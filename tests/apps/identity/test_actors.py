"""Who acts: told by the visit's cookie or the desk's session, with the scope of what may be seen then."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.factories.logins import some_login
from tests.factories.registry import CHOFU, clerk, some_bodies
from todoke.apps.access.domain.actors import Actor, Assurance, HeldMandate, Kind
from todoke.apps.identity.actions.visits import open_visit
from todoke.apps.identity.models import Login, Visit
from todoke.apps.people.actions.arriving import take_in
from todoke.apps.people.models import Person
from todoke.apps.tenancy.scope import Scope, find_scope
from todoke.base import clock
from todoke.clients.identity.provider import Claims
from todoke.config.actors import identify
from todoke.config.sessions import DeskSession

pytestmark = pytest.mark.django_db


def seen(address: str, token: str = "") -> tuple[Actor, Scope | None, HttpResponse]:
    """Return who acts on a page and in which scope, and the page's answer."""
    found: list = []

    def page(request: HttpRequest) -> HttpResponse:
        found.extend((request.actor, find_scope()))  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().get(address)
    if token:
        request.COOKIES["todoke_visit"] = token
    answer = identify(page)(request)
    return found[0], found[1], answer


def enter(login: Login, **named) -> str:
    return open_visit(login, assurance=Assurance.CARD, acr="aal3", at=clock.now(), **named)


def resident(login: Login) -> Person:
    some_bodies()
    claims = Claims("s", "佐藤 花子", "東京都調布市見本町1丁目", None, "2")
    return take_in(login, claims, ["basics.name", "basics.address"], at=clock.now())


def test_without_a_cookie_nobody_is_known_and_the_database_not_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        actor, scope, answer = seen("/my/")
    assert (actor, scope) == (Actor(), None)
    assert "Cache-Control" not in answer


def test_a_made_up_token_is_nobody():
    assert seen("/my/", "x" * 43)[0] == Actor()
    assert seen("/my/", "not a token")[0] == Actor()


def test_somebody_logged_in_of_whom_nothing_is_held_sees_nobodys_rows():
    login = some_login()
    actor, scope, answer = seen("/my/", enter(login))
    assert (actor.kind, actor.login_id, actor.person_id) == (Kind.PERSON, login.pk, None)
    assert actor.assurance == Assurance.CARD
    assert scope == Scope()
    assert answer["Cache-Control"] == "private, no-store"
    assert "Cookie" in answer["Vary"]


def test_a_resident_sees_their_own_rows_and_no_others():
    login = some_login()
    person = resident(login)
    actor, scope, _ = seen("/my/", enter(login))
    assert actor.person_id == person.pk
    assert scope == Scope(persons=frozenset({person.pk}))


def test_a_mandate_that_ended_leaves_the_request_to_nobody_and_the_next_to_oneself():
    login = some_login()
    token = enter(login, mandate_id=99)
    assert seen("/my/", token)[0] == Actor()
    again, _, _ = seen("/my/", token)
    assert (again.login_id, again.mandate) == (login.pk, None)
    assert Visit.objects.get().mandate_id is None


def test_while_a_mandate_holds_one_sees_the_others_rows(monkeypatch):
    held = HeldMandate(7, 42, frozenset(), clock.now() + timedelta(hours=1), "佐藤花子", "田中一郎")
    monkeypatch.setattr("todoke.config.actors.held_mandate", lambda *_, **__: held)
    actor, scope, _ = seen("/my/", enter(some_login(), mandate_id=7))
    assert (actor.mandate, actor.acting_for) == (held, 42)
    assert scope == Scope(persons=frozenset({42}))


def test_a_mandate_that_ended_is_told_at_the_login():
    client = Client()
    client.cookies["todoke_visit"] = enter(some_login(), mandate_id=99)
    answer = client.get("/my/visits/")
    assert answer["Location"] == "/login/?next=%2Fmy%2Fvisits%2F&why=mandate_over"


def test_staff_see_the_rows_of_the_municipalities_they_work_for(client):
    account = clerk("hanako", some_bodies()[CHOFU])
    client.post("/desk/login/", {"login": "hanako", "password": "correct-horse-battery"})
    answer = client.get("/desk/")
    actor = answer.wsgi_request.actor
    assert (actor.kind, actor.account_id) == (Kind.STAFF, account.pk)
    assert actor.roles == {(CHOFU, "editor", "")}


def test_a_residents_visit_is_nothing_at_the_desk():
    request = RequestFactory().get("/desk/")
    request.COOKIES["todoke_visit"] = enter(some_login())
    request.session = DeskSession(None)
    assert identify(lambda r: HttpResponse())(request).status_code == 200
    assert request.actor == Actor()  # type: ignore[attr-defined]


def test_where_the_database_does_not_answer_nobody_is_known(monkeypatch):
    def fail(*_, **__):
        raise OperationalError

    monkeypatch.setattr("todoke.config.actors.visit_of", fail)
    assert seen("/emergency/", "x" * 43)[0] == Actor()
