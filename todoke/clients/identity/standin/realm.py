"""What the stand-in decides: who may ask, what a code is good for, whose the claims are. No network, no pages.

It refuses what the profile of デジタル認証アプリ refuses: anything but the code flow, a missing nonce, state or
challenge, another challenge method than S256, an assertion that is old, used, or of another key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from todoke.clients.identity.standin.cards import Card
from todoke.clients.identity.tokens import ALGORITHM, sign_claims

CODE_LIFE, TOKEN_LIFE, ID_TOKEN_LIFE, LONGEST_ASSERTION = 60, 300, 300, 300
ASKING_LIFE = 600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43,128}")
_STATE = re.compile(r"[\x20-\x7e]{1,255}")
SCOPES = ("openid", "name", "address", "birthdate", "gender")


class RefusedRequestError(Exception):
    """What the asking site did wrong: a word of RFC 6749."""

    def __init__(self, error: str, why: str, *, status: int = 400) -> None:
        """Keep the word for the answer and, for whoever develops, why."""
        self.error, self.why, self.status = error, why, status
        super().__init__(f"{error}: {why}")


@dataclass(frozen=True, slots=True)
class Asking:
    """A login that waits for a card."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str
    scope: frozenset[str]
    until: float


@dataclass(slots=True)
class _Code:
    asking: Asking
    card: Card
    until: float


