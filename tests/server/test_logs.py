"""Logs tell what happened and nothing about a person."""

import io
import json
import logging
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from todoke.config.logs import JsonFormatter, describe_exception, logging_settings

PRIVATE = "花子2019-05-06"


def answer(request: HttpRequest, name: str) -> HttpResponse:
    logging.getLogger("todoke.screening").warning("An answer was refused: %s", name)
    return HttpResponse("ok")


def fail(request: HttpRequest, name: str) -> HttpResponse:
    try:
        raise KeyError(name)
    except KeyError as error:
        raise ValueError(f"cannot read {name}") from error


def refuse(request: HttpRequest, name: str) -> HttpResponse:
    raise SuspiciousOperation(f"bad {name}")


@pytest.fixture
def lines(settings: Any) -> Iterator[io.StringIO]:
    """Routes that answer, fail and refuse, and what they log."""
    routes = ModuleType("routes")
    routes.urlpatterns = [  # type: ignore[attr-defined]
        path("answer/<str:name>", answer, name="answer"),
        path("fail/<str:name>", fail, name="fail"),
        path("refuse/<str:name>", refuse, name="refuse"),
    ]
    settings.ROOT_URLCONF = routes
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def read(lines: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def test_a_request_is_logged_by_its_route_without_path_or_query(lines: io.StringIO) -> None:
    response = Client().get(f"/answer/{PRIVATE}?born={PRIVATE}")
    request = next(line for line in read(lines) if line["logger"] == "todoke.request")
    assert request.keys() == {
        *("at", "level", "logger", "event", "request_id"),
        *("method", "route", "status", "ms"),
    }
    assert (request["method"], request["route"], request["status"]) == ("GET", "answer", 200)
    assert request["request_id"] == response["X-Request-ID"]


def test_a_line_within_a_request_carries_its_identifier(lines: io.StringIO) -> None:
    response = Client().get(f"/answer/{PRIVATE}")
    refused = next(line for line in read(lines) if line["logger"] == "todoke.screening")
    assert refused["event"] == "An answer was refused: %s"
    assert refused["request_id"] == response["X-Request-ID"]


@pytest.mark.parametrize("address", ["answer/{}", "fail/{}", "refuse/{}", "missing/{}", "answer/x?name={}"])
def test_nothing_private_is_logged(lines: io.StringIO, address: str) -> None:
    client = Client(raise_request_exception=False)
    client.post(f"/{address.format(PRIVATE)}", {"name": PRIVATE})
    written = lines.getvalue()
    assert '"todoke.request"' in written
    for form in (PRIVATE, json.dumps(PRIVATE).strip('"'), "2019-05-06", "%E8%8A%B1"):
        assert form not in written


def test_an_error_is_logged_with_its_place_and_cause(lines: io.StringIO) -> None:
    Client(raise_request_exception=False).get(f"/fail/{PRIVATE}")
    error = next(line for line in read(lines) if line["level"] == "error")
    assert [link["type"] for link in error["exception"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert error["exception"][0]["at"][-1].endswith(" fail")


def test_a_suppressed_context_is_still_described_once() -> None:
    def raise_alone() -> None:
        try:
            raise KeyError(PRIVATE)
        except KeyError:
            raise ValueError(PRIVATE) from None

    with pytest.raises(ValueError) as caught:
        raise_alone()
    assert len(describe_exception(caught.value)) == 2


def test_an_unknown_method_is_not_repeated(lines: io.StringIO) -> None:
    Client().generic("HANAKO", "/answer/x")
    assert {line.get("method") for line in read(lines) if line["logger"] == "todoke.request"} == {"OTHER"}


def test_only_our_own_loggers_name_values(lines: io.StringIO) -> None:
    logging.getLogger("todoke.rules").warning("rule_error", extra={"program": "jido-teate", "seen": object()})
    logging.getLogger("another").warning("seen", extra={"request": PRIVATE})
    ours, other = read(lines)
    assert ours["program"] == "jido-teate"
    assert "seen" not in ours
    assert "request" not in other


def test_development_logs_are_plain() -> None:
    assert logging_settings("INFO", plain=True)["handlers"]["stderr"]["formatter"] == "plain"
    assert logging_settings("INFO", plain=False)["handlers"]["stderr"]["formatter"] == "json"
