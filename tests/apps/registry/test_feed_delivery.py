"""Webhooks: every change reaches a registered consumer in order, signed, whatever happens on the way."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.caller import Caller
from tests.factories.registry import NOW, TODAY, program_content, published, some_bodies
from todoke.apps.registry.actions import delivering
from todoke.apps.registry.actions.consumers import count_use, register_consumer, resume_consumer
from todoke.apps.registry.actions.delivering import (
    GIVES_UP_AFTER,
    DirectOutbox,
    Ending,
    Letter,
    deliver_due,
    wait_after,
)
from todoke.apps.registry.models import Consumer, ConsumerUse
from todoke.apps.registry.queries.consumers import uses_since
from todoke.clients.pages.addresses import LOOPBACK
from todoke.clients.webhooks.sending import Reply, Sender
from todoke.clients.webhooks.signing import HEADER, is_signed

pytestmark = pytest.mark.django_db

URL = "https://app.example/hook"
TAKEN = Reply(200, "HTTP 200")


def number(serial: int) -> str:
    return f"tdk1.0+7000020132080+{serial}+P"


class Box:
    """An outbox that keeps letters and replies as told; the last reply is repeated."""

    def __init__(self, *replies: Reply) -> None:
        self.letters: list[Letter] = []
        self.replies = list(replies or (TAKEN,))

    def send(self, letter: Letter) -> Reply:
        self.letters.append(letter)
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]

    @property
    def positions(self) -> list[int]:
        """What the consumer was told, in order."""
        return [
            change["position"] for letter in self.letters for change in json.loads(letter.body)["changes"]
        ]


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivering, "PAGE", 2)


@pytest.fixture
def app() -> Consumer:
    some_bodies()
    for serial in range(1, 6):
        published(program_content(), number(serial))
    published(program_content(), number(900), synthetic=True)
    return register_consumer(name="アプリ", contact="maker@app.example", at=NOW, url=URL)


def run(box: Box, at: datetime = NOW) -> list[Ending]:
    return [each.ending for each in deliver_due(box, now=lambda: at)]


def now_of(consumer: Consumer) -> Consumer:
    consumer.refresh_from_db()
    return consumer


def test_all_changes_are_sent_in_order_and_only_once(app: Consumer) -> None:
    box = Box()
    assert run(box) == [Ending.CAUGHT_UP]
    assert box.positions == [1, 2, 3, 4, 5]
    assert now_of(app).position == 5
    assert run(box) == [Ending.CAUGHT_UP]
    assert len(box.letters) == 3
    published(program_content(), number(6))
    run(box)
    assert box.positions[-1] == 7


def test_a_page_is_signed_and_says_how_to_go_on(app: Consumer) -> None:
    box = Box()
    run(box)
    letter = box.letters[0]
    assert is_signed(app.secret, letter.headers[HEADER], letter.body, now=int(NOW.timestamp()))
    page = json.loads(letter.body)
    assert (page["after"], page["next"]) == (0, 2)
    assert page["changes"][0]["content"]["name"] == {"ja": "子育て応援券"}


def test_a_page_not_taken_is_sent_again_as_the_same_page(app: Consumer) -> None:
    box = Box(TAKEN, Reply(500, "HTTP 500"))
    assert run(box) == [Ending.FAILED]
    assert now_of(app).position == 2
    assert run(box, NOW + timedelta(seconds=5)) == []
    published(program_content(name="途中で増えた"), number(7))
    box.replies = [TAKEN]
    assert run(box, NOW + timedelta(hours=7)) == [Ending.CAUGHT_UP]
    failed, again = box.letters[1], box.letters[2]
    assert failed.headers["Idempotency-Key"] == again.headers["Idempotency-Key"]
    assert failed.body == again.body
    assert failed.headers[HEADER] != again.headers[HEADER]
    assert len({letter.headers["Idempotency-Key"] for letter in box.letters}) == len(box.letters) - 1
    assert now_of(app).position == 7
    assert (app.failures, app.failing_since) == (0, None)


def test_a_run_that_dies_after_sending_sends_the_same_page_again(app: Consumer) -> None:
    class Dying(Box):
        def send(self, letter: Letter) -> Reply:
            super().send(letter)
            raise KeyboardInterrupt

    dying = Dying()
    with pytest.raises(KeyboardInterrupt):
        run(dying)
    published(program_content(), number(8))
    box = Box()
    run(box)
    assert box.letters[0].body == dying.letters[0].body
    assert box.positions == [1, 2, 3, 4, 5, 7]


def test_two_runs_at_once_do_not_send_to_one_consumer(app: Consumer) -> None:
    class Meeting(Box):
        def send(self, letter: Letter) -> Reply:
            assert run(Box()) == []
            return super().send(letter)

    box = Meeting()
    assert run(box) == [Ending.CAUGHT_UP]
    assert box.positions == [1, 2, 3, 4, 5]
    assert now_of(app).claimed_until is None


def test_after_days_of_failure_it_is_given_up_and_can_be_taken_up_again(app: Consumer) -> None:
    box = Box(Reply(None, "ConnectError"))
    assert run(box) == [Ending.FAILED]
    assert run(box, NOW + GIVES_UP_AFTER - timedelta(minutes=1)) == [Ending.FAILED]
    assert run(box, NOW + GIVES_UP_AFTER + timedelta(hours=6)) == [Ending.GIVEN_UP]
    assert not now_of(app).active
    assert run(box, NOW + timedelta(days=30)) == []
    assert resume_consumer(name="アプリ")
    box = Box()
    assert run(box, NOW + timedelta(days=30)) == [Ending.CAUGHT_UP]
    assert box.positions == [1, 2, 3, 4, 5]


def test_a_consumer_that_is_gone_is_left_alone_at_once(app: Consumer) -> None:
    assert run(Box(Reply(410, "HTTP 410"))) == [Ending.GONE]
    assert not now_of(app).active


@pytest.mark.parametrize("status", [300, 302, 400, 404, 500, None])
def test_only_2xx_moves_the_position(app: Consumer, status: int | None) -> None:
    run(Box(Reply(status, "")))
    assert now_of(app).position == 0


def test_waiting_grows_with_chance_and_heeds_what_is_asked() -> None:
    for failures, longest in ((1, 30), (2, 60), (5, 480), (60, 6 * 60 * 60)):
        waits = {wait_after(failures).total_seconds() for _ in range(20)}
        assert all(longest / 2 <= wait <= longest for wait in waits)
        assert len(waits) > 1
    assert wait_after(1, asked=3600) == timedelta(hours=1)


def test_a_consumer_of_the_sandbox_gets_synthetic_changes_alone(app: Consumer) -> None:
    Consumer.objects.update(synthetic=True)
    box = Box()
    run(box)
    assert box.positions == [6]


class Hook(BaseHTTPRequestHandler):
    """A consumer's server that checks what it gets."""

    got: list[tuple[dict[str, str], bytes]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((dict(self.headers.items()), body))
        self.send_response(302 if self.path == "/away" else 204)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *said: Any) -> None:
        """Say nothing."""