@dataclass
class Realm:
    """One realm with one client: its name, its key, its cards, and what was asked of it."""

    issuer: str
    client_id: str
    client_key: ECKey
    """Public: by it the client's assertions are checked."""
    redirect_uris: Sequence[str]
    cards: Sequence[Card]
    now: Callable[[], float]
    """Seconds since 1970."""
    acr: str = "aal3"
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=False))
    _waiting: dict[str, Asking] = field(default_factory=dict)
    _codes: dict[str, _Code] = field(default_factory=dict)
    _tokens: dict[str, _Code] = field(default_factory=dict)
    _seen: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def address(self, name: str) -> str:
        """Return the address of ``auth``, ``token``, ``userinfo`` or ``certs``."""
        return f"{self.issuer}/protocol/openid-connect/{name}"

    def discovery(self) -> dict[str, Any]:
        """Return what the realm says of itself (OpenID Connect Discovery 1.0)."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": self.address("auth"),
            "token_endpoint": self.address("token"),
            "userinfo_endpoint": self.address("userinfo"),
            "jwks_uri": self.address("certs"),
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [ALGORITHM],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            "code_challenge_methods_supported": ["S256"],
            "scopes_supported": list(SCOPES),
        }

    def certs(self) -> dict[str, Any]:
        """Return the realm's public key."""
        plain = self.key.as_dict(private=False)
        return {"keys": [{**plain, "kid": self.key.thumbprint(), "use": "sig", "alg": ALGORITHM}]}

    def ask(self, sent: Mapping[str, str]) -> tuple[str, str]:
        """Take a login: return the number under which it waits, or else where to lead back with an error.

        Raises RefusedRequestError where it is not even known whom to lead back to.
        """
        if sent.get("client_id") != self.client_id or sent.get("redirect_uri") not in self.redirect_uris:
            raise RefusedRequestError("invalid_request", "client_id or redirect_uri is not registered")
        checks = {
            "response_type": sent.get("response_type") == "code",
            "state": bool(_STATE.fullmatch(sent.get("state", ""))),
            "nonce": bool(_STATE.fullmatch(sent.get("nonce", ""))),
            "code_challenge": bool(_CHALLENGE.fullmatch(sent.get("code_challenge", ""))),
            "code_challenge_method": sent.get("code_challenge_method") == "S256",
            "scope": "openid" in sent.get("scope", "").split(),
        }
        wrong = [name for name, holds in checks.items() if not holds]
        if wrong:
            return "", self._back(
                sent["redirect_uri"], sent.get("state", ""), error="invalid_request", why=" ".join(wrong)
            )
        asking = Asking(
            sent["redirect_uri"],
            sent["state"],
            sent["nonce"],
            sent["code_challenge"],
            frozenset(sent["scope"].split()) & set(SCOPES),
            self.now() + ASKING_LIFE,
        )
        number = secrets.token_urlsafe(24)
        with self._lock:
            self._forget()
            self._waiting[number] = asking
        return number, ""

    def is_waiting(self, number: str) -> bool:
        """Return whether the login still waits for a card."""
        with self._lock:
            self._forget()
            return number in self._waiting

    def answer(self, number: str, card_id: str) -> str:
        """Return where to lead the browser once a card was shown, or none ("")."""
        with self._lock:
            self._forget()
            asking = self._waiting.pop(number, None)
        if asking is None:
            raise RefusedRequestError("invalid_request", "this login was answered or is too old")
        card = next((card for card in self.cards if card.id == card_id), None)
        if card is None or card.fails:
            return self._back(asking.redirect_uri, asking.state, error="access_denied")
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = _Code(asking, card, self.now() + CODE_LIFE)
        return self._back(
            asking.redirect_uri, asking.state, code=code, session_state=secrets.token_hex(8), iss=self.issuer
        )

    def exchange(self, sent: Mapping[str, str]) -> dict[str, Any]:
        """Return the tokens for a code; raises RefusedRequestError."""
        self._check_client(sent)
        if sent.get("grant_type") != "authorization_code":
            raise RefusedRequestError("unsupported_grant_type", "code flow only")
        with self._lock:
            self._forget()
            found = self._codes.pop(sent.get("code", ""), None)
        if found is None or found.asking.redirect_uri != sent.get("redirect_uri"):
            raise RefusedRequestError("invalid_grant", "code")
        if not hmac.compare_digest(challenge_of(sent.get("code_verifier", "")), found.asking.challenge):
            raise RefusedRequestError("invalid_grant", "code_verifier")
        access, now = secrets.token_urlsafe(32), int(self.now())
        with self._lock:
            self._tokens[access] = _Code(found.asking, found.card, now + TOKEN_LIFE)
        return {
            "access_token": access,
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE,
            "id_token": sign_claims(self.key, self.id_claims(found.card, found.asking.nonce, now)),
        }

    def id_claims(self, card: Card, nonce: str, now: int) -> dict[str, Any]:
        """Return what an ID token says; tests spoil it by replacing this."""
        return {
            "iss": self.issuer,
            "sub": card.subject(self.client_id),
            "aud": self.client_id,
            "iat": now,
            "exp": now + ID_TOKEN_LIFE,
            "nonce": nonce,
            "acr": self.acr,
        }

    def userinfo(self, authorization: str) -> dict[str, Any]:
        """Return the claims of whom the token is; raises RefusedRequestError."""
        kind, _, access = authorization.partition(" ")
        with self._lock:
            self._forget()
            found = self._tokens.get(access)
        if kind != "Bearer" or found is None:
            raise RefusedRequestError("invalid_token", "access token", status=401)
        return {"sub": found.card.subject(self.client_id), **found.card.claims(set(found.asking.scope))}

    def _check_client(self, sent: Mapping[str, str]) -> None:
        """Refuse an assertion that is not ours, too long, too old or used (RFC 7523, section 3)."""
        if sent.get("client_assertion_type") != _ASSERTION:
            raise RefusedRequestError("invalid_client", "client_assertion_type", status=401)
        try:
            claims = jwt.decode(
                sent.get("client_assertion", ""), self.client_key, algorithms=[ALGORITHM]
            ).claims
        except (JoseError, ValueError):
            raise RefusedRequestError("invalid_client", "signature", status=401) from None
        now, ends, jti = self.now(), claims.get("exp"), claims.get("jti")
        checks = {
            "iss": claims.get("iss") == self.client_id,
            "sub": claims.get("sub") == self.client_id,
            "aud": claims.get("aud") in (self.address("token"), [self.address("token")]),
            "exp": isinstance(ends, int) and now < ends <= now + LONGEST_ASSERTION,
            "jti": isinstance(jti, str) and jti != "",
        }
        wrong = [name for name, holds in checks.items() if not holds]
        with self._lock:
            self._forget()
            if not wrong and str(jti) in self._seen:
                wrong = ["jti was used"]
            if wrong:
                raise RefusedRequestError("invalid_client", " ".join(wrong), status=401)
            self._seen[str(jti)] = float(ends or 0)

    def _back(self, redirect_uri: str, state: str, *, why: str = "", **told: str) -> str:
        if why:
            told["error_description"] = why
        return f"{redirect_uri}?{urlencode({**told, 'state': state})}"

    def _forget(self) -> None:
        """Drop what is too old; called with the lock held."""
        now = self.now()
        for kept in (self._waiting, self._codes, self._tokens):
            for name in [name for name, one in kept.items() if one.until <= now]:
                del kept[name]
        for jti in [jti for jti, ends in self._seen.items() if ends <= now]:
            del self._seen[jti]


def challenge_of(verifier: str) -> str:
    """Return the S256 challenge of a verifier (RFC 7636).

    >>> challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
