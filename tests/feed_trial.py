"""A trial of the change feed: a real server, writers at work, and a consumer that is killed again and again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[1]
FEWEST_KILLS = 5
_CHANGES = (
    "SELECT c.position, r.number, v.serial FROM registry_change c"
    " JOIN registry_record r ON r.id = c.record_id JOIN registry_version v ON v.id = c.version_id"
    " WHERE NOT r.synthetic ORDER BY c.position"
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What was published, what the consumer saw in the order it saw it, and how often it was killed."""

    published: list[tuple[int, str, int]]
    seen: list[tuple[int, str, int]]
    kills: int
    seconds: float


def run_trial(folder: Path, *, changes: int, database: str | None = None, writers: int = 2) -> Trial:
    """Publish ``changes`` by several writers at once while a consumer reads and is killed at random instants."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "DATABASE"))},
        "TODOKE_VAR": str(folder),
        "TODOKE_RULES": "files",
        "LOG_LEVEL": "ERROR",
        "DATABASE_URL": database or f"sqlite:///{folder}/trial.sqlite3",
    }
    _python(environment, "manage.py", "migrate", "-v0").check_returncode()
    began = time.monotonic()
    with _server(folder, environment) as url:
        share = changes // writers
        counts = [share] * (writers - 1) + [changes - share * (writers - 1)]
        writing = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.feed_writer", str(name), str(count)],
                cwd=ROOT,
                env=environment,
            )
            for name, count in enumerate(counts, 1)
        ]
        kept = folder / "consumer.sqlite3"
        kills = _consume_and_kill(url, kept, writing)
        last = subprocess.run([*_consumer(url, kept), "--until-caught-up"], cwd=ROOT, check=False)
        assert last.returncode == 0, "the consumer failed by itself"
    seconds = time.monotonic() - began
    with closing(sqlite3.connect(kept)) as file:
        seen = file.execute("SELECT position, number, serial FROM seen ORDER BY rowid").fetchall()
    return Trial(_published(folder, database), seen, kills, seconds)


def _consume_and_kill(url: str, kept: Path, writing: list[subprocess.Popen[bytes]]) -> int:
    kills = 0
    try:
        while kills < FEWEST_KILLS or any(each.poll() is None for each in writing):
            consumer = subprocess.Popen(_consumer(url, kept), cwd=ROOT)
            time.sleep(random.uniform(0.05, 0.6))
            assert consumer.poll() is None, "the consumer failed by itself"
            consumer.send_signal(signal.SIGKILL)
            consumer.wait(timeout=10)
            kills += 1
    finally:
        for each in writing:
            if each.poll() is None:
                each.kill()
            each.wait(timeout=10)
    assert all(each.returncode == 0 for each in writing), "a writer failed"
    return kills


def _consumer(url: str, kept: Path) -> list[str]:
    return [sys.executable, str(ROOT / "tests" / "feed_consumer.py"), url, str(kept)]


def _python(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, timeout=180, check=False)


@contextmanager
def _server(folder: Path, environment: dict[str, str]) -> Iterator[str]:
    port = find_free_port()
    serve = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
        *("--port", str(port), "--workers", "1", "--blocking-threads", "1", "--log-level", "error"),
        "todoke.config.wsgi:application",
    ]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(serve, cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                    break
            except OSError:
                stopped = server.poll() is not None or time.monotonic() > deadline
                assert not stopped, (folder / "server.log").read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/api/v1/changes"
    finally:
        server.terminate()
        server.wait(timeout=30)


def _published(folder: Path, database: str | None) -> list[tuple[int, str, int]]:
    if database is None:
        with closing(sqlite3.connect(folder / "trial.sqlite3")) as file:
            return file.execute(_CHANGES).fetchall()
    with psycopg.connect(database) as connection:
        return [(int(p), str(n), int(s)) for p, n, s in connection.execute(_CHANGES).fetchall()]
