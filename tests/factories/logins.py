"""Logging in, in tests: the stand-in of the identity provider on a port of its own, logins, visits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc.jwk import ECKey

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.visits import open_visit
from todoke.apps.identity.models import Login
from todoke.base import clock
from todoke.clients.identity.remote import RemoteProvider
from todoke.clients.identity.standin.cards import read_cards
from todoke.clients.identity.standin.realm import Realm
from todoke.clients.identity.standin.server import StandIn
from todoke.clients.identity.tokens import Expected

CARDS = Path(__file__).resolve().parents[2] / "data" / "standin" / "cards.yaml"
SITE = "http://testserver"
BACK = f"{SITE}/login/callback"


@contextmanager
def running_standin(
    client_key: ECKey, *, now: Callable[[], float] = time.time, realm_type: type[Realm] = Realm, **more: Any
) -> Iterator[Realm]:
    """Run a stand-in in a thread; its realm is yielded."""
    realm = realm_type(
        issuer="",
        client_id="todoke",
        client_key=client_key,
        redirect_uris=[BACK],
        cards=read_cards(CARDS),
        now=now,
        **more,
    )
    server = StandIn(realm, port=0)
    realm.issuer = f"http://127.0.0.1:{server.port}/api/realms/main"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield realm
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)


def provider_of(realm: Realm, key: ECKey, **changes: Any) -> RemoteProvider:
    """Return a client of the realm."""
    expected: dict[str, Any] = {
        "issuer": realm.issuer,
        "client_id": realm.client_id,
        "acr": frozenset({"aal3", "crl"}),
    }
    return RemoteProvider(Expected(**expected | changes), key)


def show_card(address: str, card: str) -> dict[str, str]:
    """Open the provider's page, pick a card, and return the question the browser comes back with."""
    with httpx.Client(trust_env=False) as browser:
        page = browser.get(address)
        assert page.status_code == 200, page.text
        number = page.text.split('name="request" value="')[1].split('"')[0]
        answer = browser.post(
            f"{address.split('/protocol/')[0]}/answer", data={"request": number, "card": card}
        )
    assert answer.status_code == 303, answer.text
    return question_of(answer.headers["Location"])


def question_of(address: str) -> dict[str, str]:
    """Return the fields of an address's question."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def some_login(number: int = 1) -> Login:
    """Return a login by card."""
    now = clock.now()
    return Login.objects.create(
        kind=Login.Kind.OIDC,
        issuer="https://id.example",
        subject_hmac=f"{number:064d}",
        created_at=now,
        last_at=now,
    )


def log_in(client: Any, login: Login | None = None, *, assurance: Assurance = Assurance.CARD) -> Login:
    """Let a test's browser be logged in by a real visit; works with Django's client and ``PageClient``."""
    login = login or some_login()
    token = open_visit(login, assurance=assurance, acr="aal3", at=clock.now())
    getattr(client, "client", client).cookies["todoke_visit"] = token
    return login
