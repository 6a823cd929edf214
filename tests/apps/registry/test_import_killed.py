"""An import killed without warning and called again ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection

from todoke.formats.generating.writing import records
from todoke.formats.tokyo.reading import parse
from todoke.records.content import as_json, fingerprint

ROOT = Path(__file__).resolve().parents[3]
COUNT = 1100


class Database:
    """A database of its own for commands run as processes."""

    def __init__(self, url: str, rows) -> None:
        self.environment = {**os.environ, "DATABASE_URL": url}
        self.rows = rows

    def call(self, *arguments: str, **also) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            **also,
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def own_database(folder: Path):
    if connection.vendor == "sqlite":
        path = folder / "own.sqlite3"

        def rows(sql):
            with sqlite3.connect(path, timeout=20) as opened:
                return opened.execute(sql).fetchall()

        yield Database(f"sqlite:///{path}", rows)
        return
    url = os.environ["DATABASE_URL"]
    name = f"killed_{os.getpid()}"
    own = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:

        def asked(sql):
            with psycopg.connect(own, autocommit=True) as opened:
                return opened.execute(sql).fetchall()

        yield Database(own, asked)
    finally:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
@pytest.mark.django_db
def test_an_import_killed_half_way_ends_the_same(tmp_path):
    made = list(records(COUNT, seed=11))
    path = tmp_path / "registry.json"
    path.write_text("[" + ",\n".join(json.dumps(each, ensure_ascii=False) for each in made) + "]")
    command = ("-m", "todoke.cli.main", "import", "tokyo-registry", str(path))
    with own_database(tmp_path) as database:
        migrated = database.call("manage.py", "migrate", "--verbosity", "0")
        assert migrated.returncode == 0, migrated.stderr
        process = database.start(*command)
        deadline = time.monotonic() + 60
        position = 0
        while not position and time.monotonic() < deadline:
            found = database.rows("SELECT position FROM registry_importrun")
            position = found[0][0] if found else 0
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        ((state, position),) = database.rows("SELECT state, position FROM registry_importrun")
        assert state == "running"
        assert 0 < position < COUNT
        assert database.rows("SELECT count(*) FROM registry_record") == [(position,)]

        again = database.call(*command)
        assert again.returncode == 0, again.stderr
        assert f"前に{position:,}件まで" in again.stderr
        assert f"新規 {COUNT:,}件" in again.stdout
        kept = dict(
            database.rows(
                "SELECT number, fingerprint FROM registry_record r JOIN registry_version v ON v.id = r.current_id"
            )
        )
        assert kept == {
            parsed.number: fingerprint(as_json(parsed.content)) for parsed in (parse(each) for each in made)
        }
        assert database.rows("SELECT count(*), min(position), max(position) FROM registry_change") == [
            (COUNT, 1, COUNT)
        ]
        assert database.rows("SELECT count(*) FROM registry_importedsource") == [(COUNT,)]
