"""The client of the identity provider over the network, in the profile of デジタル認証アプリ.

Its addresses are read from the provider's own discovery, whose issuer must be exactly the configured one, and must be
of the issuer's host. Nothing is followed, nothing of the machine's proxy settings is used.

The profile (code flow only, state and nonce required, PKCE S256, private_key_jwt) was read in the developers' pages
of the Digital Agency; endpoints, the form of userinfo and the levels told in ID tokens are known only second-hand.
"""

import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
from joserfc.jwk import ECKey, KeySet

from todoke.clients.identity.provider import Claims, IdToken, ProviderError, Question
from todoke.clients.identity.tokens import (
    Expected,
    client_assertion,
    key_ids,
    kid_of,
    read_id_token,
    read_keys,
)

_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
_DISCOVERY_GOOD_FOR = timedelta(minutes=10)
_KEYS_ASKED_AGAIN_AFTER = timedelta(minutes=1)
_LARGEST = 200_000
_TIMEOUT = httpx.Timeout(10.0, connect=5.0)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class RemoteProvider:
    """Asks the provider; one per process, so that its addresses and keys are asked for seldom."""

    def __init__(
        self,
        expected: Expected,
        key: ECKey,
        *,
        connect: Callable[[], httpx.Client] | None = None,
    ) -> None:
        """Take what its tokens must say, and the key by which it knows us."""
        self._expected = expected
        self._key = key
        self._connect = connect or (
            lambda: httpx.Client(timeout=_TIMEOUT, trust_env=False, follow_redirects=False)
        )
        self._lock = threading.Lock()
        self._addresses: tuple[datetime, dict[str, str]] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    @property
    def issuer(self) -> str:
        """Return its name, compared exactly."""
        return self._expected.issuer

    def authorize_url(self, question: Question, *, at: datetime) -> str:
        """Return the address to lead the browser to; raises ProviderError."""
        asked = {
            "response_type": "code",
            "client_id": self._expected.client_id,
            "redirect_uri": question.redirect_uri,
            "scope": question.scope,
            "state": question.state,
            "nonce": question.nonce,
            "code_challenge": question.challenge,
            "code_challenge_method": "S256",
            "acr_values": " ".join(question.acr),
        }
        return f"{self._address('authorization_endpoint', at)}?{urlencode(asked)}"

    def exchange(self, code: str, *, verifier: str, redirect_uri: str, at: datetime) -> IdToken:
        """Return the checked ID token for a code; raises ProviderError."""
        endpoint = self._address("token_endpoint", at)
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
            "client_id": self._expected.client_id,
            "client_assertion_type": _ASSERTION,
            "client_assertion": client_assertion(
                self._key, client_id=self._expected.client_id, token_endpoint=endpoint, at=at
            ),
        }
        told = self._ask("POST", endpoint, data=body)
        text, access = told.get("id_token"), told.get("access_token")
        if not isinstance(text, str) or not isinstance(access, str):
            raise ProviderError("untrusted", "no token")
        token = read_id_token(text, self._keys_for(kid_of(text), at), self._expected, at=at)
        return IdToken(token.subject, token.nonce, token.acr, access)

    def userinfo(self, token: IdToken) -> Claims:
        """Return what the person agreed to tell; raises ProviderError where it is of somebody else."""
        if self._addresses is None:
            raise ProviderError("unreachable", "nothing was exchanged yet")
        endpoint = self._addresses[1]["userinfo_endpoint"]
        told = self._ask("GET", endpoint, headers={"Authorization": f"Bearer {token.access_token}"})
        if told.get("sub") != token.subject:
            raise ProviderError("untrusted", "userinfo is of somebody else")
        return read_claims(told)

    def _address(self, name: str, at: datetime) -> str:
        with self._lock:
            if self._addresses is None or at - self._addresses[0] > _DISCOVERY_GOOD_FOR:
                self._addresses = (at, self._discovered())
            return self._addresses[1][name]

    def _discovered(self) -> dict[str, str]:
        if not _is_safe(self.issuer):
            raise ProviderError("untrusted", "the issuer is not https")
        told = self._ask("GET", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise ProviderError("untrusted", "discovery names another issuer")
        found = {name: told.get(name) for name in _ENDPOINTS}
        ours = urlsplit(self.issuer)
        for name, address in found.items():
            if not isinstance(address, str) or urlsplit(address)[:2] != (ours.scheme, ours.netloc):
                raise ProviderError("untrusted", f"{name} is of another host")
        return {name: str(address) for name, address in found.items()}

    def _keys_for(self, kid: str, at: datetime) -> KeySet:
        """Return the keys, asked for again where one is not known, at most once a minute."""
        address = self._address("jwks_uri", at)
        with self._lock:
            known = self._keys
            is_known = known is not None and kid in key_ids(known[1])
            if known is None or (not is_known and at - known[0] >= _KEYS_ASKED_AGAIN_AFTER):
                known = self._keys = (at, read_keys(self._ask("GET", address)))
            return known[1]

    def _ask(self, method: str, address: str, **sent: Any) -> dict[str, Any]:
        """Return the JSON object an address answers; what it says of an error is not passed on."""
        try:
            with self._connect() as client:
                answer = client.request(method, address, **sent)
        except (httpx.HTTPError, OSError) as error:
            raise ProviderError("unreachable", type(error).__name__) from None
        if answer.status_code >= 500:
            raise ProviderError("unreachable", str(answer.status_code))
        if answer.status_code != 200:
            raise ProviderError("refused", str(answer.status_code))
        if len(answer.content) > _LARGEST:
            raise ProviderError("untrusted", "too long")
        try:
            told = answer.json()
        except ValueError:
            raise ProviderError("untrusted", "no JSON") from None
        if not isinstance(told, dict):
            raise ProviderError("untrusted", "no JSON object")
        return told


def read_claims(told: dict[str, Any]) -> Claims:
    """Return the claims; what has another form than known is left out.

    >>> read_claims({"sub": "a", "birthdate": "19850315", "gender": "2", "name": " 佐藤 花子 "})
    Claims(subject='a', name='佐藤 花子', address=None, birth_date=datetime.date(1985, 3, 15), sex='2')
    """
    address = told.get("address")
    if isinstance(address, dict):  # OpenID Connect Core 5.1.1; the stored articles show one string
        address = address.get("formatted")
    sex = told.get("gender")
    return Claims(
        subject=str(told["sub"]),
        name=_text(told.get("name")),
        address=_text(address),
        birth_date=_day(told.get("birthdate")),
        sex=sex if sex in ("1", "2") else None,
    )


def _text(value: object) -> str | None:
    text = value.strip()[:400] if isinstance(value, str) else ""
    return text or None


def _day(value: object) -> date | None:
    """Return the day; both "19850315" and "1985-03-15" are read."""
    digits = value.replace("-", "") if isinstance(value, str) else ""
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
