"""An ID token is believed only when everything about it holds."""

import base64
import hmac
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwe, jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from todoke.clients.identity.provider import ProviderError
from todoke.clients.identity.tokens import (
    ALGORITHM,
    Expected,
    client_assertion,
    read_id_token,
    read_keys,
    sign_claims,
)

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
NOW = int(AT.timestamp())
KEY = ECKey.generate_key("P-256", auto_kid=False)
EXPECTED = Expected("https://id.example/realms/main", "todoke", frozenset({"aal3", "crl"}))
GOOD: dict[str, Any] = {
    "iss": "https://id.example/realms/main",
    "aud": "todoke",
    "sub": "person-1",
    "iat": NOW,
    "exp": NOW + 300,
    "nonce": "n",
    "acr": "aal3",
}


def keys(*more: ECKey) -> KeySet:
    listed = [
        {**key.as_dict(private=False), "kid": key.thumbprint(), "use": "sig", "alg": ALGORITHM}
        for key in (KEY, *more)
    ]
    return read_keys({"keys": listed})


def token(**changes: Any) -> str:
    claims = {name: value for name, value in (GOOD | changes).items() if value is not None}
    return sign_claims(KEY, claims)


def part(plain: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def test_a_sound_token_says_who_it_is():
    found = read_id_token(token(), keys(), EXPECTED, at=AT)
    assert (found.subject, found.nonce, found.acr) == ("person-1", "n", "aal3")
    assert "person-1" not in repr(found)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"iss": "https://id.example/realms/main/"}, "iss"),
        ({"iss": "https://evil.example"}, "iss"),
        ({"aud": "somebody-else"}, "aud"),
        ({"aud": ["todoke", "somebody-else"]}, "aud"),
        ({"aud": None}, "aud"),
        ({"azp": "somebody-else"}, "azp"),
        ({"exp": NOW - 61}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "tomorrow"}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": NOW + 61}, "iat"),
        ({"iat": None}, "iat"),
        ({"nbf": NOW + 120}, "nbf"),
        ({"sub": None}, "sub"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"nonce": None}, "nonce"),
        ({"acr": "aal1"}, "acr"),
        ({"acr": "aal3 aal1"}, "acr"),
        ({"acr": None}, "acr"),
    ],
    ids=lambda value: str(value),
)
def test_a_token_that_says_something_else_is_refused(changes, why):
    with pytest.raises(ProviderError) as refused:
        read_id_token(token(**changes), keys(), EXPECTED, at=AT)
    assert refused.value.kind == "untrusted"
    assert why in str(refused.value)
    assert "person-1" not in str(refused.value)


def test_a_level_may_be_missing_only_where_the_operator_says_so():
    lenient = Expected(EXPECTED.issuer, "todoke", EXPECTED.acr, acr_optional=True)
    assert read_id_token(token(acr=None), keys(), lenient, at=AT).acr == ""
    with pytest.raises(ProviderError):
        read_id_token(token(acr="aal1"), keys(), lenient, at=AT)


def test_an_unsigned_token_is_refused():
    unsigned = f"{part({'alg': 'none', 'kid': KEY.thumbprint()})}.{part(GOOD)}."
    with pytest.raises(ProviderError, match="header"):
        read_id_token(unsigned, keys(), EXPECTED, at=AT)


def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused():
    pem = KEY.as_pem(private=False)
    signed = f"{part({'alg': 'HS256', 'kid': KEY.thumbprint()})}.{part(GOOD)}"
    mark = base64.urlsafe_b64encode(hmac.digest(pem, signed.encode(), "sha256")).decode().rstrip("=")
    with pytest.raises(ProviderError, match="header"):
        read_id_token(f"{signed}.{mark}", keys(), EXPECTED, at=AT)


def test_another_algorithm_is_refused():
    other = RSAKey.generate_key(2048, auto_kid=False)
    header = {"alg": "RS256", "kid": KEY.thumbprint()}
    with pytest.raises(ProviderError, match="header"):
        read_id_token(jwt.encode(header, GOOD, other), keys(), EXPECTED, at=AT)


def test_a_key_the_provider_does_not_list_is_refused():
    stranger = ECKey.generate_key("P-256", auto_kid=False)
    with pytest.raises(ProviderError, match="kid"):
        read_id_token(sign_claims(stranger, GOOD), keys(), EXPECTED, at=AT)


def test_a_strangers_signature_under_a_listed_key_is_refused():
    stranger = ECKey.generate_key("P-256", auto_kid=False)
    forged = jwt.encode({"alg": ALGORITHM, "kid": KEY.thumbprint()}, GOOD, stranger, algorithms=[ALGORITHM])
    with pytest.raises(ProviderError, match="signature"):
        read_id_token(forged, keys(), EXPECTED, at=AT)


@pytest.mark.parametrize(
    "extra",
    [
        {"jwk": KEY.as_dict(private=False)},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/cert"},
        {"crit": ["exp"]},
        {"kid": None},
    ],
    ids=lambda extra: next(iter(extra)),
)
def test_a_token_that_names_its_own_key_or_a_head_we_do_not_know_is_refused(extra):
    head = {name: v for name, v in ({"alg": ALGORITHM, "kid": KEY.thumbprint()} | extra).items() if v}
    signed = token().split(".")
    with pytest.raises(ProviderError):
        read_id_token(f"{part(head)}.{signed[1]}.{signed[2]}", keys(), EXPECTED, at=AT)


def test_an_encrypted_token_is_refused():
    closed = jwe.encrypt_compact(
        {"alg": "ECDH-ES+A128KW", "enc": "A128GCM", "kid": KEY.thumbprint()}, b"{}", KEY
    )
    with pytest.raises(ProviderError, match="form"):
        read_id_token(closed, keys(), EXPECTED, at=AT)


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "é.é.é", "." * 2, "a" * 30_000])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(ProviderError):
        read_id_token(text, keys(), EXPECTED, at=AT)


def test_a_changed_token_is_refused():
    head, _, signature = token().split(".")
    with pytest.raises(ProviderError, match="signature"):
        read_id_token(f"{head}.{part(GOOD | {'sub': 'other'})}.{signature}", keys(), EXPECTED, at=AT)


def test_every_assertion_has_an_id_of_its_own_and_lives_a_minute():
    made = [
        jwt.decode(
            client_assertion(KEY, client_id="todoke", token_endpoint="https://id.example/token", at=AT),
            KEY,
            algorithms=[ALGORITHM],
        ).claims
        for _ in range(3)
    ]
    assert len({claims["jti"] for claims in made}) == 3
    assert {claims["exp"] - claims["iat"] for claims in made} == {60}
    assert {(claims["iss"], claims["sub"], claims["aud"]) for claims in made} == {
        ("todoke", "todoke", "https://id.example/token")
    }


@pytest.mark.parametrize(
    "listed", [None, {}, {"keys": "x"}, {"keys": [1]}, {"keys": [{"kty": "oct", "k": "AA", "kid": "a"}]}]
)
def test_keys_of_another_kind_are_left_out(listed):
    assert not read_keys(listed or {}).keys
