"""The real server, as production runs it: started from nothing, asked over HTTP."""

import gzip
import http.client
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
HTTPS = {"X-Forwarded-Proto": "https", "Host": "todoke.example"}
PRIVATE = "%E8%8A%B1%E5%AD%90"

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Server:
    """A running server and where it keeps its files."""

    port: int
    folder: Path
    headers: dict[str, str] = field(default_factory=lambda: dict(HTTPS))

    def get(self, address: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Fetch an address as the proxy in front would."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        given = {name.replace("_", "-"): content for name, content in headers.items()}
        connection.request("GET", address, headers=self.headers | given)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return response, body


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("instance")
    port = find_free_port()
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_MODE": "production",
        "TODOKE_VAR": str(folder),
        "SECRET_KEY": "0123456789-abcdefghijklmnopqrstuvwxyz-0123456789-abcdefg",
        "ALLOWED_HOSTS": "todoke.example",
        "TODOKE_KEYS": "a0000001:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "TODOKE_BLIND_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
        "TRUST_PROXY": "1",
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True, timeout=120
    )
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *(
            "--workers",
            "1",
            "--blocking-threads",
            "1",
            "--log-level",
            "warning",
            "todoke.config.wsgi:application",
        ),
    ]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    running = Server(port=port, folder=folder)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                running.get("/healthz")
                break
            except OSError:
                stopped = process.poll() is not None or time.monotonic() > deadline
                assert not stopped, (folder / "log").read_text()
                time.sleep(0.1)
        yield running
    finally:
        process.terminate()
        process.wait(timeout=30)


def test_the_process_is_alive_and_ready(server: Server) -> None:
    assert server.get("/healthz")[0].status == 200
    response, body = server.get("/readyz")
    assert json.loads(body)["status"] == "ready", body
    assert response.status == 200


def test_the_first_page_is_shown_in_japanese(server: Server) -> None:
    response, body = server.get("/")
    assert response.status == 200
    assert '<html lang="ja"' in body.decode()
    assert response.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_pages_are_compressed(server: Server) -> None:
    response, packed = server.get("/programs/", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(packed) < len(gzip.decompress(packed)) / 3


def test_plain_http_is_sent_to_https(server: Server) -> None:
    response, _ = server.get("/", X_Forwarded_Proto="http")
    assert response.status == 301
    assert response.headers["Location"] == "https://todoke.example/"


@pytest.mark.parametrize(
    "address",
    [
        *("/.git/HEAD", "/.git/config", "/.env", "/manage.py", "/pyproject.toml", "/todoke.sqlite3"),
        *(
            "/static/",
            "/static/ui/",
            "/static/../todoke.sqlite3",
            "/static/%2e%2e/todoke.sqlite3",
            "/static/.env",
        ),
    ],
)
def test_only_routes_and_collected_files_are_served_and_no_folder_is_listed(
    server: Server, address: str
) -> None:
    response, body = server.get(address)
    assert response.status in (400, 404)
    assert b"SQLite format" not in body
    assert b"tokens.css" not in body


def test_an_unknown_method_is_refused_and_nothing_of_it_comes_back(server: Server) -> None:
    for method in ("TRACE", "TRACK", "DEBUG"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        connection.request(method, "/", headers=server.headers | {"X-Secret": "kept-back"})
        response = connection.getresponse()
        assert response.status in (400, 403, 404, 405, 501)
        assert b"kept-back" not in response.read()
        connection.close()


def test_a_foreign_host_is_refused(server: Server) -> None:
    assert server.get("/", Host="attacker.example")[0].status == 400


def test_static_files_are_kept_for_a_year_and_compressed(server: Server) -> None:
    names = json.loads((server.folder / "static" / "staticfiles.json").read_text())["paths"]
    response, plain = server.get(f"/static/{names['ui/tokens.css']}")
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/css")
    assert "immutable" in response.headers["Cache-Control"]
    assert int(response.headers["Cache-Control"].split("max-age=")[1].split(",")[0]) >= 31536000
    response, packed = server.get(f"/static/{names['ui/tokens.css']}", Accept_Encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain


@pytest.mark.parametrize(
    ("port", "complaint"), [("eight", "1 から 65535"), ("0", "1 から 65535"), ("{}", "使えません")]
)
def test_a_port_that_cannot_be_served_is_refused_in_words(server: Server, port: str, complaint: str) -> None:
    with pytest.raises(CommandError, match=complaint):
        call_command("prepare", port=port.format(server.port))


def test_sqlite_lets_readers_go_on_beside_a_writer(server: Server) -> None:
    with closing(sqlite3.connect(server.folder / "todoke.sqlite3")) as database:
        assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert database.execute("SELECT count(*) FROM places_municipality").fetchone() == (62,)


def test_the_log_is_json_without_path_query_or_host(server: Server) -> None:
    server.get(f"/no-such-page/{PRIVATE}?born=2019-05-06")
    server.get(f"/{PRIVATE}", Host="attacker.example")
    written = (server.folder / "log").read_text()
    lines = [json.loads(line) for line in written.splitlines()]
    assert any(line["logger"] == "todoke.request" and line["status"] == 404 for line in lines)
    for private in (PRIVATE, "花子", "2019-05-06", "no-such-page", "attacker"):
        assert private not in written
