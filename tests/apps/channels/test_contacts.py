"""Nothing goes to an address before its reader typed the number that was sent there; one tap stops it for good."""

from datetime import timedelta

import pytest

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_person
from tests.factories.outbox import a_parcel
from todoke.apps.channels.actions.contacts import (
    Confirmed,
    ContactError,
    add_browser,
    add_letterbox,
    add_mail,
    confirm,
    send_number_again,
    stop_by_token,
    stop_contact,
)
from todoke.apps.channels.models import ContactPoint, Dispatch
from todoke.apps.channels.outbox import Outbox, hint_of
from todoke.apps.channels.stopping import stop_address, stop_token
from todoke.clients.mail.composing import MailError
from todoke.clients.push.encrypting import PushKeyError

pytestmark = pytest.mark.django_db


def add(whose, address="hanako@mail.example"):
    return add_mail(whose, address, language="ja", by=person(whose.pk), at=NOON)


def sent_number():
    return hint_of(Dispatch.objects.filter(state="waiting").latest("pk")).code


def test_an_address_is_open_once_its_number_was_typed(hanako):
    contact = add(hanako)
    assert not contact.is_open
    assert confirm(contact, sent_number(), by=person(hanako.pk), at=NOON) is Confirmed.YES
    assert contact.is_open


def test_a_number_is_good_for_ten_minutes_five_tries_and_once(hanako):
    contact, by = add(hanako), person(hanako.pk)
    right = sent_number()
    wrong = "000000" if right != "000000" else "111111"
    late = NOON + timedelta(minutes=10)
    assert confirm(contact, right, by=by, at=late) is Confirmed.EXPIRED
    for _ in range(5):
        assert confirm(contact, wrong, by=by, at=NOON) is Confirmed.WRONG
    assert confirm(contact, right, by=by, at=NOON) is Confirmed.EXPIRED
    send_number_again(contact, by=by, at=NOON)
    assert confirm(contact, sent_number(), by=by, at=NOON) is Confirmed.YES
    assert confirm(contact, sent_number(), by=by, at=NOON) is Confirmed.EXPIRED


def test_another_contacts_number_opens_nothing(hanako):
    first = add(hanako)
    number = sent_number()
    second = add(hanako, "other@mail.example")
    if number != sent_number():
        assert confirm(second, number, by=person(hanako.pk), at=NOON) is Confirmed.WRONG
    assert first.pk != second.pk


def test_the_same_address_is_kept_once_however_it_is_written(hanako):
    assert add(hanako).pk == add(hanako, " hanako＠Mail.Example ").pk
    assert ContactPoint.objects.count() == 1


def test_an_address_is_kept_sealed(hanako):
    add(hanako)
    row = str(ContactPoint.objects.values().get()) + str(Dispatch.objects.values().get())
    assert "mail.example" not in row
    assert ContactPoint.objects.get().address == "hanako@mail.example"


@pytest.mark.parametrize(
    "wrong", ["", "hanako", "a@b", "a b@mail.example", "a@mail.example\r\nBcc: b@mail.example", "<a@mail.example>",
              "a@@mail.example", ".a@mail.example", "a@-mail.example", "a" * 65 + "@mail.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(hanako, wrong):
    with pytest.raises(MailError):
        add(hanako, wrong)
    assert not ContactPoint.objects.exists()


def test_a_person_has_five_of_a_kind_at_most(hanako):
    for n in range(5):
        add(hanako, f"a{n}@mail.example")
    with pytest.raises(ContactError):
        add(hanako, "a6@mail.example")


def test_two_persons_may_share_an_address_and_each_stops_their_own(hanako):
    mine, other = add(hanako), add(a_person("132047"))
    assert mine.address_blind == other.address_blind
    assert stop_by_token(stop_token(mine), at=NOON)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.stopped_at, other.stopped_at) == (NOON, None)


def test_stopping_takes_back_what_waits_and_twice_is_as_once(mailbox, hanako):
    Outbox.enqueue([a_parcel("a", contact_id=mailbox.pk)], at=NOON)
    stop_contact(mailbox, why="asked", by=person(hanako.pk), at=NOON)
    stop_contact(mailbox, why="again", by=person(hanako.pk), at=NOON + timedelta(days=1))
    mailbox.refresh_from_db()
    assert (mailbox.stopped_at, mailbox.stop_reason) == (NOON, "asked")
    assert Dispatch.objects.get().state == "cancelled"


def test_a_stopped_address_can_be_added_anew_and_is_confirmed_anew(mailbox, hanako):
    stop_contact(mailbox, why="asked", by=person(hanako.pk), at=NOON)
    again = add(hanako)
    assert again.pk != mailbox.pk
    assert not again.is_open


def test_a_token_is_in_the_address_of_the_mail_and_nowhere_in_the_database(mailbox):
    token = stop_token(mailbox)
    assert stop_address(mailbox).endswith(f"/stop/{token}/")
    assert token not in str(ContactPoint.objects.values().get())
    assert not stop_by_token("x" * 48, at=NOON)
    assert not stop_by_token("../../etc", at=NOON)


def test_a_browser_is_kept_with_keys_that_are_keys(hanako):
    with pytest.raises(PushKeyError):
        add_browser(
            hanako, "https://fcm.googleapis.com/x", {"p256dh": "AAAA", "auth": "AAAA"},
            language="ja", by=person(hanako.pk), at=NOON,
        )  # fmt: skip


def test_letters_need_no_address_here(hanako):
    first = add_letterbox(hanako, language="ja", by=person(hanako.pk), at=NOON)
    assert first.is_open
    assert first.address is None
    assert add_letterbox(hanako, language="ja", by=person(hanako.pk), at=NOON).pk == first.pk
