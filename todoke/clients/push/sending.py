"""Handing a push to the push service of a browser: one of a few known hosts, nowhere else.

The address comes from a browser, so it may be anything: only https, only hosts of the list, only machines of the
public internet, and the connection goes to the machine that was checked. Source: RFC 8030.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from todoke.clients.push.encrypting import BrowserKeys, encrypt, padded
from todoke.clients.push.vapid import authorization
from todoke.clients.webhooks.sending import Reply

DAYS_KEPT = 3
_LONGEST = 1000


class Ending(StrEnum):
    """What became of a push."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Pushed:
    """The end of a try."""

    ending: Ending
    code: str
    retry_after: int | None = None


class Poster(Protocol):
    """Sends a body to an address of the public internet (``todoke.clients.webhooks.sending.Sender``)."""

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send it; no failure of the network is raised."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who pushes, and whom it may ask."""

    contact: str
    hosts: Collection[str]
    key: str = field(repr=False)


def is_allowed(endpoint: str, hosts: Collection[str]) -> bool:
    """Return whether an address is https at a host of the list; ``*.`` before a host means any below it.

    >>> is_allowed("https://fcm.googleapis.com/fcm/send/x", ["fcm.googleapis.com"])
    True
    >>> is_allowed("https://fcm.googleapis.com.evil.example/x", ["fcm.googleapis.com"])
    False
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    host = parts.hostname or ""
    clean = (
        endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and len(endpoint) <= _LONGEST
    )
    if not clean or parts.scheme != "https" or parts.username is not None or port not in (None, 443):
        return False
    return any(host == one or (one.startswith("*.") and host.endswith(one[1:])) for one in hosts)


def topic_of(key: str) -> str:
    """Return the topic of a dispatch: the same for the same key, so that a second copy replaces the first.

    >>> len(topic_of("n1:push:2"))
    32
    """
    return base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())[:32].decode()


def push(
    sender: Poster,
    caller: Caller,
    endpoint: str,
    keys: BrowserKeys,
    content: Mapping[str, object],
    *,
    key: str,
    at: datetime,
) -> Pushed:
    """Encrypt and send; no failure of the network is raised."""
    if not is_allowed(endpoint, caller.hosts):
        return Pushed(Ending.GONE, "push-host")
    headers = {
        "Authorization": authorization(endpoint, key=caller.key, contact=caller.contact, at=at),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(DAYS_KEPT * 24 * 60 * 60),
        "Topic": topic_of(key),
        "Urgency": "normal",
    }
    return _ending(sender.post(endpoint, encrypt(padded(content), keys), headers))


def _ending(reply: Reply) -> Pushed:
    if reply.status is None:
        return Pushed(Ending.LATER, "push-no-answer")
    code = f"push-{reply.status}"
    if reply.is_taken:
        return Pushed(Ending.TAKEN, code)
    if reply.status in (404, 410):
        return Pushed(Ending.GONE, code)
    if reply.status in (408, 425, 429) or reply.status >= 500:
        return Pushed(Ending.LATER, code, reply.retry_after)
    return Pushed(Ending.NEVER, code)
