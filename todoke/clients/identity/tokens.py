"""JSON web tokens of a login: the ID token is checked, our own assertion is signed.

Only ES256 is taken: no other algorithm, no unsigned token, no encrypted one, no key named by the token itself.
Source: RFC 7515, 7519, 8725; OpenID Connect Core 1.0, 3.1.3.7.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from authlib.oauth2.rfc7523.assertion import sign_jwt_bearer_assertion
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet
from joserfc.jws import JWSRegistry

from todoke.clients.identity.provider import IdToken, ProviderError

ALGORITHM = "ES256"
SKEW = 60
"""Seconds by which clocks may differ."""
ASSERTION_LIFE = 60
"""Seconds our assertion is good for; what the real provider allows at most is unknown."""
_HEADERS = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})
_LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token must say to be believed."""

    issuer: str
    client_id: str
    acr: frozenset[str]
    acr_optional: bool = False
    """Whether a token that names no level is taken; one that names another never is."""


def read_id_token(text: str, keys: KeySet, expected: Expected, *, at: datetime) -> IdToken:
    """Return the token if every check holds; raises ProviderError("untrusted")."""
    claims = _verified(text, keys)
    now = at.timestamp()
    audience = claims.get("aud")
    audiences = [audience] if isinstance(audience, str) else audience
    checks = {
        "iss": claims.get("iss") == expected.issuer,
        "aud": audiences == [expected.client_id],
        "azp": claims.get("azp", expected.client_id) == expected.client_id,
        "exp": _is_time(claims.get("exp")) and now < claims["exp"] + SKEW,
        "iat": _is_time(claims.get("iat")) and claims["iat"] <= now + SKEW,
        "nbf": "nbf" not in claims or (_is_time(claims["nbf"]) and claims["nbf"] <= now + SKEW),
        "sub": isinstance(claims.get("sub"), str) and 0 < len(claims["sub"]) <= 255,
        "nonce": isinstance(claims.get("nonce"), str),
        "acr": _is_level(claims.get("acr"), expected),
    }
    wrong = [name for name, holds in checks.items() if not holds]
    if wrong:
        raise ProviderError("untrusted", " ".join(wrong))
    return IdToken(subject=claims["sub"], nonce=claims["nonce"], acr=claims.get("acr") or "")


def key_ids(keys: KeySet) -> frozenset[str]:
    """Return the ids of the provider's keys."""
    return frozenset(key.kid for key in keys.keys if key.kid)


def kid_of(text: str) -> str:
    """Return the key an unchecked token names; raises ProviderError where its head is no head of ours."""
    head = _head(text)
    return str(head["kid"])


def read_keys(plain: Mapping[str, Any]) -> KeySet:
    """Return the provider's keys that can sign ID tokens; others are left out. Raises ProviderError."""
    listed = plain.get("keys")
    usable = [
        key
        for key in (listed if isinstance(listed, list) else [])
        if isinstance(key, dict)
        and (key.get("kty"), key.get("crv")) == ("EC", "P-256")
        and key.get("use", "sig") == "sig"
        and key.get("alg", ALGORITHM) == ALGORITHM
        and isinstance(key.get("kid"), str)
    ]
    try:
        return KeySet([ECKey.import_key(key) for key in usable])
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise ProviderError("untrusted", "its keys cannot be read") from error


def client_assertion(key: ECKey, *, client_id: str, token_endpoint: str, at: datetime) -> str:
    """Return a new proof that it is us who ask (RFC 7523, private_key_jwt); each has an id of its own."""
    return str(
        sign_jwt_bearer_assertion(
            key,
            issuer=client_id,
            subject=client_id,
            audience=token_endpoint,
            issued_at=int(at.timestamp()),
            expires_in=ASSERTION_LIFE,
            header={"kid": key.thumbprint()},
            alg=ALGORITHM,
        )
    )


def sign_claims(key: ECKey, claims: Mapping[str, Any]) -> str:
    """Return claims signed as ID tokens are: what a provider does, for the stand-in and the fake."""
    return jwt.encode({"alg": ALGORITHM, "kid": key.thumbprint()}, dict(claims), key, algorithms=[ALGORITHM])


def _verified(text: str, keys: KeySet) -> dict[str, Any]:
    kid = kid_of(text)
    found = [key for key in keys.keys if key.kid == kid]
    if len(found) != 1 or not isinstance(found[0], ECKey):
        raise ProviderError("untrusted", "kid")
    registry = JWSRegistry(algorithms=[ALGORITHM])
    try:
        return jwt.decode(text, found[0], algorithms=[ALGORITHM], registry=registry).claims
    except (JoseError, ValueError) as error:
        raise ProviderError("untrusted", "signature") from error


def _head(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST or text.count(".") != 2:
        raise ProviderError("untrusted", "form")
    try:
        head = jws.extract_compact(text.encode()).headers()
    except (JoseError, ValueError) as error:
        raise ProviderError("untrusted", "form") from error
    if head.get("alg") != ALGORITHM or not set(head) <= _HEADERS or not isinstance(head.get("kid"), str):
        raise ProviderError("untrusted", "header")
    return head


def _is_time(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e11


def _is_level(told: object, expected: Expected) -> bool:
    if told is None or told == "":
        return expected.acr_optional
    levels: Collection[str] = told.split() if isinstance(told, str) else ()
    return bool(levels) and set(levels) <= expected.acr