@pytest.fixture
def hook() -> Iterator[str]:
    Hook.got = []
    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_pages_arrive_over_http(app: Consumer, hook: str) -> None:
    Consumer.objects.update(url=f"{hook}/changes")
    with Sender(allowed=LOOPBACK) as sender:
        endings = [each.ending for each in deliver_due(DirectOutbox(sender), now=lambda: NOW)]
    assert endings == [Ending.CAUGHT_UP]
    assert len(Hook.got) == 3
    headers, body = Hook.got[0]
    assert is_signed(app.secret, headers[HEADER], body, now=int(NOW.timestamp()))
    assert headers["Idempotency-Key"].startswith("todoke-")


def test_nobody_is_followed_elsewhere(app: Consumer, hook: str) -> None:
    Consumer.objects.update(url=f"{hook}/away")
    with Sender(allowed=LOOPBACK) as sender:
        deliver_due(DirectOutbox(sender), now=lambda: NOW)
    assert len(Hook.got) == 1
    assert now_of(app).position == 0
    assert app.note == "HTTP 302"


def test_uses_are_counted_for_those_who_say_who_they_are(app: Consumer) -> None:
    caller = Caller()
    for key in (app.key, app.key, "unknown", ""):
        assert caller.get("/api/v1/changes", **{"X-Consumer": key}).status_code == 200
    assert caller.get("/api/v1/records", **{"X-Consumer": app.key}).status_code == 200
    assert uses_since(date(2026, 1, 1)) == {"アプリ": {"list_changes": 2, "list_records": 1}}
    count_use(key=app.key, operation="list_changes", on=TODAY)
    assert sum(use.count for use in ConsumerUse.objects.all()) == 4
