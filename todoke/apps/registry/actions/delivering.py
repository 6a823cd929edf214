"""Delivering the change feed to registered consumers: pages in order, each until it is taken, never lost (webhook).

A consumer has its own position. It moves when a page was taken, so a page is sent at least once; the same page has the
same ``Idempotency-Key`` each time, by which the consumer drops what it has. What carries the page is a port: today a
direct request, later an outbox that sends on its own account.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Protocol

from django.db.models import Q

from todoke.apps.registry.models import Change, Consumer
from todoke.apps.registry.queries.consumers import due_consumers
from todoke.apps.registry.queries.feed import changes_after
from todoke.apps.registry.queries.lines import change_line
from todoke.clients.webhooks.sending import Reply, Sender
from todoke.clients.webhooks.signing import HEADER, sign

PAGE = 100
MOST_PAGES = 50
"""In one run, so that one consumer far behind does not hold up the others."""
GIVES_UP_AFTER = timedelta(days=7)
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(hours=6)
_CLAIM = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Letter:
    """One page on its way to one consumer."""

    url: str
    body: bytes
    headers: Mapping[str, str]


class Outbox(Protocol):
    """Carries letters. A reply with a status of 2xx means that the letter is taken care of for good."""

    def send(self, letter: Letter) -> Reply:
        """Send the letter, or promise to."""


class DirectOutbox:
    """Carries a letter at once, and reports what the consumer said."""

    def __init__(self, sender: Sender) -> None:
        """Send by ``sender``."""
        self._sender = sender

    def send(self, letter: Letter) -> Reply:
        """Send the letter."""
        return self._sender.post(letter.url, letter.body, letter.headers)


class Ending(Enum):
    """How a delivery to a consumer ended."""

    CAUGHT_UP = "追いつきました"
    MORE = "続きは次の実行で送ります"
    FAILED = "送れませんでした。時間をおいて送り直します"
    GIVEN_UP = "長く送れないので、送るのをやめました。連絡してください"
    GONE = "受け取りをやめたいという返事(410)だったので、送るのをやめました"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a run did for one consumer."""

    consumer: Consumer
    ending: Ending
    pages: int
    changes: int


def deliver_due(outbox: Outbox, *, now: Callable[[], datetime]) -> list[Delivery]:
    """Send what is due to every consumer whose turn it is. Several runs at once do not send one page twice."""
    found = []
    for consumer in due_consumers(at=now()):
        if _claim(consumer, at=now()):
            try:
                found.append(_deliver(consumer, outbox, now))
            finally:
                Consumer.objects.filter(pk=consumer.pk).update(claimed_until=None)
    return found


def _claim(consumer: Consumer, *, at: datetime) -> bool:
    """Take the consumer for this run; a run that died lets go after a while."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
    mine = Consumer.objects.filter(pk=consumer.pk, active=True).filter(free)
    if not mine.update(claimed_until=at + _CLAIM):
        return False
    consumer.refresh_from_db()
    return True


def _deliver(consumer: Consumer, outbox: Outbox, now: Callable[[], datetime]) -> Delivery:
    pages = sent = 0
    while pages < MOST_PAGES:
        changes = _next_page(consumer)
        if not changes:
            return Delivery(consumer, Ending.CAUGHT_UP, pages, sent)
        Consumer.objects.filter(pk=consumer.pk).update(claimed_until=now() + _CLAIM)
        reply = outbox.send(letter_of(consumer, changes, at=now()))
        if not reply.is_taken:
            return Delivery(consumer, _note_failure(consumer, reply, at=now()), pages, sent)
        _note_success(consumer, reply)
        pages += 1
        sent += len(changes)
    return Delivery(consumer, Ending.MORE, pages, sent)


def letter_of(consumer: Consumer, changes: list[Change], *, at: datetime) -> Letter:
    """Return the page of these changes, signed for the consumer."""
    upto = changes[-1].position
    page: dict[str, Any] = {
        "after": consumer.position,
        "next": upto,
        "changes": [change_line(change) for change in changes],
    }
    body = json.dumps(page, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "todoke/1 (change feed)",
        "Idempotency-Key": f"todoke-{consumer.pk}-{consumer.position}-{upto}",
        HEADER: sign(consumer.secret, body, seconds=int(at.timestamp())),
    }
    return Letter(consumer.url, body, headers)


def _next_page(consumer: Consumer) -> list[Change]:
    """Return the changes to send: the page that was not taken yet as it was, or else the next ones."""
    changes = changes_after(consumer.position, limit=PAGE, synthetic=consumer.synthetic)
    if consumer.page_until is not None:
        return [change for change in changes if change.position <= consumer.page_until]
    if changes:
        # Kept before anything is sent: what comes into the feed meanwhile belongs to the next page.
        consumer.page_until = changes[-1].position
        consumer.save(update_fields=["page_until"])
    return changes


def _note_success(consumer: Consumer, reply: Reply) -> None:
    assert consumer.page_until is not None
    consumer.position, consumer.page_until = consumer.page_until, None
    consumer.failures, consumer.failing_since, consumer.next_at = 0, None, None
    consumer.note = reply.note[:200]
    consumer.save(update_fields=["position", "page_until", "failures", "failing_since", "next_at", "note"])


def _note_failure(consumer: Consumer, reply: Reply, *, at: datetime) -> Ending:
    consumer.failures += 1
    consumer.failing_since = consumer.failing_since or at
    consumer.next_at = at + wait_after(consumer.failures, asked=reply.retry_after)
    consumer.note = reply.note[:200]
    ending = Ending.FAILED
    if reply.is_gone:
        ending = Ending.GONE
    elif at - consumer.failing_since >= GIVES_UP_AFTER:
        ending = Ending.GIVEN_UP
    consumer.active = ending is Ending.FAILED
    consumer.save(update_fields=["failures", "failing_since", "next_at", "note", "active"])
    return ending


def wait_after(failures: int, *, asked: int | None = None) -> timedelta:
    """Return how long to wait: twice as long each time, by chance a little less, and at least what was asked for.

    The chance keeps many consumers that failed together from being asked together again.
    """
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * int(2 ** min(failures - 1, 20)))
    wait = longest * secrets.SystemRandom().uniform(0.5, 1.0)
    return max(wait, timedelta(seconds=asked or 0))
