"""A roundup is one notice in the inbox that lists what it holds, and says why it came."""

from __future__ import annotations

import pytest

from tests.factories.actors import NOON, act_as, person
from tests.factories.contacts import a_person
from tests.factories.notices import CHOFU, a_notice, publish_wordings
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.notices.models import Roundup
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def bodies(db):
    forget_wordings()
    with everywhere("test"):
        some_bodies()
        publish_wordings()
        yield
    forget_wordings()


@pytest.fixture
def hanako():
    return a_person()


@pytest.fixture
def mine(hanako, monkeypatch):
    """Her browser."""
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def a_roundup(who, notices):
    found = a_notice(
        who,
        number=99,
        rule="roundup",
        kind="roundup",
        wording="roundup",
        office_name="todoke",
        program_id="",
        occasion="",
        values={"count": str(len(notices))},
        reason={},
        deadline=None,
        dedupe="roundup:2026-11-22",
    )
    Roundup.objects.create(
        person=who, municipality_id=CHOFU, on=NOON.date(), notices=[one.pk for one in notices], sent_at=NOON
    )
    return found


def test_what_it_holds_is_read_from_its_page(mine, hanako):
    one = a_notice(hanako, is_pushed=False, channels=0)
    found = a_roundup(hanako, [one])

    page = mine.click(mine.get("/my/notices/"), "1件のお知らせをまとめました")
    assert f"/my/notices/{found.row}/" in page.address
    assert "児童手当" in page.text
    assert "まとめて受け取る曜日を選んだので" in page.text
    assert "なぜ届いたか" not in page.links
    assert mine.click(page, "児童手当").heading == "お知らせ"


def test_what_was_taken_back_since_says_so(mine, hanako):
    one = a_notice(hanako, is_pushed=False, channels=0)
    found = a_roundup(hanako, [one])
    type(one).objects.filter(pk=one.pk).update(withdrawn_at=NOON, withdrawal="wrong")

    assert "取り消されました" in mine.get(f"/my/notices/{found.row}/").text


def test_one_that_is_empty_by_now_says_so(mine, hanako):
    one = a_notice(hanako, is_pushed=False, channels=0)
    found = a_roundup(hanako, [one])
    one.delete()

    assert "まとめたお知らせは、もうありません。" in mine.get(f"/my/notices/{found.row}/").text


def test_why_it_came_is_told_on_its_own_page(mine, hanako):
    found = a_roundup(hanako, [])

    page = mine.get(f"/my/notices/{found.row}/why/")
    assert "まとめて受け取る曜日を選んだので" in page.text
