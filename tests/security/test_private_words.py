"""Whatever private words are sent to whatever address: no log, no audit, no error page and no redirect has them.

Addresses are taken from the resolver, so that a new page is tried without anybody thinking of it.
"""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote_plus

import pytest
from django.test import Client
from django.test.utils import override_settings

from tests.factories import registry
from tests.factories.actors import act_as, clerk, person
from tests.security.routes import GUESSED, Route, fields_of, routes
from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.accounts.models import Account, Role
from todoke.apps.audit.models import Entry
from todoke.config.logs import JsonFormatter

WORDS = "むらさき花子1985-03-15"
FORMS = (WORDS, "むらさき", "1985-03-15", quote(WORDS), json.dumps(WORDS).strip('"'))
ROUTES = routes()
ACTORS = {"nobody": Actor(), "a resident": person(987_001), "a clerk": clerk("132080", role="approver")}

KEEP_A_QUESTION = ("/desk/", "/search/", "/finder/")
"""Where a redirect may keep the question of an address: nothing there is asked about a person by name."""

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What is logged, as an instance writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


def has_words(text: str) -> bool:
    return any(form in text for form in FORMS) or any(form in unquote_plus(text) for form in FORMS[:3])


def is_form(answer: Any) -> bool:
    """Return whether it is the form shown again, with what is wrong and what was typed."""
    return answer.status_code in {400, 422, 429} and b'method="post"' in answer.content


def come_as(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    """Let requests come from the actor; a clerk has an account at the desk as well."""
    act_as(monkeypatch, actor)
    if actor.kind is not Kind.STAFF:
        return
    account = Account.objects.filter(login="violet").first()
    if account is None:
        account = registry.clerk("violet", registry.some_bodies()["132080"], Role.APPROVER)
    monkeypatch.setattr("django.contrib.auth.get_user", lambda request: account)


def send(client: Client, address: str) -> Iterator[tuple[str, Any]]:
    """Send the words in every way a browser or a program could, and yield what is answered."""
    page = client.get(address)
    yield "get", page
    names = {*GUESSED, *(fields_of(page.content) if not page.streaming else ())}
    fields = dict.fromkeys(names - {"csrfmiddlewaretoken"}, WORDS)
    yield "query", client.get(address, fields)
    yield "form", client.post(address, fields)
    yield "json", client.post(address, json.dumps(fields), content_type="application/json")
    yield (
        "header",
        client.get(address, headers={"referer": f"https://x.example/{WORDS}", "user-agent": quote(WORDS)}),
    )


def test_there_are_addresses_to_try() -> None:
    names = {route.name for route in ROUTES}
    assert len(ROUTES) > 80
    assert {"desk:board", "healthz"} <= names
    assert any(name.startswith("home:") for name in names)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_private_words_stay_where_they_were_sent(
    route: Route, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with override_settings(DEBUG=False):
        for who, actor in ACTORS.items():
            come_as(monkeypatch, actor)
            client = Client(raise_request_exception=False)
            for way, answer in send(client, route.address):
                here = f"{route.address} ({way}, {who})"
                if way != "query" or not route.address.startswith(KEEP_A_QUESTION):
                    assert not any(has_words(f"{name}{value}") for name, value in answer.headers.items()), (
                        here
                    )
                if (
                    way != "query"
                    and answer.status_code >= 400
                    and not is_form(answer)
                    and not answer.streaming
                ):
                    assert not has_words(answer.content.decode("utf-8", "replace")), f"error page of {here}"
    assert not has_words(lines.getvalue()), f"log of {route.address}"
    for entry in Entry.objects.all():
        assert not has_words(f"{entry.said}{entry.thing_ref}{entry.actor_ref}{entry.thing}{entry.verb}")
