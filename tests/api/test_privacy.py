"""Nothing of a household is logged, whatever happens to it: answered, refused, contradictory, or failed by us."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.caller import Caller
from todoke.api.phrases import phrases_of
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.config.logs import JsonFormatter

# Each value occurs nowhere else, so that finding it is finding a leak.
SECRETS = ["1971-03-09", "4738291", "hanako-77", "131083", "divorced", "2026-02-31"]


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything any logger says at any level, written as production writes it, and as plainly as can be."""
    stream = io.StringIO()
    written, plain = logging.StreamHandler(stream), logging.StreamHandler(stream)
    written.setFormatter(JsonFormatter())
    plain.setFormatter(logging.Formatter("%(levelname)s %(name)s %(pathname)s"))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    for handler in (written, plain):
        root.addHandler(handler)
    yield stream
    for handler in (written, plain):
        root.removeHandler(handler)
    root.setLevel(level)


def _household(**more: Any) -> dict[str, Any]:
    member = {
        "id": "hanako-77",
        "relation": "self",
        "birth_date": "1971-03-09",
        "salary_gross": 4738291,
        "marriage": "divorced",
        **more,
    }
    return {"municipality": "131083", "members": [member]}


def _assert_silent(log: io.StringIO, *also: str) -> None:
    said = log.getvalue()
    assert "todoke.request" in said
    assert [secret for secret in (*SECRETS, *also) if secret in said] == []


def test_an_answered_household_leaves_no_trace(caller: Caller, log: io.StringIO) -> None:
    assert caller.check({"household": _household(), "trace": True}).status_code == 200
    _assert_silent(log)


def test_a_refused_household_leaves_no_trace(caller: Caller, log: io.StringIO) -> None:
    assert caller.check({"household": _household(due_date="2026-02-31")}).status_code == 422
    _assert_silent(log)


def test_a_contradictory_household_leaves_no_trace(caller: Caller, log: io.StringIO) -> None:
    household = _household()
    household["members"].append({"id": "you", "relation": "spouse"})
    assert caller.check({"household": household}).status_code == 422
    _assert_silent(log)


def test_malformed_bodies_and_individual_numbers_leave_no_trace(caller: Caller, log: io.StringIO) -> None:
    number = "12345678901" + "8"
    assert caller.send(json.dumps(_household())[:-3]).status_code == 400
    assert caller.check({"household": _household(id=number)}).status_code == 422
    assert caller.get(f"/api/v1/programs?q={number}").status_code == 422
    assert caller.get(f"/api/v1/programs/{number}").status_code == 404
    _assert_silent(log, number)


@pytest.mark.usefixtures("small")
def test_a_rule_that_fails_names_itself_and_not_the_household(caller: Caller, log: io.StringIO) -> None:
    household = {
        "members": [{"id": "hanako-77", "relation": "self", "dependants": 0, "salary_gross": 4738291}]
    }
    assert caller.check({"household": household}).status_code == 200
    assert "kowareta" in log.getvalue()
    _assert_silent(log)


def test_an_error_of_ours_tells_where_and_not_whose(
    caller: Caller, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(rulebook: Any, request: Any, *, today: Any) -> None:
        raise RuntimeError(f"could not check {request.household}")

    monkeypatch.setattr("todoke.api.routes.check", fail)
    assert caller.check({"household": _household()}).status_code == 500
    assert "api_error" in log.getvalue()
    _assert_silent(log)


def test_nothing_of_a_household_stays_in_the_process(caller: Caller) -> None:
    member = {"id": "zzz-only-here-99", "relation": "self"}
    assert caller.check({"household": {"members": [member]}, "trace": True}).status_code == 200
    for language in ("ja", "easy", "en"):
        phrases = phrases_of(rulebook(), language)
        kept = json.dumps([str(vars(phrases)[name]) for name in ("_questions", "_envelopes", "_conditions")])
        assert "zzz-only-here-99" not in kept
