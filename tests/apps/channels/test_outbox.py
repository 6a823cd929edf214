"""What is put into the outbox leaves: by one worker at a time, at least once, and not when it was taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.outbox import a_parcel
from todoke.apps.channels.actions.contacts import add_letterbox
from todoke.apps.channels.domain.outcomes import LONGEST_WAIT, MOST_TRIES, Carried, Outcome, wait_after
from todoke.apps.channels.models import Dispatch, Try
from todoke.apps.channels.outbox import Outbox, hint_of
from todoke.apps.tenancy.scope import OutOfScopeError, scope
from todoke.telling.channels import Channel

DONE = Carried(Outcome.DONE, "smtp-250", message_id="<x@todoke.example>")
LATER = Carried(Outcome.LATER, "smtp-451")
pytestmark = pytest.mark.django_db


def put(*keys, contact, **more):
    assert Outbox.enqueue([a_parcel(key, contact_id=contact.pk, **more) for key in keys], at=NOON) == len(
        keys
    )


def claim(owner="one", *, limit=10, after=timedelta()):
    return Outbox.claim(owner, limit=limit, at=NOON + after)


def test_the_same_key_is_put_in_once(mailbox):
    put("n1:mail:1", contact=mailbox)
    assert Outbox.enqueue([a_parcel("n1:mail:1", contact_id=mailbox.pk)], at=NOON) == 0
    twice = [a_parcel("n2", contact_id=mailbox.pk), a_parcel("n2", contact_id=mailbox.pk)]
    assert Outbox.enqueue(twice, at=NOON) == 1
    assert Dispatch.objects.count() == 2


def test_what_is_put_in_by_a_change_that_fails_is_not_there(mailbox):
    with transaction.atomic():
        put("n1", contact=mailbox)
        transaction.set_rollback(True)
    assert not Dispatch.objects.exists()


def test_a_dispatch_holds_only_a_hint_and_that_sealed(mailbox):
    put("n1", contact=mailbox)
    row = Dispatch.objects.values().get()
    assert "調布市".encode() not in bytes(row["payload_sealed"])
    assert "mail.example" not in str(row)
    assert hint_of(Dispatch.objects.get()).office_name == "調布市"


def test_two_workers_never_get_the_same_dispatch(mailbox):
    put("a", "b", "c", contact=mailbox)
    first, second = claim("one", limit=2), claim("two", limit=2)
    assert [row.key for row in first] == ["a", "b"]
    assert [row.key for row in second] == ["c"]
    assert claim("three") == []


def test_what_is_more_urgent_goes_first(mailbox):
    put("a", "b", contact=mailbox)
    put("disaster", contact=mailbox, priority=1)
    assert [row.key for row in claim()] == ["disaster", "a", "b"]


def test_a_lease_that_ran_out_is_taken_over_and_the_old_owner_can_write_nothing(mailbox):
    put("a", contact=mailbox)
    (old,) = claim("one")
    assert claim("two", after=timedelta(minutes=1)) == []
    (new,) = claim("two", after=timedelta(minutes=3))
    assert not Outbox.settle(old, "one", DONE, at=NOON)
    assert not Outbox.holds(old, "one", at=NOON)
    assert Outbox.settle(new, "two", DONE, at=NOON + timedelta(minutes=3))
    assert Dispatch.objects.get().state == "done"
    assert Try.objects.count() == 1


def test_one_worker_that_took_a_dispatch_twice_writes_only_as_the_second(mailbox):
    put("a", contact=mailbox)
    (old,) = claim("one")
    (new,) = claim("one", after=timedelta(minutes=3))
    assert not Outbox.settle(old, "one", DONE, at=NOON)
    assert Outbox.settle(new, "one", DONE, at=NOON)


def test_a_clock_put_back_gives_no_lease_away_and_loses_nothing(mailbox):
    put("a", contact=mailbox)
    claim("one")
    assert claim("two", after=timedelta(hours=-5)) == []
    assert len(claim("two", after=timedelta(hours=1))) == 1


def test_what_was_handed_over_keeps_no_content(mailbox):
    put("a", contact=mailbox)
    (row,) = claim()
    Outbox.settle(row, "one", DONE, at=NOON)
    kept = Dispatch.objects.get()
    assert (kept.payload, kept.message_id, kept.last_code) == (None, "<x@todoke.example>", "smtp-250")


def test_an_address_that_never_takes_it_ends_as_dead(mailbox):
    put("a", contact=mailbox)
    at = NOON
    for turn in range(MOST_TRIES):
        (row,) = Outbox.claim("one", limit=1, at=at)
        assert row.attempts == turn + 1
        assert Outbox.settle(row, "one", LATER, at=at)
        at += LONGEST_WAIT * 2
    assert Dispatch.objects.get().state == "dead"
    assert Outbox.claim("one", limit=1, at=at) == []


def test_what_will_never_be_taken_is_dead_at_once_and_a_box_that_is_gone_is_stopped(mailbox):
    put("a", "b", contact=mailbox)
    first, second = claim()
    Outbox.settle(first, "one", Carried(Outcome.NEVER, "smtp-554"), at=NOON)
    mailbox.refresh_from_db()
    assert mailbox.stopped_at is None
    Outbox.settle(second, "one", Carried(Outcome.GONE, "smtp-550"), at=NOON)
    mailbox.refresh_from_db()
    assert (mailbox.stopped_at, mailbox.stop_reason) == (NOON, "smtp-550")
    assert set(Dispatch.objects.values_list("state", flat=True)) == {"dead"}


def test_a_closed_server_costs_no_try_and_no_place_in_the_row(mailbox):
    put("a", "b", contact=mailbox)
    first, second = claim()
    Outbox.settle(first, "one", Carried(Outcome.DOWN, "smtp-refused"), at=NOON)
    Outbox.release([second], "one")
    again = claim()
    assert [(row.key, row.attempts) for row in again] == [("a", 1), ("b", 1)]


def test_waiting_grows_is_spread_by_chance_and_keeps_to_what_was_asked():
    waits = [wait_after(3) for _ in range(200)]
    assert timedelta(minutes=1) <= min(waits) < max(waits) <= timedelta(minutes=2)
    assert wait_after(50) <= LONGEST_WAIT
    assert wait_after(1, asked=3600) == timedelta(hours=1)
    assert wait_after(1, asked=10**9) == timedelta(days=1)


def test_what_is_taken_back_is_not_sent_even_when_a_worker_holds_it(mailbox):
    put("a", contact=mailbox, notice_id=7)
    put("b", contact=mailbox, notice_id=8)
    (held,) = claim(limit=1)
    assert Outbox.cancel(notice_ids=[7, 8, 9], at=NOON) == 2
    assert not Outbox.holds(held, "one", at=NOON)
    assert claim("two", after=timedelta(hours=1)) == []
    assert all(row.payload is None for row in Dispatch.objects.all())
    assert Outbox.cancel(notice_ids=[7], at=NOON) == 0


def test_nothing_wanted_takes_everything_of_that_person_back_and_nothing_of_others(mailbox, hanako):
    other = a_mailbox(a_person("132047"), "taro@mail.example")
    put("a", "b", contact=mailbox)
    put("c", contact=other, area="132047")
    with scope(persons={hanako.pk}):
        assert Outbox.cancel_of_person(hanako.pk, at=NOON) == 2
    assert [row.key for row in claim()] == ["c"]


def test_an_office_puts_in_for_itself_alone_and_only_a_worker_takes_out(mailbox):
    with scope(areas={"132080"}):
        put("a", contact=mailbox)
        with pytest.raises(PermissionError):
            claim()
    with scope(areas={"132047"}):
        assert Outbox.enqueue([a_parcel("b", contact_id=mailbox.pk)], at=NOON) == 0  # not its resident
        with pytest.raises(OutOfScopeError):
            Outbox.enqueue([a_parcel("c", contact_id=None)], at=NOON)


def test_letters_wait_for_somebody_to_print_them(mailbox):
    put("letter", contact=mailbox, channel=Channel.LETTER)
    assert claim() == []
    assert len(Outbox.claim("printer", limit=1, at=NOON, channels=[Channel.LETTER])) == 1


def test_nothing_leaves_before_its_time(mailbox):
    later = replace(a_parcel("a", contact_id=mailbox.pk), not_before=NOON + timedelta(hours=20))
    Outbox.enqueue([later], at=NOON)
    assert claim(after=timedelta(hours=19)) == []
    assert len(claim(after=timedelta(hours=20))) == 1


def test_what_waits_for_the_morning_is_not_even_looked_at(mailbox):
    put("night", contact=mailbox)
    Dispatch.objects.update(next_at=NOON + timedelta(hours=20))
    put("now", contact=mailbox)
    with CaptureQueriesContext(connection) as asked:
        assert [row.key for row in claim()] == ["now"]
    if connection.vendor == "sqlite":  # a table this small PostgreSQL reads whole, and says so
        due = next(one["sql"] for one in asked if "priority = 5" in one["sql"])
        chosen = due.partition("IN (")[2].partition(") RETURNING")[0]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {chosen}")
            told = " ".join(str(row[-1]) for row in cursor.fetchall())
        assert "dispatch_to_hand_over (channel=? AND priority=? AND next_at<?)" in told
        assert "B-TREE" not in told


def test_a_long_queue_of_one_channel_does_not_hold_up_another(hanako, mailbox):
    put(*[f"m{n}" for n in range(30)], contact=mailbox)
    app = add_letterbox(hanako, language="ja", by=person(hanako.pk), at=NOON)
    Outbox.enqueue([a_parcel("letter", contact_id=app.pk, channel=Channel.LETTER)], at=NOON)
    both = (Channel.MAIL, Channel.LETTER)
    taken: list[str] = []
    for turn in range(30):
        taken += [one.key for one in Outbox.claim(f"w{turn}", limit=1, at=NOON, channels=both)]
    assert "letter" in taken


def test_a_priority_there_is_not_is_told_at_once(mailbox):
    with pytest.raises(ValueError, match="priorities"):
        put("a", contact=mailbox, priority=4)
