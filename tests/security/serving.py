"""Serves an instance of its own for tools that attack it from outside, and a small page that is broken on purpose."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
BINARIES = Path(sys.executable).parent
_STARTS_WITHIN_SECONDS = 90


@contextmanager
def served_instance(folder: Path) -> Iterator[str]:
    """Prepare an instance in the folder and yield the address it is served at."""
    environment = environment_of(folder)
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    port = find_free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "2", "--log-level", "warning"),
        "todoke.config.wsgi:application",
    ]
    with served(command, f"http://127.0.0.1:{port}", "/healthz", folder / "log", environment) as address:
        yield address


@contextmanager
def served_hole(folder: Path) -> Iterator[str]:
    """Yield the address of a page that puts what it is sent into SQL (tests/security/hole.py)."""
    port = find_free_port()
    command = [sys.executable, str(ROOT / "tests" / "security" / "hole.py"), str(port)]
    with served(
        command, f"http://127.0.0.1:{port}", "/?number=1", folder / "log", environment_of(folder)
    ) as at:
        yield at


def environment_of(folder: Path) -> dict[str, str]:
    """Return an environment without anything of this machine's instance."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "TODOKE_VAR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3"}


@contextmanager
def served(
    command: list[str], address: str, alive: str, log: Path, environment: dict[str, str]
) -> Iterator[str]:
    """Run a server until the block ends; raises RuntimeError with its log where it does not answer."""
    with log.open("wb") as written:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
    try:
        deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
        while True:
            try:
                urllib.request.urlopen(address + alive, timeout=5).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(log.read_text(errors="replace")) from None
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)
