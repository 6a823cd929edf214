"""How often one sender may begin a login (試せる回数), counted in this process without keeping who it is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

from todoke.apps.identity.actions.refusals import LoginRefusedError

_MOST_SENDERS = 10_000


class SenderLimit:
    """At most ``most`` tries of one sender within ``seconds``; the address is turned at once into a keyed hash."""

    def __init__(self, *, most: int, seconds: float, elapsed: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet."""
        self.most, self.seconds, self._elapsed = most, seconds, elapsed
        self._key = secrets.token_bytes(32)
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, request: HttpRequest) -> None:
        """Count a try; raises LoginRefusedError("too_many")."""
        mark = hmac.digest(self._key, _sender(request).encode(), hashlib.sha256)[:12]
        now = self._elapsed()
        with self._lock:
            times = self._seen.setdefault(mark, deque())
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                raise LoginRefusedError("too_many")
            times.append(now)
            while len(self._seen) > _MOST_SENDERS:
                del self._seen[next(iter(self._seen))]

    def clear(self) -> None:
        """Forget everybody, for tests."""
        with self._lock:
            self._seen.clear()


def _sender(request: HttpRequest) -> str:
    """Return the address a request comes from: what our own proxy wrote last, where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told
    return str(request.META.get("REMOTE_ADDR", ""))


# An office or a whole street may share one address.
logins = SenderLimit(most=60, seconds=600)
codes = SenderLimit(most=20, seconds=600)
