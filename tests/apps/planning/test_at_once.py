"""Two senders at the same instant keep within one person's budget together (C5), on two real connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests.factories.actors import clerk
from tests.factories.notices import a_broadcast, publish_wordings
from tests.factories.planning import AT, SUMIDA, TODAY, book, gained, nights
from tests.factories.readers import a_reader
from tests.factories.registry import clerk as account_of
from tests.factories.threads import at_once
from todoke.apps.accounts.models import Role
from todoke.apps.notices.actions import spread_hints
from todoke.apps.notices.actions import spreading as spreading_code
from todoke.apps.notices.queries.budget import pushed_to
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Person
from todoke.apps.places.models import Body
from todoke.apps.planning.actions import sending as sending_code
from todoke.apps.planning.actions.plans import approve_plan, make_plan
from todoke.apps.planning.actions.sending import send_plan
from todoke.apps.planning.models import NoticePlan
from todoke.apps.planning.wiring import ports_of
from todoke.rules.programs import Topic

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 1.5
"""Seconds in which the other would have counted, if nothing kept it from doing so."""


@pytest.fixture
def parent() -> Iterator[Person]:
    """Somebody with room for one message, who agreed to two items and wants to hear of children by mail."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time: BEGIN IMMEDIATE")
    forget_wordings()
    publish_wordings(AT)
    found = a_reader(topics=1 << list(Topic).index(Topic.CHILDREN), roundup_day=None, budget=1)
    yield found
    forget_wordings()


class Meeting:
    """Lets each of two senders wait, after it has counted, until the other has counted too, or cannot."""

    def __init__(self) -> None:
        """Nobody has counted yet."""
        self._there = threading.Barrier(2)
        self.counted_together = False

    def after(self, counting: Callable[..., Any]) -> Callable[..., Any]:
        """Return the counting, with the wait behind it."""

        def counted(*given: Any, **named: Any) -> Any:
            found = counting(*given, **named)
            try:
                self._there.wait(LONG_ENOUGH)
                self.counted_together = True
            except threading.BrokenBarrierError:
                pass
            return found

        return counted


def approved(*found: Any, mark: str = "") -> list[NoticePlan]:
    told = nights(*found, mark=mark)
    plans = make_plan(on=TODAY, nights=told, book=book(), ports=ports_of(), by="system:notices", at=AT)
    for plan in plans:
        account = account_of(f"s{plan.pk}", Body.objects.get(area=plan.municipality_id), Role.APPROVER)
        approve_plan(plan, by=clerk(plan.municipality_id, role="approver", number=account.pk), at=AT)
    return plans


def send(plan: NoticePlan) -> Callable[[], Any]:
    return lambda: send_plan(plan, content=book().content, ports=ports_of(), at=AT)


def test_a_plan_and_a_broadcast_do_not_both_take_the_last_place(
    parent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan,) = approved(gained("hib", parent.pk))
    a_broadcast(topics=(Topic.CHILDREN,), disaster=False)
    meeting = Meeting()
    monkeypatch.setattr(sending_code, "_asked_again", meeting.after(sending_code._asked_again))
    monkeypatch.setattr(spreading_code, "pushed_to", meeting.after(pushed_to))
    at_once(send(plan), lambda: spread_hints(at=AT))
    assert pushed_to([parent.pk], at=AT)[parent.pk] == 1
    assert not meeting.counted_together


def test_plans_of_two_municipalities_do_not_both_take_the_last_place(
    parent: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Planned apart, so that each plan alone has room: as where one waited for its approval for some days.
    plans = [
        *approved(gained("hib", parent.pk), mark="one"),
        *approved(gained("bcg", parent.pk, area=SUMIDA), mark="other"),
    ]
    assert [plan.lines.get().decision for plan in plans] == ["push", "push"]
    meeting = Meeting()
    monkeypatch.setattr(sending_code, "_asked_again", meeting.after(sending_code._asked_again))
    at_once(*map(send, plans))
    assert pushed_to([parent.pk], at=AT)[parent.pk] == 1
    assert not meeting.counted_together
