"""What every test gets: no network, plain static files, a page client, a PostgreSQL on demand."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import override_settings

from tests.pages.client import PageClient
from tests.postgresql import PostgreSQL, run_postgresql
from todoke.apps.tenancy.scope import Scope, everywhere
from todoke.config.messages import compile_messages

ROOT = Path(__file__).resolve().parents[1]


def pytest_configure() -> None:
    compile_messages(ROOT / "locale")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests under tests/apps that use the database: those run on PostgreSQL as well."""
    for item in items:
        if item.path.is_relative_to(ROOT / "tests" / "apps") and item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


class NetworkBlockedError(Exception):
    """A test tried to leave this machine."""


def _is_loopback(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a Unix socket's path
    return address[0] in {"127.0.0.1", "::1", "localhost", b"127.0.0.1", b"localhost"}


@pytest.fixture(scope="session", autouse=True)
def network_blocked() -> Iterator[None]:
    """Refuse every connection and name look-up that leaves this machine."""
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: Any, original: Any = original) -> Any:
            if not _is_loopback(address):
                raise NetworkBlockedError(f"a test tried to connect to {address!r}")
            return original(self, address)

        patch.setattr(socket.socket, name, guarded)
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *rest: Any, **named: Any) -> Any:
        if host is not None and not _is_loopback((host,)):
            raise NetworkBlockedError(f"a test tried to look up {host!r}")
        return look_up(host, *rest, **named)

    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def plain_static_files() -> Iterator[None]:
    """Let pages name static files without collecting them first."""
    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(scope="session", autouse=True)
def rules_from_files() -> Iterator[None]:
    """Answer with the rules under ``data/``; tests of the registry set otherwise."""
    with override_settings(RULES_FROM="files"):
        yield


@pytest.fixture
def everywhere_scope() -> Iterator[Scope]:
    """A scope over everybody's rows."""
    with everywhere("test") as entered:
        yield entered


@pytest.fixture
def pages() -> PageClient:
    """A browser without script that checks every page it gets."""
    return PageClient()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server of this test session alone, on a loopback port."""
    with run_postgresql() as server:
        yield server
