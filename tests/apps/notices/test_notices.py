"""A notice is laid in the inbox once, says what was signed, and is taken back everywhere at once."""

from datetime import timedelta
from typing import cast

import pytest

from tests.factories.actors import NOON, person, supporter
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.notices import a_notice, new_notice
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.belief.checking import check
from todoke.apps.channels.models import Dispatch
from todoke.apps.channels.outbox import Hint, Outbox, Parcel
from todoke.apps.notices.actions import hide, mark_read, put_in_inbox, withdraw_notice
from todoke.apps.notices.models import Notice
from todoke.apps.notices.saying import said_in_notice
from todoke.telling.channels import Channel


def test_the_same_notice_is_laid_in_an_inbox_once(hanako):
    first = put_in_inbox([new_notice(hanako), new_notice(hanako)], at=NOON)
    again = put_in_inbox([new_notice(hanako), new_notice(hanako, number=2)], at=NOON)
    assert len(first) == 1
    assert [one.dedupe for one in again] == [f"{2:016x}"]
    assert Notice.objects.count() == 2


def test_two_people_may_be_told_the_same(hanako):
    taro = a_person()
    assert len(put_in_inbox([new_notice(hanako), new_notice(taro)], at=NOON)) == 2


def test_its_code_says_who_sent_it(hanako):
    notice = a_notice(hanako)
    found = check(notice.code, at=NOON)
    assert found.answer == "ours"
    assert found.office == "調布市"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ja", "児童手当の手続の期限は2026年12月1日です"),
        ("en", "Apply for Child Allowance by 1 December 2026"),
    ],
)
def test_it_says_what_was_signed_in_the_language_of_the_reader(hanako, language, title):
    said = said_in_notice(a_notice(hanako), language)
    assert said.is_sure
    assert said.title.split(" by ")[-1] == title.split(" by ")[-1]


def test_what_nobody_signed_is_not_shown(hanako):
    said = said_in_notice(a_notice(hanako, wording_version=99), "ja")
    assert not said.is_sure
    assert said.title == said.text == ""


def test_nothing_personal_stands_in_the_table_unsealed(hanako):
    a_notice(hanako)
    row = Notice.objects.values("values_sealed", "reason_sealed", "code_sealed").get()
    sealed = [bytes(cast("bytes", value)) for value in row.values()]
    assert all(b"2026-12-01" not in value and value for value in sealed)


def test_a_notice_taken_back_says_so_by_its_code_and_no_hint_of_it_leaves(hanako):
    contact = a_mailbox(hanako)
    notice = a_notice(hanako)
    hint = Hint("", "調布市", notice.kind, notice.code, "ja", notice.wording, 1)
    Outbox.enqueue([Parcel("k", Channel.MAIL, "132080", contact.pk, notice.pk, hint)], at=NOON)
    assert withdraw_notice(notice, why="reported_wrong", by="system:test", at=NOON)
    assert not withdraw_notice(notice, why="again", by="system:test", at=NOON)
    assert Dispatch.objects.get(notice_id=notice.pk).state == Dispatch.State.CANCELLED
    assert check(notice.code, at=NOON).answer == "withdrawn"
    assert Notice.objects.get().withdrawal == "reported_wrong"


def test_only_its_reader_makes_it_read(hanako):
    notice = a_notice(hanako)
    helper = supporter(99, of=hanako.pk, verbs=frozenset({Verb.SEE}))
    mark_read(notice, by=helper, at=NOON)
    assert Notice.objects.get().read_at is None
    mark_read(notice, by=person(hanako.pk), at=NOON)
    mark_read(notice, by=person(hanako.pk), at=NOON + timedelta(hours=1))
    assert Notice.objects.get().read_at == NOON


def test_nobody_else_may_read_it_or_put_it_away(hanako):
    notice, taro = a_notice(hanako), a_person()
    for act in (mark_read, hide):
        with pytest.raises(RefusedError):
            act(notice, by=person(taro.pk), at=NOON)
