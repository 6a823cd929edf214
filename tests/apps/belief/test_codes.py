"""Codes in the table: a mark each, none twice, and one query to check."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.actors import NOON
from todoke.apps.belief.actions import CodeUse, new_codes, register, withdraw_codes
from todoke.apps.belief.checking import check, mark_of
from todoke.apps.belief.fakes import made_harmless
from todoke.apps.belief.models import MessageCode
from todoke.telling.channels import Channel
from todoke.telling.codes import shown

pytestmark = pytest.mark.django_db


def uses(count: int) -> list[CodeUse]:
    """Return new codes of notices 1, 2, 3 …"""
    return [
        CodeUse(
            code,
            "7000020132080",
            "調布市",
            "deadline-near",
            {Channel.MAIL, Channel.PUSH},
            NOON.date(),
            number,
        )
        for number, code in enumerate(new_codes(count), start=1)
    ]


def test_a_code_tells_the_ways_it_went():
    (use,) = uses(1)
    register([use], at=NOON)
    found = check(shown(use.code), at=NOON)
    assert (found.answer, found.office, found.sent_on) == ("ours", "調布市", NOON.date())
    assert found.channels == (Channel.MAIL, Channel.PUSH)


def test_registering_twice_and_withdrawing_twice_changes_nothing():
    some = uses(3)
    register(some, at=NOON)
    register(some, at=NOON)
    assert MessageCode.objects.count() == 3
    assert withdraw_codes(notice_ids=[1, 2], at=NOON) == 2
    assert withdraw_codes(notice_ids=[1, 2], at=NOON) == 0


def test_many_codes_are_registered_in_few_queries():
    some = uses(1000)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        register(some, at=NOON)
    assert len(asked) <= 12
    assert MessageCode.objects.count() == 1000


@pytest.mark.slow
def test_a_million_codes_are_a_million_marks():
    codes = new_codes(1_000_000)
    assert len({mark_of(code) for code in codes}) == 1_000_000


@pytest.mark.parametrize(
    "text",
    ["https://evil.test/a", "ｈｔｔｐｓ：／／evil．test", "a@evil.test", "evil。test", "03-1234-5678に電話"],
)
def test_a_published_fake_bites_nobody(text):
    harmless = made_harmless(text)
    assert "://" not in harmless
    assert "evil.test" not in harmless
    assert "1234-5678" not in harmless
