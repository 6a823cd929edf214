"""Keys (読み取りの鍵) by which somebody's own program reads what is theirs; shown once, kept as a hash."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from todoke.apps.access.domain.verbs import Verb
from todoke.apps.identity.models import ApiKey, Login
from todoke.base.clock import JST

PREFIX = "tdk_"
MOST = 10
"""Open keys of one login."""
MAY = frozenset({Verb.SEE, Verb.SEE_LOG})
"""What a key may be made for: reading."""


class KeyRefusedError(Exception):
    """Why no key is made; the message is for the person who asked."""


def issue_key(login: Login, *, name: str, scopes: Collection[str], at: datetime) -> str:
    """Return a new key. Raises KeyRefusedError."""
    wanted = {Verb(scope) for scope in scopes}
    if not wanted or not wanted <= MAY:
        raise KeyRefusedError("鍵でできるのは、読むことだけです")
    if login.keys.filter(revoked_at=None).count() >= MOST:
        raise KeyRefusedError(f"鍵は{MOST}本までです。使わない鍵をやめてから、作ってください")
    token = PREFIX + secrets.token_urlsafe(32)
    ApiKey.objects.create(
        row=uuid4(),
        login=login,
        name=name[:60],
        hash=_hash(token),
        scopes=sorted(verb.value for verb in wanted),
        created_at=at,
    )
    return token


def find_key(token: str, *, at: datetime) -> ApiKey | None:
    """Return the key if it holds; the day of its use is noted."""
    if not token.startswith(PREFIX) or len(token) > 100:
        return None
    key = (
        ApiKey.objects.select_related("login")
        .filter(hash=_hash(token), revoked_at=None, login__closed_at=None)
        .first()
    )
    if key is not None and key.last_used_on != (today := at.astimezone(JST).date()):
        ApiKey.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


def revoke_key(key: ApiKey, *, at: datetime) -> None:
    """Let the key open nothing any more."""
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
