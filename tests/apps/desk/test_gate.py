"""No page of the desk can be reached by anybody who is not signed in, and none without a role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from tests.factories.registry import clerk, some_bodies
from todoke.apps.accounts.models import Membership, Role
from todoke.apps.desk.urls import urlpatterns

ROUTES: list[URLPattern] = list(urlpatterns)
OPEN = {"accounts:login", "accounts:logout"}
# These ask for the password first, and for more (tests/apps/accounts/test_second_factor.py).
HALF_OPEN = {
    "accounts:password",
    "accounts:factor",
    "accounts:factor_set_up",
    "accounts:factor_reserve",
    "accounts:factor_keys",
    "accounts:factor_key_remove",
}
SOME = {"int": "1", "str": "x", "slug": "x", "uuid": "00000000-0000-4000-8000-000000000001"}


def address_of(route: URLPattern) -> str:
    """Return an address of the route, its places filled with anything."""
    parts = []
    for step in str(route.pattern).split("/"):
        kind = step.strip("<>").split(":")[0]
        parts.append(SOME.get(kind, step) if step.startswith("<") else step)
    return "/desk/" + "/".join(parts)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_route_says_which_role_it_asks_for(route):
    view = route.callback
    while not hasattr(view, "asks_for") and hasattr(view, "__wrapped__"):
        view = view.__wrapped__
    assert isinstance(getattr(view, "asks_for", None), Role)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_nobody_gets_in_without_signing_in(route, method):
    answer = getattr(Client(), method)(address_of(route))
    if answer.status_code == 405:
        return
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_account_without_a_role_gets_nowhere(route):
    bodies = some_bodies()
    account = clerk("nobody", bodies["130001"])
    Membership.objects.all().delete()
    client = Client()
    signed_in(client, account)
    answers = [client.get(address_of(route)), client.post(address_of(route))]
    assert {answer.status_code for answer in answers} <= {403, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_in_production_the_password_alone_opens_nothing(route, settings):
    client = Client()
    account = clerk("keeper", some_bodies()["130001"])
    settings.PRODUCTION = True
    signed_in(client, account)
    for answer in (client.get(address_of(route)), client.post(address_of(route))):
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer["Location"].startswith("/desk/login/?next=")


@pytest.mark.django_db
def test_every_address_below_desk_is_the_desks_or_the_logins():
    found = set(names_below("desk/"))
    assert found == {f"desk:{route.name}" for route in ROUTES} | OPEN | HALF_OPEN


@pytest.mark.django_db
def test_pages_of_the_desk_are_kept_by_no_cache():
    client = Client()
    signed_in(client, clerk("editor", some_bodies()["132080"]))
    assert client.get("/desk/")["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_the_desks_cookie_goes_nowhere_else_and_answers_stay_apart():
    client = Client()
    signed_in(client, clerk("editor", some_bodies()["132080"]))
    cookie = client.cookies["todoke_desk"]
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == ("/desk/", True, "Lax")
    client.get("/finder/topics/")
    assert client.session.get("_auth_user_id") is None  # the resident's session knows nothing of it


def signed_in(client: Client, account) -> None:
    """Sign in through the form; Django's own short cut would use the residents' session."""
    answer = client.post("/desk/login/", {"login": account.login, "password": "correct-horse-battery"})
    assert answer.status_code == 302


def names_below(prefix: str) -> Iterator[str]:
    patterns: list[Any] = get_resolver().url_patterns
    for pattern in patterns:
        if str(pattern.pattern) == prefix:
            for route in pattern.url_patterns:
                yield f"{pattern.namespace or pattern.app_name}:{route.name}"
