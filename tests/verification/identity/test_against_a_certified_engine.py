"""The client held against npm's oidc-provider, a certified engine somebody else wrote, in the same profile.

The engine's own sign-in pages tell no level (acr), so the client takes a token without one here; the levels are
tested against the stand-in.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlencode, urljoin

import httpx
import pytest
from joserfc.jwk import ECKey

from tests.factories.logins import BACK, question_of
from tests.ports import find_free_port
from todoke.clients.identity.provider import ProviderError, Question
from todoke.clients.identity.remote import RemoteProvider
from todoke.clients.identity.standin.realm import challenge_of
from todoke.clients.identity.tokens import Expected

ROOT = Path(__file__).resolve().parents[3]
ENGINE = ROOT / "node_modules" / "oidc-provider" / "lib" / "index.js"
KEY = ECKey.generate_key("P-256", auto_kid=False)
VERIFIER = "v" * 64
QUESTION = Question("the-state", "the-nonce", challenge_of(VERIFIER), BACK, ("aal3",))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not ENGINE.is_file() or shutil.which("node") is None, reason="oidc-provider is not installed: npm ci"
    ),
]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The address of a running engine that knows our key."""
    port = find_free_port()
    public = {**KEY.as_dict(private=False), "kid": KEY.thumbprint(), "use": "sig", "alg": "ES256"}
    process = subprocess.Popen(
        [
            "node",
            str(Path(__file__).with_name("provider.mjs")),
            str(port),
            BACK,
            json.dumps(public),
            str(ENGINE),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert any(line.strip() == "ready" for line in process.stdout)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


def client_of(issuer: str, key: ECKey = KEY) -> RemoteProvider:
    return RemoteProvider(Expected(issuer, "todoke", frozenset({"aal3"}), acr_optional=True), key)


def now() -> datetime:
    return datetime.now(UTC)


def come_back(issuer: str, question: Question = QUESTION) -> dict[str, str]:
    """Sign in on the engine's own pages and return the question the browser comes back with."""
    address = client_of(issuer).authorize_url(question, at=now())
    with httpx.Client(trust_env=False) as browser:
        answer = browser.get(address)
        for _ in range(8):
            while answer.is_redirect:
                address = urljoin(address, answer.headers["Location"])
                if address.startswith(BACK):
                    return question_of(address)
                answer = browser.get(address)
            fields = {"login": "hanako", "password": "x"} if 'name="login"' in answer.text else {}
            prompt = "login" if fields else "consent"
            answer = browser.post(address, data={"prompt": prompt, **fields})
    raise AssertionError("the engine never led back")


def test_somebody_is_known_with_the_four_basics(issuer):
    back, client = come_back(issuer), client_of(issuer)
    assert (back["state"], back["iss"]) == ("the-state", issuer)
    token = client.exchange(back["code"], verifier=VERIFIER, redirect_uri=BACK, at=now())
    claims = client.userinfo(token)
    assert (token.nonce, token.subject) == ("the-nonce", "pairwise-hanako")
    assert (claims.name, claims.birth_date, claims.sex) == ("佐藤 花子", date(1990, 4, 12), "2")
    assert claims.address == "東京都調布市見本町1丁目2番3号"


@pytest.mark.parametrize(
    ("verifier", "key"),
    [("w" * 64, KEY), (VERIFIER, ECKey.generate_key("P-256", auto_kid=False))],
    ids=["other verifier", "another's key"],
)
def test_a_code_alone_is_worth_nothing(issuer, verifier, key):
    code = come_back(issuer)["code"]
    with pytest.raises(ProviderError, match="refused"):
        client_of(issuer, key).exchange(code, verifier=verifier, redirect_uri=BACK, at=now())


def test_a_code_is_good_once(issuer):
    code, client = come_back(issuer)["code"], client_of(issuer)
    client.exchange(code, verifier=VERIFIER, redirect_uri=BACK, at=now())
    with pytest.raises(ProviderError, match="refused"):
        client.exchange(code, verifier=VERIFIER, redirect_uri=BACK, at=now())


@pytest.mark.parametrize("changes", [{"code_challenge": ""}, {"code_challenge_method": "plain"}], ids=str)
def test_without_a_sound_challenge_nobody_gets_a_code(issuer, changes):
    address = client_of(issuer).authorize_url(QUESTION, at=now())
    base, asked = address.split("?")[0], question_of(address) | changes
    asked = {name: value for name, value in asked.items() if value}
    answer = httpx.get(f"{base}?{urlencode(asked)}", trust_env=False)
    assert question_of(answer.headers["Location"])["error"] == "invalid_request"


def test_an_address_that_is_not_registered_is_never_led_to(issuer):
    elsewhere = replace(QUESTION, redirect_uri="https://evil.example/")
    answer = httpx.get(client_of(issuer).authorize_url(elsewhere, at=now()), trust_env=False)
    assert answer.status_code == 400
