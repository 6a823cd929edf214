"""A small web site on this machine, which answers what a test tells it to, badly where asked."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from todoke.clients.pages.fake import Canned
from todoke.clients.pages.fetched import Outcome


@dataclass(frozen=True)
class Asked:
    """One request the site got."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Website:
    """The site: answers by path with query, requests as they came, and how many were under way at most."""

    port: int
    pages: dict[str, Canned] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    most_at_once: int = 0
    under_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    closing: threading.Event = field(default_factory=threading.Event)
    lingering: float = 0.0  # seconds each answer takes

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        """Return the address of a path on this site, under whatever name resolves to this machine."""
        return f"http://{host}:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        """Return the paths asked for, robots.txt left out."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]


@contextmanager
def website(pages: dict[str, Canned] | None = None) -> Iterator[Website]:
    """Run a site on a free loopback port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Visit)
    server.daemon_threads = True
    site = Website(server.server_port, dict(pages or {}))
    server.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _Visit(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5

    def do_GET(self) -> None:
        site: Website = self.server.site  # type: ignore[attr-defined]
        headers = {name.lower(): value for name, value in self.headers.items()}
        with site.lock:
            site.asked.append(Asked(self.path, headers, time.monotonic()))
            site.under_way += 1
            site.most_at_once = max(site.most_at_once, site.under_way)
        try:
            if site.lingering:
                time.sleep(site.lingering)
            self._answer(site, headers)
        finally:
            with site.lock:
                site.under_way -= 1

    def _answer(self, site: Website, asked: dict[str, str]) -> None:
        canned = site.pages.get(self.path, Canned(status=404))
        if canned.fault is Outcome.TIMEOUT:
            site.closing.wait(10)
        if canned.fault is not None:
            self.close_connection = True
            return
        status, headers, body = canned.answer(asked)
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the visitor had read enough

    def do_HEAD(self) -> None:
        """Answer wrongly, as many servers do."""
        self.send_response_only(405)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
