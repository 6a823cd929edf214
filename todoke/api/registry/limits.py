"""How often one sender may write, counted without knowing who it is (送る回数の上限).

An address is turned at once into a keyed hash whose key lives and dies with the process. Nothing of it is stored
or logged.
"""

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

from todoke.api.problems import ProblemError

_MOST_SENDERS = 10_000


class Limit:
    """At most ``most`` writings of one sender within ``seconds``, in this process."""

    def __init__(self, *, most: int, seconds: float, elapsed: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet."""
        self.most = most
        self.seconds = seconds
        self._elapsed = elapsed
        self._key = secrets.token_bytes(32)
        self._seen: dict[bytes, deque[float]] = {}
        self._lock = threading.Lock()

    def count(self, sender: str) -> None:
        """Count a writing; raises ProblemError with the seconds to wait where it is one too many.

        >>> limit = Limit(most=1, seconds=60, elapsed=lambda: 0.0)
        >>> limit.count("192.0.2.1")
        >>> limit.count("192.0.2.1")
        Traceback (most recent call last):
        todoke.api.problems.ProblemError: too-many-requests
        """
        mark = hmac.new(self._key, _network(sender).encode(), hashlib.sha256).digest()[:12]
        now = self._elapsed()
        with self._lock:
            times = self._seen.setdefault(mark, deque())
            while times and times[0] <= now - self.seconds:
                times.popleft()
            if len(times) >= self.most:
                wait = max(1, round(times[0] + self.seconds - now))
                raise ProblemError("too-many-requests", retry_after=wait)
            times.append(now)
            if len(self._seen) > _MOST_SENDERS:
                self._forget(now)

    def clear(self) -> None:
        """Forget everybody, for tests."""
        with self._lock:
            self._seen.clear()

    def _forget(self, now: float) -> None:
        for mark in [m for m, times in self._seen.items() if times[-1] <= now - self.seconds]:
            del self._seen[mark]
        while len(self._seen) > _MOST_SENDERS:
            del self._seen[next(iter(self._seen))]


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
