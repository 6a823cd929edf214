"""A push service of this machine: checks who sends, as RFC 8292 says, and keeps what it is to deliver.

It learns the public key from the browser when that subscribes, as a real one does, and cannot read what it carries.
"""

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from joserfc import jwt
from joserfc.jwk import ECKey

HOST = "https://fcm.googleapis.com"
_DAY = 24 * 60 * 60


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw(encoded: str) -> bytes:
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


class Subscription:
    """What a browser holds of one agreement to pushes: the address at the service, and the keys only it has."""

    def __init__(self, name: str) -> None:
        self.endpoint = f"{HOST}/fcm/send/{name}"
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = b"0123456789abcdef"

    @property
    def as_json(self) -> dict[str, Any]:
        """What ``PushSubscription.toJSON`` gives the page."""
        point = self._private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": text(point), "auth": text(self._auth)}}

    def read(self, body: bytes) -> str:
        """Decrypt as a browser does before it wakes the worker (RFC 8291)."""
        plain = http_ece.decrypt(body, private_key=self._private, auth_secret=self._auth, version="aes128gcm")
        return bytes(plain).decode()


class PushService:
    """Takes pushes of whoever the subscriptions were made for, and refuses everybody else."""

    def __init__(self) -> None:
        self.sender_key = ""
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.gone: set[str] = set()
        self.address = ""

    def answer(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Return the status a push service answers with."""
        if path in self.gone:
            return 410
        if not self._is_known(headers.get("authorization", "")):
            return 403
        if headers.get("content-encoding") != "aes128gcm" or not headers.get("ttl", "").isdigit():
            return 400
        if len(body) > 4096 or len(headers.get("topic", "")) > 32:
            return 413
        self.taken.append((path, headers, body))
        return 201

    def _is_known(self, authorization: str) -> bool:
        scheme, _, parts = authorization.partition(" ")
        fields = dict(part.strip().split("=", 1) for part in parts.split(","))
        if scheme != "vapid" or fields.get("k") != self.sender_key:
            return False
        point = raw(fields["k"])
        key = ECKey.import_key({"kty": "EC", "crv": "P-256", "x": text(point[1:33]), "y": text(point[33:])})
        claims = jwt.decode(fields["t"], key, algorithms=["ES256"]).claims
        return claims["aud"] == HOST and time.time() < claims["exp"] <= time.time() + _DAY and "sub" in claims


@contextmanager
def running_push_service() -> Iterator[PushService]:
    """Run it on a port of its own."""
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            lowered = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(service.answer(self.path, lowered, body))
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()


def subscribing(subscription: Subscription) -> str:
    """Return the script by which a page's ``subscribe`` succeeds without a push service of the internet."""
    return (
        "PushManager.prototype.subscribe = async (asked) => {"
        "  const key = btoa(String.fromCharCode(...asked.applicationServerKey));"
        "  sessionStorage.setItem('asked', JSON.stringify({key, visible: asked.userVisibleOnly}));"
        f"  return {{toJSON: () => ({json.dumps(subscription.as_json)})}};"
        "};"
    )
