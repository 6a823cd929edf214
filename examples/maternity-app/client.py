"""Talks with todoke: subscribes, asks for the next months, ends, and knows a webhook that really is todoke's.

Python's standard library only, so that it can be read and copied into any app.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

WINDOW = 300
"""Seconds a signature is good for; an older one may be somebody sending it again."""
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})", re.ASCII)
_WAIT = 20


class TodokeError(Exception):
    """todoke said no, or nothing; the message can be shown to people."""

    def __init__(self, words: str, kind: str = "", fields: tuple[str, ...] = ()) -> None:
        """Keep the words, the kind of problem and the fields it is about."""
        self.kind, self.fields = kind, fields
        super().__init__(words)


@dataclass(frozen=True)
class Subscription:
    """What todoke gave us for one family; the key opens nothing else."""

    id: str
    key: str
    until: str


@dataclass(frozen=True)
class Todoke:
    """The API of one todoke, asked with the key of this app."""

    site: str
    app_key: str

    def terms(self) -> dict[str, Any]:
        """Return the words to show before somebody agrees."""
        return self._call("GET", "/apps/terms")

    def municipalities(self) -> list[dict[str, Any]]:
        """Return the municipalities to choose from."""
        found: list[dict[str, Any]] = self._call("GET", "/municipalities")["municipalities"]
        return found

    def subscribe(self, wanted: dict[str, Any], *, once: str) -> Subscription:
        """Begin a subscription; sent twice with the same ``once`` it is still one."""
        headers = {"Idempotency-Key": once}
        said = self._call("POST", "/apps/subscriptions", key=self.app_key, body=wanted, headers=headers)
        return Subscription(said["id"], said["key"], said["consent"]["until"])

    def months(self, one: Subscription, months: int = 6) -> dict[str, Any]:
        """Return this month and the next ones, each with its programs."""
        return self._call("GET", f"/apps/subscriptions/{one.id}/programs?months={months}", key=one.key)

    def end(self, one: Subscription) -> None:
        """End a subscription: todoke erases the month."""
        self._call("POST", f"/apps/subscriptions/{one.id}/end", key=one.key)

    def hints(self, after: int) -> dict[str, Any]:
        """Return what this app was hinted at since a place in its list."""
        return self._call("GET", f"/apps/notices?after={after}", key=self.app_key)

    def _call(
        self,
        method: str,
        path: str,
        *,
        key: str = "",
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Any:
        request = urllib.request.Request(f"{self.site}/api/v1{path}", method=method, headers=headers or {})
        if key:
            request.add_header("Authorization", f"Bearer {key}")
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(request, timeout=_WAIT) as answer:
                raw = answer.read()
        except urllib.error.HTTPError as error:
            raise _said_no(error) from None
        except (OSError, ValueError):
            raise TodokeError(
                "todokeにつながりません。少し待って、もう一度ためしてください。", "offline"
            ) from None
        return json.loads(raw) if raw else None


def is_from_todoke(secret: str, header: str, body: bytes, *, now: float | None = None) -> bool:
    """Return whether todoke signed this body with our secret within the last five minutes."""
    shape = _SIGNATURE.fullmatch(header)
    at = time.time() if now is None else now
    if shape is None or not secret or abs(at - int(shape[1])) > WINDOW:
        return False
    wanted = hmac.new(secret.encode(), f"{shape[1]}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, shape[2])


def _said_no(error: urllib.error.HTTPError) -> TodokeError:
    """Return what a problem (RFC 9457) says, in words people can do something with."""
    try:
        problem = json.loads(error.read())
        kind = str(problem["type"]).rpartition("/")[2]
        errors = problem["errors"]
    except (ValueError, KeyError, TypeError, OSError):
        return TodokeError(
            "todokeから読めない答えが来ました。少し待って、もう一度ためしてください。", "unreadable"
        )
    if kind == "too-many-requests":
        seconds = error.headers.get("Retry-After", "60")
        return TodokeError(f"こみ合っています。{seconds}秒待って、もう一度ためしてください。", kind)
    if kind == "not-signed-in":
        return TodokeError("このアプリの鍵が使えません。アプリの運営者に知らせてください。", kind)
    if errors:
        words = " ".join(str(one["detail"]) for one in errors)
        return TodokeError(words, kind, tuple(str(one.get("pointer", ""))[1:] for one in errors))
    return TodokeError(str(problem["detail"]), kind)
