"""Starts a private PostgreSQL from the machine's own binaries, in a temporary folder, on a loopback port."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.ports import find_free_port

_DEBIAN_BINARIES = Path("/usr/lib/postgresql")
_STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True)
class PostgreSQL:
    """A running server; ``url`` is a DATABASE_URL with the right to create databases."""

    url: str


def _find_binaries() -> Path:
    versions = [folder for folder in _DEBIAN_BINARIES.glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL's server is missing: run `make system`, or leave out -m postgres")
    return Path(found).parent


def _as_owner(command: list[str], owner: str | None) -> list[str]:
    # PostgreSQL refuses to run as root.
    if owner is None:
        return command
    return ["setpriv", f"--reuid={owner}", f"--regid={owner}", "--clear-groups", *command]


@contextmanager
def run_postgresql() -> Iterator[PostgreSQL]:
    """Make a cluster, start it, and remove both afterwards."""
    binaries = _find_binaries()
    owner = "postgres" if os.geteuid() == 0 else None
    password = secrets.token_urlsafe(24)
    port = find_free_port()
    with tempfile.TemporaryDirectory(prefix="todoke-postgresql-") as name:
        folder = Path(name)
        password_file = folder / "password"
        password_file.write_text(password)
        if owner is not None:
            account = pwd.getpwnam(owner)
            for path in (folder, password_file):
                os.chown(path, account.pw_uid, account.pw_gid)
        cluster = folder / "cluster"
        initialize = [
            *(str(binaries / "initdb"), "--pgdata", str(cluster), "--username", "todoke"),
            *("--auth", "scram-sha-256", "--pwfile", str(password_file)),
            *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        ]
        subprocess.run(_as_owner(initialize, owner), cwd=folder, check=True, capture_output=True)
        serve = [
            *(str(binaries / "postgres"), "-D", str(cluster), "-p", str(port)),
            *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB"),
        ]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(_as_owner(serve, owner), cwd=folder, stdout=log, stderr=log)
        try:
            url = f"postgres://todoke:{password}@127.0.0.1:{port}/postgres"
            _wait_until_answers(url, server, folder / "log")
            yield PostgreSQL(url=url)
        finally:
            server.terminate()
            server.wait(timeout=30)


def _wait_until_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from None
            time.sleep(0.05)
        else:
            return
