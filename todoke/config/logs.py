"""Structured logs that cannot tell about a person: one JSON object a line.

A record's template is written, never the values put into it; what todoke means to log is named in ``extra``.
An exception is written as its type and where it happened, without its message, which may quote an answer.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON.

    >>> record = logging.LogRecord("todoke", logging.INFO, "", 0, "born %s", ("2020-01-01",), None)
    >>> json.loads(JsonFormatter().format(record))["event"]
    'born %s'
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _event(record),
        }
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        line |= _named(record)
        if record.exc_info and record.exc_info[1] is not None:
            line["exception"] = describe_exception(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def _event(record: logging.LogRecord) -> str:
    # Django puts the offending value into the text itself here, so the logger's name has to do.
    if record.name.startswith("django.security"):
        return "refused"
    return str(record.msg)


def _named(record: logging.LogRecord) -> dict[str, Any]:
    # Other packages name whole requests and the like, so only our own loggers are trusted to choose.
    if record.name.partition(".")[0] != "todoke":
        return {}
    return {
        name: value
        for name, value in vars(record).items()
        if name not in _STANDARD and isinstance(value, str | int | float | None)
    }


def describe_exception(error: BaseException) -> list[dict[str, Any]]:
    """Return the exception and its causes, outermost first: type and places, no message."""
    chain: list[dict[str, Any]] = []
    current: BaseException | None = error
    while current is not None:
        frames = traceback.extract_tb(current.__traceback__)
        chain.append(
            {
                "type": f"{type(current).__module__}.{type(current).__qualname__}",
                "at": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        current = current.__cause__ or current.__context__
    return chain


def logging_settings(level: str, *, plain: bool) -> dict[str, Any]:
    """Return Django's LOGGING: JSON on standard error, or plain text for development."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "todoke.config.logs.JsonFormatter"},
            "plain": {"format": "%(levelname)s %(name)s: %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "plain" if plain else "json"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # Its warnings repeat what the request log says, with the path; its errors carry the traceback.
            "django.request": {"level": "ERROR"},
            # It writes the address of every request, which for a login holds a code.
            "httpx": {"level": "WARNING"},
            "django": {"handlers": [], "level": level, "propagate": True},
        },
    }
