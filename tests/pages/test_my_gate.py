"""No page below /my/ opens for somebody not known surely enough, and none is kept by a cache."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern

from tests.factories.actors import act_as, person, supporter
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.home.urls import urlpatterns

ROUTES: list[URLPattern] = list(urlpatterns)
IN_ROWS = [route for route in ROUTES if "<uuid:" in str(route.pattern)]
SOME = {"int": "1", "str": "x", "slug": "x"}

pytestmark = pytest.mark.django_db


def address_of(route: URLPattern) -> str:
    """Return an address of the route, its places filled with anything; a row is nobody's."""
    parts = []
    for step in str(route.pattern).split("/"):
        kind = step.strip("<>").split(":")[0]
        parts.append((SOME | {"uuid": str(uuid4())}).get(kind, step) if step.startswith("<") else step)
    return "/my/" + "/".join(parts)


def answers_to(client: Client, route: URLPattern) -> list:
    """Return what the route answers to reading and to sending, where it takes them."""
    address = address_of(route)
    return [answer for answer in (client.get(address), client.post(address)) if answer.status_code != 405]


def gate_of(route: URLPattern):
    """Return the part of the view that says what it asks for."""
    view = route.callback
    while not hasattr(view, "asks_for") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    return view


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_page_says_how_surely_it_asks_to_be_known(route):
    gate = gate_of(route)
    assert isinstance(getattr(gate, "asks_for", None), Assurance)
    assert gate.asks_for > Assurance.NONE
    assert gate.verb is None or isinstance(gate.verb, Verb)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_nobody_known_is_led_to_the_login(route):
    answers = answers_to(Client(), route)
    assert answers
    for answer in answers:
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/?next=%2Fmy%2F")
        assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_somebody_known_too_weakly_is_led_to_a_stronger_login(route, monkeypatch):
    act_as(monkeypatch, person(assurance=Assurance.NONE))
    for answer in answers_to(Client(), route):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/stronger/?next=%2Fmy%2F")


@pytest.mark.parametrize("route", IN_ROWS, ids=lambda route: route.name)
def test_what_is_not_ones_own_is_not_there(route, monkeypatch):
    act_as(monkeypatch, person(number=987_654))
    for answer in answers_to(Client(), route):
        assert answer.status_code == 404
        assert answer["Cache-Control"] == "private, no-store"


def test_the_way_back_holds_no_question_of_the_address():
    answer = Client().get("/my/?name=%E8%8A%B1%E5%AD%90")
    assert answer["Location"] == "/login/?next=%2Fmy%2F"


def test_ones_own_first_page_is_kept_by_no_cache(monkeypatch):
    act_as(monkeypatch, person())
    page = PageClient().get("/my/")
    assert page.heading == "マイページ"
    assert page.response["Cache-Control"] == "private, no-store"
    assert "Cookie" in page.response["Vary"]
    assert "マイページ" in page.links


@pytest.mark.parametrize("address", ["/my/", "/", "/notices/check/", "/safety/", "/design/"])
def test_a_band_on_every_page_says_in_whose_place_one_acts(address, monkeypatch):
    act_as(monkeypatch, supporter(1, of=2))
    html = PageClient().get(address).response.content.decode()
    assert "佐藤花子さんの代わりに操作しています(支援者: 田中一郎)" in html


@pytest.mark.parametrize("address", ["/login/", "/notices/check/", "/safety/"])
@pytest.mark.parametrize("language", ["", "/en", "/ja-easy"])
def test_pages_about_logging_in_and_believing_are_open_to_everybody(pages, address, language):
    page = pages.get(language + address)
    assert "actor-band" not in page.response.content.decode()
    assert any(link.endswith("/login/") for link in page.links.values())


PLAIN = [route for route in ROUTES if "<" not in str(route.pattern)]


@pytest.mark.parametrize("route", PLAIN, ids=lambda route: route.name)
def test_somebody_of_whom_nothing_is_known_yet_finds_no_page_broken(route, monkeypatch):
    act_as(monkeypatch, Actor(kind=Kind.PERSON, login_id=9, assurance=Assurance.CARD))
    client = Client(raise_request_exception=False)
    assert client.get(address_of(route)).status_code < 500
