"""Corrections leave no trace of who sent them, and many from one sender are refused."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories.registry import program_content, published, some_bodies
from todoke.api.problems import ProblemError
from todoke.api.registry import corrections
from todoke.api.registry.limits import Limit, sender_of
from todoke.apps.registry.actions.sheets import record_sheets
from todoke.apps.registry.models import Proposal, Record, Task, Voice
from todoke.apps.registry.queries.rulebook import look_again
from todoke.apps.registry.seeding.loading import rule_texts
from todoke.config.logs import JsonFormatter

NUMBER = "tdk1.0-7000020132080-1-P"
ADDRESS = f"/api/v1/records/{NUMBER}/corrections"
SENDER = "203.0.113.77"
WORDS = "電話番号が0420000001に変わりました"


@pytest.fixture
def record(db: None) -> Record:
    corrections.LIMIT.clear()
    some_bodies()
    return published(program_content(), NUMBER.replace("-", "+"))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def _send(words: str = WORDS, sender: str = SENDER, **more: Any) -> Any:
    body = {"words": words, **more}
    return Client().post(ADDRESS, body, content_type="application/json", REMOTE_ADDR=sender)


def test_a_correction_becomes_a_proposal_and_a_task(record: Record) -> None:
    response = _send(source_url="https://www.city.chofu.lg.jp/denwa.html")
    assert response.status_code == 202
    proposal = Proposal.objects.get()
    assert (proposal.record, proposal.voice, proposal.words) == (record, Voice.OUTSIDER, WORDS)
    assert proposal.source_url == "https://www.city.chofu.lg.jp/denwa.html"
    assert Task.objects.get().record == record
    assert _send().json() == response.json()
    assert Task.objects.count() == 1


def test_nobody_can_tell_who_sent_it(record: Record, log: io.StringIO) -> None:
    for _ in range(12):
        _send()
    said = log.getvalue()
    assert "todoke.request" in said
    for private in (SENDER, "0420000001", "電話番号"):
        assert private not in said
    stored = [str(vars(each)) for model in (Proposal, Task) for each in model.objects.all()]
    assert not any(SENDER in each for each in stored)
    assert SENDER not in repr(vars(corrections.LIMIT))


def test_others_may_go_on_where_one_sends_too_much(record: Record) -> None:
    assert [_send().status_code for _ in range(11)] == [202] * 10 + [429]
    assert _send(sender="203.0.113.78").status_code == 202
    assert _send(sender="2001:db8::1").status_code == 202


def test_a_record_with_many_open_corrections_takes_no_more(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrections, "MOST_OPEN", 2)
    assert [_send(words=f"ちがいます{n}").status_code for n in range(3)] == [202, 202, 429]


def test_a_limit_counts_addresses_of_one_network_together_and_forgets() -> None:
    now = [0.0]
    limit = Limit(most=2, seconds=60, elapsed=lambda: now[0])
    limit.count("2001:db8::1")
    limit.count("2001:db8::2")
    with pytest.raises(ProblemError) as refused:
        limit.count("2001:db8::3")
    assert refused.value.retry_after == 60
    limit.count("2001:db8:0:1::1")
    now[0] = 60.0
    limit.count("2001:db8::3")


def test_behind_our_proxy_its_word_counts_and_elsewhere_it_does_not(rf: Any, settings: Any) -> None:
    request = rf.get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"}, REMOTE_ADDR="10.0.0.1")
    settings.SECURE_PROXY_SSL_HEADER = None
    assert sender_of(request) == "10.0.0.1"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert sender_of(request) == "203.0.113.9"


@pytest.mark.django_db
def test_rules_of_the_database_are_told_with_the_day_they_were_recorded(
    small_folder: Path, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.VAR_DIR, settings.RULES_FROM = small_folder, tmp_path, "database"
    at = datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC)
    record_sheets(texts=rule_texts(small_folder), at=at, channel="seed")
    look_again()
    try:
        response = Client().get("/api/v1/programs")
        assert response.json()["total"] > 0
        assert response["Last-Modified"] == "Fri, 20 Nov 2026 01:02:03 GMT"
    finally:
        look_again()
