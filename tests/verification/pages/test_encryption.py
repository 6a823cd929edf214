"""Encrypted pages: the name in the address is what the certificate is held against, though the machine is pinned."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from todoke.clients.pages.addresses import LOOPBACK
from todoke.clients.pages.fake import MANNERS
from todoke.clients.pages.fetched import Outcome
from todoke.clients.pages.fetching import Fetcher


@dataclass(frozen=True)
class Encrypted:
    """A site with a certificate for www.city.example, and what to trust it by."""

    port: int
    certificate: Path
    names: list[str]

    def url(self, host: str) -> str:
        return f"https://{host}:{self.port}/"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    folder = tmp_path_factory.mktemp("certificate")
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
            ),
            *("-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=www.city.example"),
            *("-addext", "subjectAltName=DNS:www.city.example"),
        ],
        check=True,
        capture_output=True,
    )
    names: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    context.sni_callback = lambda socket, name, given: names.append(name or "")
    server = HTTPServer(("127.0.0.1", 0), _Page)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield Encrypted(server.server_port, certificate, names)
    server.shutdown()
    server.server_close()
    thread.join()


class _Page(BaseHTTPRequestHandler):
    timeout = 2

    def do_GET(self) -> None:
        body = b"<p>x</p>"
        self.send_response_only(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def fetcher(tls: ssl.SSLContext | None = None) -> Fetcher:
    return Fetcher(MANNERS, allowed=LOOPBACK, resolve=lambda host, port: ["127.0.0.1"], tls=tls)


def test_a_page_with_a_trusted_certificate_is_read(site: Encrypted) -> None:
    with fetcher(ssl.create_default_context(cafile=site.certificate)) as pages:
        fetched = pages.fetch(site.url("www.city.example"))
    assert (fetched.outcome, fetched.text) == (Outcome.READ, "<p>x</p>")
    assert set(site.names) == {"www.city.example"}


def test_a_certificate_for_another_name_is_refused(site: Encrypted) -> None:
    with fetcher(ssl.create_default_context(cafile=site.certificate)) as pages:
        assert pages.fetch(site.url("www.othercity.example")).outcome is Outcome.TLS


def test_a_certificate_nobody_trusts_is_refused(site: Encrypted) -> None:
    with fetcher() as pages:
        assert pages.fetch(site.url("www.city.example")).outcome is Outcome.TLS
