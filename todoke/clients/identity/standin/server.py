"""The stand-in as a program: a small HTTP server on this machine alone."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from todoke.clients.identity.standin.pages import cards_page, refused_page
from todoke.clients.identity.standin.realm import Realm, RefusedRequestError

_LONGEST = 20_000


class StandIn(ThreadingHTTPServer):
    """Serves one realm on 127.0.0.1; never on an address others can reach."""

    daemon_threads = True

    def __init__(self, realm: Realm, *, port: int) -> None:
        """Take the port; 0 takes any that is free."""
        self.realm = realm
        super().__init__(("127.0.0.1", port), _Asked)

    @property
    def port(self) -> int:
        """Return the port it listens on."""
        return int(self.server_address[1])


class _Asked(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"
    timeout = 10

    def do_GET(self) -> None:
        realm, address = self.server.realm, urlsplit(self.path)
        base = urlsplit(realm.issuer).path
        try:
            if address.path == f"{base}/.well-known/openid-configuration":
                self._json(realm.discovery())
            elif address.path == urlsplit(realm.address("certs")).path:
                self._json(realm.certs())
            elif address.path == urlsplit(realm.address("userinfo")).path:
                self._json(realm.userinfo(self.headers.get("Authorization", "")))
            elif address.path == urlsplit(realm.address("auth")).path:
                number, back = realm.ask(_fields(address.query))
                if back:
                    self._lead(back)
                else:
                    self._page(cards_page(number, realm.cards, action=f"{base}/answer"))
            else:
                self._page(refused_page("このページはありません。"), status=404)
        except RefusedRequestError as error:
            self._refuse(error, is_page=address.path.endswith("/auth"))

    def do_POST(self) -> None:
        realm, path = self.server.realm, urlsplit(self.path).path
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > _LONGEST:
            self.close_connection = True
            self._json({"error": "invalid_request"}, status=413)
            return
        sent = _fields(self.rfile.read(int(length)).decode("utf-8", "replace"))
        try:
            if path == urlsplit(realm.address("token")).path:
                self._json(realm.exchange(sent))
            elif path == f"{urlsplit(realm.issuer).path}/answer":
                self._lead(realm.answer(sent.get("request", ""), sent.get("card", "")))
            else:
                self._page(refused_page("このページはありません。"), status=404)
        except RefusedRequestError as error:
            self._refuse(error, is_page=path.endswith("/answer"))

    def _refuse(self, error: RefusedRequestError, *, is_page: bool) -> None:
        if is_page:
            self._page(refused_page(error.why), status=error.status)
        else:
            self._json({"error": error.error, "error_description": error.why}, status=error.status)

    def _json(self, told: dict[str, Any], *, status: int = 200) -> None:
        self._send(status, "application/json", json.dumps(told, ensure_ascii=False).encode())

    def _page(self, html: str, *, status: int = 200) -> None:
        self._send(status, "text/html; charset=utf-8", html.encode())

    def _lead(self, address: str) -> None:
        self._send(303, "text/plain", b"", Location=address)

    def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *rest: Any) -> None:
        """Log nothing: addresses hold codes."""


def _fields(text: str) -> dict[str, str]:
    """Return the fields of a form; one sent twice counts as not sent."""
    pairs = parse_qsl(text, keep_blank_values=True)
    names = [name for name, _ in pairs]
    return {name: value for name, value in pairs if names.count(name) == 1}
