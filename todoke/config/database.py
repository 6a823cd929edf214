"""DATABASE_URL to Django's database settings: SQLite in WAL mode by default, or PostgreSQL."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLES = "sqlite:///var/todoke.sqlite3 or postgres://user:password@host:5432/name"

# One writer at a time takes its lock when the transaction begins, readers go on beside it,
# and a crash loses at most the last commits, never the file.
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA mmap_size=134217728",
    "PRAGMA cache_size=-20000",
)
_KEPT_OPEN_SECONDS = 600
_POSTGRES_OPTIONS = frozenset({"sslmode", "sslrootcert", "connect_timeout", "application_name"})


def read_database_url(url: str, *, root: Path) -> dict[str, Any]:
    """Return the settings of the database a URL names; a relative SQLite path starts at ``root``.

    Raises ImproperlyConfigured without repeating the URL, which may hold a password.

    >>> read_database_url("sqlite:///var/a.sqlite3", root=Path("/srv/todoke"))["NAME"]
    '/srv/todoke/var/a.sqlite3'
    >>> read_database_url("postgres://clerk:p%40ss@db:5433/todoke", root=Path("/srv"))["PASSWORD"]
    'p@ss'
    """
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return _sqlite(url, root=root)
    if scheme in {"postgres", "postgresql"}:
        return _postgres(url)
    raise _refusal("it begins with neither sqlite:// nor postgres://")


def _refusal(reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"DATABASE_URL cannot be used: {reason}. Set it to {EXAMPLES}.")


def _sqlite(url: str, *, root: Path) -> dict[str, Any]:
    path = url.removeprefix("sqlite://")
    if not path.startswith("/") or path.endswith("/") or "?" in path:
        raise _refusal("an SQLite URL is sqlite:/// and a file")
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(root / unquote(path.removeprefix("/"))),
        "CONN_MAX_AGE": _KEPT_OPEN_SECONDS,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": ";".join(_SQLITE_PRAGMAS),
        },
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        raise _refusal("its port is not a number from 0 to 65535") from None
    name = unquote(parts.path.removeprefix("/"))
    if not parts.hostname or not name or "/" in name:
        raise _refusal("a PostgreSQL URL names a host and one database")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := sorted(options.keys() - _POSTGRES_OPTIONS):
        raise _refusal(f"it has the unknown option {unknown[0]!r}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "HOST": unquote(parts.hostname),
        "PORT": str(port or 5432),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "CONN_MAX_AGE": _KEPT_OPEN_SECONDS,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
