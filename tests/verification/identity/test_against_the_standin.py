"""The client held against the stand-in over HTTP: what must work, and everything that must not."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from joserfc.jwk import ECKey

from tests.factories.logins import BACK, provider_of, question_of, running_standin, show_card
from todoke.clients.identity.provider import ProviderError, Question
from todoke.clients.identity.standin.realm import Realm, challenge_of
from todoke.clients.identity.tokens import client_assertion

KEY = ECKey.generate_key("P-256", auto_kid=False)
VERIFIER = "v" * 64


def now() -> datetime:
    return datetime.now(UTC)


def question(**changes: str) -> Question:
    plain: dict[str, Any] = {
        "state": "the-state",
        "nonce": "the-nonce",
        "challenge": challenge_of(VERIFIER),
        "redirect_uri": BACK,
        "acr": ("aal3", "crl"),
    }
    return Question(**plain | changes)


@pytest.fixture
def realm() -> Iterator[Realm]:
    with running_standin(KEY) as one:
        yield one


def come_back(realm: Realm, card: str = "hanako") -> dict[str, str]:
    return show_card(provider_of(realm, KEY).authorize_url(question(), at=now()), card)


def test_somebody_with_a_card_is_known_with_the_four_basics(realm):
    back = come_back(realm)
    assert (back["state"], back["iss"]) == ("the-state", realm.issuer)
    provider = provider_of(realm, KEY)
    token = provider.exchange(back["code"], verifier=VERIFIER, redirect_uri=BACK, at=now())
    claims = provider.userinfo(token)
    assert (token.nonce, token.acr) == ("the-nonce", "aal3")
    assert claims.name == "佐藤 花子"
    assert claims.birth_date == date(1990, 4, 12)
    assert claims.sex == "2"
    assert claims.address is not None
    assert claims.address.startswith("東京都調布市")


def test_the_same_card_has_the_same_name_again_and_another_for_another_site(realm):
    first, second = (
        provider_of(realm, KEY)
        .exchange(come_back(realm)["code"], verifier=VERIFIER, redirect_uri=BACK, at=now())
        .subject
        for _ in range(2)
    )
    assert first == second
    assert realm.cards[0].subject("another-site") != first


def test_a_card_that_cannot_be_read_and_somebody_who_goes_back_are_told_as_denied(realm):
    assert come_back(realm, "unreadable") == {"error": "access_denied", "state": "the-state"}
    assert come_back(realm, "") == {"error": "access_denied", "state": "the-state"}


@pytest.mark.parametrize(
    ("verifier", "redirect_uri", "key"),
    [
        ("w" * 64, BACK, KEY),
        ("", BACK, KEY),
        (challenge_of(VERIFIER), BACK, KEY),
        (VERIFIER, f"{BACK}/", KEY),
        (VERIFIER, BACK, ECKey.generate_key("P-256", auto_kid=False)),
    ],
    ids=["other verifier", "no verifier", "the challenge itself", "other address", "another's key"],
)
def test_a_code_alone_is_worth_nothing(realm, verifier, redirect_uri, key):
    code = come_back(realm)["code"]
    with pytest.raises(ProviderError) as refused:
        provider_of(realm, key).exchange(code, verifier=verifier, redirect_uri=redirect_uri, at=now())
    assert refused.value.kind == "refused"


def test_a_code_is_good_once(realm):
    code, provider = come_back(realm)["code"], provider_of(realm, KEY)
    provider.exchange(code, verifier=VERIFIER, redirect_uri=BACK, at=now())
    with pytest.raises(ProviderError, match="refused"):
        provider.exchange(code, verifier=VERIFIER, redirect_uri=BACK, at=now())


def test_an_old_code_is_refused():
    later = [0.0]
    with running_standin(KEY, now=lambda: time.time() + later[0]) as realm:
        code = come_back(realm)["code"]
        later[0] = 61.0
        with pytest.raises(ProviderError, match="refused"):
            provider_of(realm, KEY).exchange(
                code, verifier=VERIFIER, redirect_uri=BACK, at=now() + timedelta(seconds=61)
            )


@pytest.mark.parametrize("seconds", [-61, 400])
def test_an_assertion_that_is_old_or_lives_too_long_is_refused(realm, seconds):
    code = come_back(realm)["code"]
    with pytest.raises(ProviderError, match="refused"):
        provider_of(realm, KEY).exchange(
            code, verifier=VERIFIER, redirect_uri=BACK, at=now() + timedelta(seconds=seconds)
        )


def test_an_assertion_is_good_once(realm):
    assertion = client_assertion(KEY, client_id="todoke", token_endpoint=realm.address("token"), at=now())
    answers = [
        httpx.post(
            realm.address("token"),
            data={
                "grant_type": "authorization_code",
                "code": come_back(realm)["code"],
                "redirect_uri": BACK,
                "code_verifier": VERIFIER,
                "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                "client_assertion": assertion,
            },
            trust_env=False,
        )
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 401]
    assert answers[1].json()["error"] == "invalid_client"


@pytest.mark.parametrize(
    "changes",
    [
        {"response_type": "token"},
        {"response_type": "code id_token"},
        {"nonce": ""},
        {"state": ""},
        {"code_challenge": ""},
        {"code_challenge_method": "plain"},
        {"scope": "name"},
    ],
    ids=lambda changes: "=".join(*changes.items()),
)
def test_the_standin_refuses_what_the_profile_refuses(realm, changes):
    sound = question_of(provider_of(realm, KEY).authorize_url(question(), at=now()))
    answer = httpx.get(f"{realm.address('auth')}?{urlencode(sound | changes)}", trust_env=False)
    assert answer.status_code == 303
    assert question_of(answer.headers["Location"])["error"] == "invalid_request"


@pytest.mark.parametrize("changes", [{"client_id": "x"}, {"redirect_uri": "https://evil.example/"}])
def test_nobody_is_led_to_an_address_that_is_not_registered(realm, changes):
    sound = question_of(provider_of(realm, KEY).authorize_url(question(), at=now()))
    answer = httpx.get(f"{realm.address('auth')}?{urlencode(sound | changes)}", trust_env=False)
    assert answer.status_code == 400
    assert "Location" not in answer.headers


class Mean(Realm):
    """A realm that says of everybody's claims that they are somebody else's."""

    def userinfo(self, authorization: str) -> dict[str, Any]:
        return super().userinfo(authorization) | {"sub": "somebody-else"}


def test_claims_of_somebody_else_are_refused():
    with running_standin(KEY, realm_type=Mean) as realm:
        provider = provider_of(realm, KEY)
        token = provider.exchange(come_back(realm)["code"], verifier=VERIFIER, redirect_uri=BACK, at=now())
        with pytest.raises(ProviderError, match="somebody else"):
            provider.userinfo(token)


def test_an_issuer_that_calls_itself_otherwise_is_refused(realm):
    with pytest.raises(ProviderError, match="untrusted"):
        provider_of(realm, KEY, issuer=f"{realm.issuer}/").authorize_url(question(), at=now())


def test_a_provider_that_does_not_answer_is_told_as_such(realm):
    with pytest.raises(ProviderError) as missed:
        provider_of(realm, KEY, issuer="http://127.0.0.1:9/realms/main").authorize_url(question(), at=now())
    assert missed.value.kind == "unreachable"


def test_a_provider_without_tls_is_never_asked(realm):
    with pytest.raises(ProviderError, match="not https"):
        provider_of(realm, KEY, issuer="http://id.example/realms/main").authorize_url(question(), at=now())


def test_a_new_key_is_found_by_asking_again_at_most_once_a_minute(realm):
    provider, began = provider_of(realm, KEY), now()
    provider.exchange(come_back(realm)["code"], verifier=VERIFIER, redirect_uri=BACK, at=began)
    realm.key = ECKey.generate_key("P-256", auto_kid=False)
    with pytest.raises(ProviderError, match="kid"):
        provider.exchange(come_back(realm)["code"], verifier=VERIFIER, redirect_uri=BACK, at=began)
    later = began + timedelta(seconds=60)
    provider.exchange(come_back(realm)["code"], verifier=VERIFIER, redirect_uri=BACK, at=later)
