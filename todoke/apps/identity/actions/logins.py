"""Logging in with the card: to the identity provider and back (OpenID Connect, code flow)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from todoke.apps.access.domain.actors import Assurance
from todoke.apps.identity.actions.counts import count
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.domain.goals import START, is_goal
from todoke.apps.identity.models import Login, LoginAttempt, LoginCount
from todoke.apps.vault.blind import hmac_of
from todoke.clients.identity.provider import Claims, IdToken, Provider, ProviderError, Question

ATTEMPT_LIFE = timedelta(minutes=10)
MOST_OPEN = 10
"""Attempts one browser may have open at once."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who came back, how surely known; claims are told once and kept nowhere by this."""

    login: Login
    claims: Claims | None = field(repr=False)
    assurance: Assurance
    acr: str
    goal: str = START


def begin_login(*, browser: str, goal: str, wanted: Assurance, at: datetime, provider: Provider) -> str:
    """Return the address at the provider; keeps state, nonce and verifier. Raises LoginRefusedError.

    ``browser`` is a secret only this browser has: without it nobody can finish the login, so that nobody can be
    logged in as somebody else by a prepared link.
    """
    mark = hmac_of("identity.browser", browser)
    open_now = LoginAttempt.objects.filter(browser_hmac=mark, used_at=None, expires_at__gt=at).count()
    if open_now >= MOST_OPEN:
        raise LoginRefusedError("too_many")
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    question = Question(state, nonce, challenge, redirect_uri(), tuple(settings.OIDC_ACR))
    try:
        address = provider.authorize_url(question, at=at)
    except ProviderError as error:
        count(LoginCount.Way.CARD, error.kind, at=at)
        raise LoginRefusedError(error.kind) from error
    attempt = LoginAttempt(
        state_hmac=hmac_of("identity.state", state),
        browser_hmac=mark,
        nonce_hmac=hmac_of("identity.nonce", nonce),
        goal=goal if is_goal(goal) else START,
        wanted=wanted.value,
        created_at=at,
        expires_at=at + ATTEMPT_LIFE,
    )
    attempt.verifier = verifier
    attempt.save(force_insert=True)
    count(LoginCount.Way.CARD, "begun", at=at)
    return address


def finish_login(*, browser: str, query: Mapping[str, str], at: datetime, provider: Provider) -> SignedIn:
    """Check and use up the attempt, ask the provider, and return who it is. Raises LoginRefusedError.

    No transaction is open while the provider is asked.
    """
    try:
        found = _finish(browser, query, at, provider)
    except LoginRefusedError as error:
        count(LoginCount.Way.CARD, error.kind, at=at)
        raise
    count(LoginCount.Way.CARD, "ok", at=at)
    return found


def close_login(login: Login, *, at: datetime) -> None:
    """End a way to log in with all that hangs on it; of a mail address nothing is left."""
    with transaction.atomic():
        login.visits.filter(ended_at=None).update(ended_at=at)
        login.keys.filter(revoked_at=None).update(revoked_at=at)
        login.closed_at = at
        login.mail_sealed = b""
        login.save(update_fields=["closed_at", "mail_sealed"])


def redirect_uri() -> str:
    """Return the exact address the provider leads back to."""
    return f"{settings.SITE_URL}/login/callback"


def _finish(browser: str, query: Mapping[str, str], at: datetime, provider: Provider) -> SignedIn:
    attempt = _use_up(browser, query.get("state", ""), at)
    if query.get("iss", provider.issuer) != provider.issuer:  # RFC 9207
        raise LoginRefusedError("untrusted")
    if query.get("error"):
        raise LoginRefusedError("failed_card" if query["error"] == "access_denied" else "refused")
    code = query.get("code", "")
    if not code or len(code) > 2_000:
        raise LoginRefusedError("refused")
    try:
        token = provider.exchange(code, verifier=attempt.verifier, redirect_uri=redirect_uri(), at=at)
        if not hmac.compare_digest(hmac_of("identity.nonce", token.nonce), attempt.nonce_hmac):
            raise ProviderError("untrusted", "nonce")
        claims = provider.userinfo(token)
        if claims.subject != token.subject:
            raise ProviderError("untrusted", "userinfo is of somebody else")
    except ProviderError as error:
        raise LoginRefusedError(error.kind) from error
    LoginAttempt.objects.filter(pk=attempt.pk).update(verifier_sealed=b"")
    return SignedIn(_login_of(token, provider.issuer, at), claims, Assurance.CARD, token.acr, attempt.goal)


def _use_up(browser: str, state: str, at: datetime) -> LoginAttempt:
    """Return the attempt, which nobody else gets again; raises LoginRefusedError."""
    attempt = LoginAttempt.objects.filter(state_hmac=hmac_of("identity.state", state[:255])).first()
    if attempt is None:
        raise LoginRefusedError("unknown")
    if not browser or not hmac.compare_digest(hmac_of("identity.browser", browser), attempt.browser_hmac):
        raise LoginRefusedError("other_browser")
    if not LoginAttempt.objects.filter(pk=attempt.pk, used_at=None).update(used_at=at):
        raise LoginRefusedError("used")
    if at >= attempt.expires_at:
        raise LoginRefusedError("expired")
    return attempt


def _login_of(token: IdToken, issuer: str, at: datetime) -> Login:
    mark = hmac_of("identity.subject", f"{issuer}\n{token.subject}")
    login, _ = Login.objects.get_or_create(
        issuer=issuer,
        subject_hmac=mark,
        kind=Login.Kind.OIDC,
        defaults={"created_at": at, "last_at": at},
    )
    Login.objects.filter(pk=login.pk).update(last_at=at, closed_at=None)
    return login
