"""A maternity handbook, as small as can be: two questions, the next six months, and todoke's webhook.

    APP_KEY=tdka_… APP_SECRET=… python3 examples/maternity-app/app.py

Families are kept in memory only: stop the program and they are forgotten. A real app keeps the key of each
subscription as carefully as a password.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import sys
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pages
from client import Subscription, Todoke, TodokeError, is_from_todoke
from pages import Form

COOKIE = "maternity"
MOST_BYTES = 64 * 1024
MOST_HINTS = 20
_STYLE = (Path(__file__).parent / "style.css").read_bytes()
_SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_FIELDS = {
    "child_born": "child_born",
    "municipality": "municipality",
    "connection": "connection",
    "agreed_to": "agreed",
}


@dataclass
class Handbook:
    """Everything the app remembers: families by the secret of their browser, and what todoke hinted at."""

    todoke: Todoke
    secret: str
    channel: str = "webhook"
    families: dict[str, Subscription] = field(default_factory=dict)
    hints: dict[str, deque[dict[str, str]]] = field(default_factory=dict)
    after: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, hint: dict[str, Any]) -> None:
        """Remember a hint once, however often and by whichever way it comes."""
        office = hint.get("office_name") or hint["office"]
        line = {"office": str(office), "kind": str(hint["kind"]), "code": str(hint["code"])}
        with self.lock:
            known = self.hints.setdefault(str(hint["subscription"]), deque(maxlen=MOST_HINTS))
            if line not in known:
                known.appendleft(line)

    def ask_for_hints(self) -> None:
        """Fetch what was hinted at since last time: what a webhook missed comes this way."""
        found = self.todoke.hints(self.after)
        for hint in found["notices"]:
            self.note(hint)
        with self.lock:
            self.after = max(self.after, found["next"])


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    handbook: Handbook
    server_version, sys_version = "maternity-app", ""

    def do_GET(self) -> None:
        """Show the first page, or the months ahead of a family that has begun."""
        path = urlsplit(self.path).path
        if path == "/style.css":
            self._send(200, _STYLE, "text/css; charset=utf-8")
        elif path == "/favicon.ico":
            self._send(204, b"", "")
        elif path != "/":
            self._page(404, pages.over("このページはありません。", heading="ページがありません"))
        else:
            self._guarded(self._home)

    def do_POST(self) -> None:
        """Begin, connect, end, or take a webhook."""
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self._page(413, pages.over("送られたものが大きすぎます。"))
            return
        body = self.rfile.read(int(length))
        path = urlsplit(self.path).path
        if path == "/hook":
            self._hook(body)
            return
        origin = self.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.headers.get("Host"):
            self._page(403, pages.over("ほかのサイトからは送れません。はじめの画面からためしてください。"))
            return
        sent = {name: some[0].strip() for name, some in parse_qs(body.decode("utf-8", "replace")).items()}
        routes = {"/start": self._start, "/connect": self._connect, "/end": self._end}
        if path in routes:
            self._guarded(lambda: routes[path](sent))
        else:
            self._page(404, pages.over("このページはありません。", heading="ページがありません"))

    def _home(self) -> None:
        one = self._family()
        if one is None:
            self._first(Form())
            return
        try:
            found = self.handbook.todoke.months(one)
        except TodokeError as error:
            if error.kind not in ("gone", "consent-needed", "not-signed-in"):
                raise
            self._forget()
            words = "この予定は終わりました。もう一度はじめるには、はじめの画面で選んでください。"
            self._page(410, pages.over(words, heading="終わりました"), forget=True)
            return
        self.handbook.ask_for_hints()
        hints = list(self.handbook.hints.get(one.id, ()))
        self._page(200, pages.home(found, hints=hints, site=self.handbook.todoke.site, until=one.until))

    def _start(self, sent: dict[str, str]) -> None:
        errors = []
        if not sent.get("year") or not sent.get("month"):
            errors.append(("child_born", "お子さんの生まれた年と月を選んでください"))
        if not sent.get("municipality"):
            errors.append(("municipality", "住んでいる区市町村を選んでください"))
        if not sent.get("agreed"):
            errors.append(("agreed", "読んで、使ってよければ印を付けてください"))
        if errors:
            self._first(Form(sent, errors))
            return
        wanted = {"municipality": sent["municipality"], "child_born": f"{sent['year']}-{sent['month']}"}
        self._begin(sent, wanted)

    def _connect(self, sent: dict[str, str]) -> None:
        if not sent.get("connection"):
            self._first(Form(sent, [("connection", "マイページに出た番号を入れてください")]))
            return
        self._begin(sent, {"connection": sent["connection"]})

    def _begin(self, sent: dict[str, str], wanted: dict[str, Any]) -> None:
        agreed = sent.get("agreed", "")
        wanted |= {"agreed_to": int(agreed) if agreed.isdecimal() else 0, "channel": self.handbook.channel}
        try:
            one = self.handbook.todoke.subscribe(wanted, once=sent.get("once") or secrets.token_urlsafe(16))
        except TodokeError as error:
            if error.kind != "invalid-request" and error.kind != "individual-number":
                raise
            names = [_FIELDS.get(name, "") for name in error.fields] or [""]
            self._first(Form(sent, [(names[0], str(error))]))
            return
        token = secrets.token_urlsafe(32)
        with self.handbook.lock:
            self.handbook.families[token] = one
        self._redirect(f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000")

    def _end(self, sent: dict[str, str]) -> None:
        one = self._family()
        if one is not None:
            self.handbook.todoke.end(one)
            self._forget()
        words = "やめました。todokeも、お子さんの生まれた月を消しました。"
        self._page(200, pages.over(words, heading="やめました"), forget=True)

    def _hook(self, body: bytes) -> None:
        """Take a hint only if todoke signed it; answer quickly, and take the same one twice as once."""
        header = self.headers.get("Todoke-Signature", "")
        if not is_from_todoke(self.handbook.secret, header, body):
            self._send(401, b"", "text/plain")
            return
        try:
            self.handbook.note(json.loads(body))
        except (ValueError, KeyError, TypeError):
            self._send(400, b"", "text/plain")
            return
        self._send(204, b"", "text/plain")

    def _first(self, form: Form) -> None:
        asked, today = self.handbook.todoke, datetime.now(ZoneInfo("Asia/Tokyo")).date()
        page = pages.start(
            form,
            terms=asked.terms(),
            places=asked.municipalities(),
            years=range(today.year + 1, today.year - 19, -1),
            once=secrets.token_urlsafe(16),
        )
        self._page(422 if form.errors else 200, page)

    def _guarded(self, answer: Any) -> None:
        try:
            answer()
        except TodokeError as error:
            self._page(503 if error.kind == "offline" else 502, pages.over(str(error)))

    def _family(self) -> Subscription | None:
        return self.handbook.families.get(self._token())

    def _forget(self) -> None:
        with self.handbook.lock:
            one = self.handbook.families.pop(self._token(), None)
            if one is not None:
                self.handbook.hints.pop(one.id, None)

    def _token(self) -> str:
        found = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        return "" if found is None else found.value

    def _redirect(self, cookie: str) -> None:
        self.send_response(303)
        self.send_header("Location", "/")
        self.send_header("Set-Cookie", cookie)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _page(self, status: int, page: str, *, forget: bool = False) -> None:
        cookie = f"{COOKIE}=; HttpOnly; SameSite=Strict; Path=/; Max-Age=0" if forget else ""
        self._send(status, page.encode(), "text/html; charset=utf-8", cookie)

    def _send(self, status: int, body: bytes, kind: str, cookie: str = "") -> None:
        self.send_response(status)
        for name, value in _SAFE.items():
            self.send_header(name, value)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        if status != 204:
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: an address or a time can be personal too."""


def server(handbook: Handbook, *, port: int) -> ThreadingHTTPServer:
    """Return a server of this handbook on this machine; port 0 takes any free one."""
    handler = type("BoundHandler", (Handler,), {"handbook": handbook})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> int:
    """Run until stopped."""
    parser = argparse.ArgumentParser(description="todokeのAPIを使う、母子手帳の見本アプリ")
    parser.add_argument("--todoke", default="http://127.0.0.1:8000", metavar="アドレス")
    parser.add_argument("--port", type=int, default=8090, metavar="番号")
    call = parser.parse_args()
    key, secret = os.environ.get("APP_KEY", ""), os.environ.get("APP_SECRET", "")
    if not key:
        print(
            "アプリの鍵がありません。`todoke apps add` で登録し、出てきた鍵を環境変数 APP_KEY に入れてください。",
            file=sys.stderr,
        )
        return 2
    channel = "webhook" if secret else "poll"
    with server(Handbook(Todoke(call.todoke.rstrip("/"), key), secret, channel), port=call.port) as running:
        print(
            f"http://127.0.0.1:{running.server_address[1]}/ で見られます。Ctrl+C で止まります。", flush=True
        )
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
