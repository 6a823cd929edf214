"""How often one sender may check codes or report fakes, counted without knowing who it is (確かめる回数の上限).

An address is turned at once into a keyed hash whose key lives and dies with the process; nothing of it is stored.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest

_MOST_SENDERS = 10_000


class TooOftenError(Exception):
    """One more than allowed; ``wait`` is how many seconds until it is allowed again."""

    def __init__(self, wait: int) -> None:
        """Keep the seconds."""
        self.wait = wait
        super().__init__("too often")


class Limit:
    """At most ``most`` times for one sender within ``seconds``, in this process.

    >>> limit = Limit(most=1, seconds=60, elapsed=lambda: 0.0)
    >>> limit.count("192.0.2.1")
    >>> limit.count("192.0.2.1")
    Traceback (most recent call last):
    todoke.apps.belief.limits.TooOftenError: too often
    """

    def __init__(self, *, most: int, seconds: float, elapsed: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet."""
        self.most = most
        self.seconds = seconds
        self._elapsed = elapsed
        self._key = secrets.token_bytes(32)
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, sender: str) -> None:
        """Count once more; raises TooOftenError."""
        mark = hmac.digest(self._key, _network(sender).encode(), hashlib.sha256)[:12]
        now = self._elapsed()
        with self._lock:
            times = self._seen.setdefault(mark, deque())
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                raise TooOftenError(max(1, round(times[0] + self.seconds - now)))
            times.append(now)
            while len(self._seen) > _MOST_SENDERS:
                del self._seen[next(iter(self._seen))]

    def clear(self) -> None:
        """Forget everybody, for tests."""
        with self._lock:
            self._seen.clear()


CHECKS = Limit(most=30, seconds=10 * 60)
"""Of checks, on the page and by the API together."""
REPORTS = Limit(most=5, seconds=10 * 60)
"""Of reports of fakes."""


def sender_of(request: HttpRequest) -> str:
    """Return the address a request comes from: what our own proxy says, where there is one."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        # The last entry was written by the proxy in front of us; those before it by anybody.
        told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        if told:
            return told
    return str(request.META.get("REMOTE_ADDR", ""))


def _network(address: str) -> str:
    """Return what one household or office holds: an address, or of IPv6 the network of its first 64 bits."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:60]
    return str(ipaddress.ip_network((ip, 64), strict=False)) if ip.version == 6 else str(ip)
