"""A real server as `make run` starts it, and a real browser: Debian's chromium, driven without downloads."""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.visitor import Visitor
from tests.ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "e2e"):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            # One server and one browser serve them all.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of an instance of its own, prepared to run."""
    folder = tmp_path_factory.mktemp("instance")
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3",
    }
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    return environment


@pytest.fixture(scope="session")
def site(instance: dict[str, str]) -> Iterator[str]:
    """The address of a server of that instance."""
    folder, environment = Path(instance["TODOKE_VAR"]), instance
    port = find_free_port()
    command = (
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)),
        *("--workers", "1", "--blocking-threads", "1", "--log-level", "warning"),
        "todoke.config.wsgi:application",
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, folder / "log")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address and folder of an instance as `todoke serve` runs it: site, outbox, stand-in and mail sink."""
    folder = tmp_path_factory.mktemp("served")
    port, standin, mail = (find_free_port() for _ in range(3))
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "TODOKE_VAR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder}/todoke.sqlite3",
        "PORT": str(port),
        "OIDC_ISSUER": f"http://127.0.0.1:{standin}/api/realms/main",
        "MAIL_URL": f"smtp://127.0.0.1:{mail}",
    }
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    command = [sys.executable, "-m", "todoke.cli.main", "serve", "--port", str(port), "--workers", "1"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process, folder / "log")
        _wait(environment["OIDC_ISSUER"], process, folder / "log", path="/.well-known/openid-configuration")
        yield address, folder
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0


def _wait(address: str, process: subprocess.Popen[bytes], log: Path, *, path: str = "/healthz") -> None:
    deadline = time.monotonic() + 240
    while True:
        try:
            urllib.request.urlopen(f"{address}{path}", timeout=5).close()
        except OSError:
            stopped = process.poll() is not None or time.monotonic() > deadline
            assert not stopped, log.read_text()
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that Debian packages."""
    found = shutil.which("chromium")
    assert found, "chromium is not installed; run: make system"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def visitor(site: str, chromium: Browser) -> Iterator[Visitor]:
    """Somebody with a phone of 360 px."""
    with Visitor.come(chromium, site) as one:
        yield one


@pytest.fixture
def visitor_without_script(site: str, chromium: Browser) -> Iterator[Visitor]:
    """Somebody whose phone runs no script."""
    with Visitor.come(chromium, site, runs_script=False) as one:
        yield one
