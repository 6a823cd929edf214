"""A worker hands over what waits, rests while a way out is closed, and lets nothing hold up the rest."""

import logging
from datetime import timedelta

import pytest

from tests.factories.actors import NOON
from tests.factories.outbox import a_parcel
from todoke.apps.channels.actions.contacts import stop_contact
from todoke.apps.channels.actions.retrying import retry_dead
from todoke.apps.channels.domain.outcomes import Carried, Outcome
from todoke.apps.channels.models import Dispatch, Periodic, Try
from todoke.apps.channels.outbox import Outbox
from todoke.apps.channels.queries.standing import dead_by_code, ways
from todoke.apps.channels.rounds import do_due, sweep
from todoke.apps.channels.working import Worker
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db


class Clock:
    """A clock that moves only when told, or when somebody sleeps."""

    def __init__(self):
        self.at = NOON

    def __call__(self):
        return self.at

    def sleep(self, seconds):
        self.at += timedelta(seconds=seconds)


class Carrying:
    """A carrier that answers as told, and remembers what it was given."""

    def __init__(self, answer=None):
        self.answer = answer or (lambda key: Carried(Outcome.DONE, "ok"))
        self.given = []

    def send(self, dispatch, hint):
        self.given.append(dispatch.key)
        return self.answer(dispatch.key)


def worker(carrier, clock, **more):
    return Worker("w", {Channel.MAIL: carrier}, clock, sleep=clock.sleep, **more)


def put(contact, *keys, priority=5):
    Outbox.enqueue([a_parcel(key, contact_id=contact.pk, priority=priority) for key in keys], at=NOON)


def states():
    return dict(Dispatch.objects.values_list("key", "state"))


def test_everything_that_waits_is_handed_over_once(mailbox):
    put(mailbox, "a", "b", "c")
    carrier, clock = Carrying(), Clock()
    one = worker(carrier, clock)
    while one.turn():
        pass
    assert carrier.given == ["a", "b", "c"]
    assert set(states().values()) == {"done"}
    assert Try.objects.count() == 3


def test_a_server_that_is_down_for_an_hour_is_asked_seldom_and_then_drained_in_order(mailbox):
    put(mailbox, *"cab")
    put(mailbox, "urgent", priority=1)
    clock = Clock()
    up_from = NOON + timedelta(hours=1)

    def answer(key):
        return Carried(Outcome.DONE, "ok") if clock() >= up_from else Carried(Outcome.DOWN, "smtp-refused")

    carrier = Carrying(answer)
    one = worker(carrier, clock)
    while clock() < up_from:
        if not one.turn():
            clock.sleep(1)
    asked = len(carrier.given)
    assert asked < 30
    assert set(carrier.given) == {"urgent"}
    assert not any(Dispatch.objects.values_list("attempts", flat=True))
    while "waiting" in states().values():
        if not one.turn():
            clock.sleep(1)
    assert carrier.given[asked:] == ["urgent", "c", "a", "b"]
    assert clock() <= up_from + timedelta(minutes=6)


def test_one_bad_dispatch_does_not_hold_up_the_others(mailbox, caplog):
    put(mailbox, "bad", "unreadable", "good")
    Dispatch.objects.filter(key="unreadable").update(payload_sealed=b"x" * 60)

    def answer(key):
        if key == "bad":
            raise RuntimeError("hanako@mail.example said something private")
        return Carried(Outcome.DONE, "ok")

    carrier = Carrying(answer)
    with caplog.at_level(logging.DEBUG):
        worker(carrier, Clock()).turn()
    assert states() == {"bad": "waiting", "unreadable": "dead", "good": "done"}
    assert "mail.example" not in caplog.text
    assert "private" not in caplog.text


def test_what_is_cancelled_while_a_worker_holds_it_is_not_handed_over(mailbox):
    put(mailbox, "a", "b")

    def answer(key):
        stop_contact(mailbox, why="asked", by="anonymous", at=NOON)
        return Carried(Outcome.DONE, "ok")

    carrier = Carrying(answer)
    worker(carrier, Clock()).turn()
    assert carrier.given == ["a"]
    assert states()["b"] == "cancelled"


def test_a_worker_that_is_told_to_stop_gives_back_what_it_has_not_begun(mailbox):
    put(mailbox, "a", "b")
    carrier = Carrying()
    worker(carrier, Clock(), is_stopped=lambda: bool(carrier.given)).turn()
    assert carrier.given == ["a"]
    assert Dispatch.objects.get(key="b").attempts == 0
    assert states()["b"] == "waiting"


def test_a_worker_whose_machine_slept_does_not_hand_over_what_is_no_longer_its_own(mailbox):
    put(mailbox, "a", "b")
    clock = Clock()
    carrier = Carrying(lambda key: (clock.sleep(600), Carried(Outcome.DONE, "ok"))[1])
    worker(carrier, clock).turn()
    assert carrier.given == ["a"]
    worker(carrier, clock).turn()
    assert set(states().values()) == {"done"}


def test_no_more_leave_in_a_second_than_allowed(mailbox):
    put(mailbox, *[f"k{n}" for n in range(20)])
    clock = Clock()
    worker(Carrying(), clock, per_second=4).turn()
    assert clock() - NOON >= timedelta(seconds=4.5)


def test_a_channel_that_is_off_keeps_its_dispatches_waiting(mailbox):
    put(mailbox, "a")
    one = Worker("w", {Channel.APP: Carrying()}, Clock())
    assert one.turn() == 0
    assert states() == {"a": "waiting"}


def test_what_is_dead_can_be_tried_again_unless_it_was_stopped(mailbox):
    put(mailbox, "a")
    worker(Carrying(lambda key: Carried(Outcome.NEVER, "smtp-554")), Clock()).turn()
    assert [(one.code, one.count) for one in dead_by_code(Dispatch.objects.all())] == [("smtp-554", 1)]
    assert retry_dead(by="system:outbox", at=NOON, code="smtp-550") == 0
    assert retry_dead(by="system:outbox", at=NOON, code="smtp-554") == 1
    worker(Carrying(lambda key: Carried(Outcome.GONE, "smtp-550")), Clock()).turn()
    assert retry_dead(by="system:outbox", at=NOON) == 0


def test_the_outbox_tells_how_many_wait_and_since_when(mailbox):
    put(mailbox, "a", "b")
    worker(Carrying(), Clock(), at_once=1).turn()
    mail = ways(Dispatch.objects.all(), at=NOON + timedelta(minutes=5))[0]
    assert (mail.waiting, mail.handed, mail.dead) == (1, 1, 0)
    assert mail.late(NOON + timedelta(minutes=5)) == timedelta(minutes=5)


def test_round_work_is_done_by_one_worker_and_again_when_it_is_time():
    done: list = []
    works = {"sweep": (timedelta(hours=1), done.append)}
    assert do_due("one", at=NOON, works=works) == ["sweep"]
    assert do_due("two", at=NOON, works=works) == []
    Periodic.objects.update(owner="dead", lease_until=NOON + timedelta(hours=2))
    assert do_due("two", at=NOON + timedelta(hours=1), works=works) == []
    assert do_due("two", at=NOON + timedelta(hours=3), works=works) == ["sweep"]
    assert len(done) == 2


def test_tries_are_forgotten_after_a_month_and_dispatches_after_three(mailbox):
    put(mailbox, "a", "waiting")
    worker(Carrying(), Clock(), at_once=1).turn()
    sweep(NOON + timedelta(days=31))
    assert (Try.objects.count(), Dispatch.objects.count()) == (0, 2)
    sweep(NOON + timedelta(days=91))
    assert states() == {"waiting": "waiting"}
