"""Letters are wished for by one tap, and name and address asked for at that moment; refused, staff look at them."""

from datetime import date

import pytest

from tests.factories.actors import NOON, act_as, person
from tests.factories.families import newcomer
from tests.factories.notices import a_notice
from tests.factories.outbox import a_parcel
from tests.pages.client import PageClient
from todoke.apps.channels.models import CalendarFeed, ContactPoint, Dispatch
from todoke.apps.channels.outbox import Outbox
from todoke.apps.consent.models import AccessEntry, Consent
from todoke.apps.home.calendar.dates import dates_of
from todoke.apps.people.models import Basics, Death
from todoke.base import clock
from todoke.cli.main import main
from todoke.telling.channels import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanako():
    return newcomer(901, name="佐藤花子")


@pytest.fixture
def mine(hanako, monkeypatch):
    """Her browser."""
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def tapped(mine):
    return mine.submit(mine.get("/my/contacts/"), button="手紙で受け取る")


def a_letter_waits():
    box = ContactPoint.objects.get(kind="letter")
    Outbox.enqueue([a_parcel("a", contact_id=box.pk, channel=Channel.LETTER)], at=clock.now())


def printed(tmp_path) -> str:
    """Print what waits in 調布市; return the file, or nothing."""
    out = tmp_path / "letters.html"
    assert main(["letters", "print", "--municipality", "132080", "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8") if out.exists() else ""


def test_one_tap_asks_for_name_and_address_and_shows_them(mine, tmp_path):
    page = tapped(mine)
    assert page.heading == "この情報を使ってもよいですか"
    assert "お知らせの手紙の、あて先に使います。" in page.text
    assert "佐藤花子" in page.text
    assert "東京都調布市見本町1丁目2番3号" in page.text
    page = mine.submit(page, {"items": ["basics.name", "basics.address"]}, button="使ってよい")
    assert "手紙のあて先にするため" in page.text
    assert "預かっている住所に送ります。" in mine.get("/my/contacts/").text
    a_letter_waits()
    written = printed(tmp_path)
    assert "佐藤花子" in written
    assert "見本町" in written
    seen = AccessEntry.objects.filter(action="letter", receiver="132080").values_list("items", flat=True)
    assert sorted(seen) == [["basics.address"], ["basics.name"]]
    assert "手紙のあて先にしました" in mine.get("/my/data/readers/").text


def test_refused_no_letter_is_printed_by_machine_and_the_page_says_so(mine, tmp_path):
    mine.submit(tapped(mine), button="使わない")
    page = mine.get("/my/contacts/")
    assert "手紙は自動では出しません。職員が確かめます。" in page.text
    a_letter_waits()
    assert printed(tmp_path) == ""
    assert Dispatch.objects.get().last_code == "held-for-staff"
    again = mine.submit(page, button="氏名と住所を使ってよいか決める")
    assert again.heading == "この情報を使ってもよいですか"


def test_taken_back_the_next_letter_is_not_printed(mine, tmp_path):
    mine.submit(tapped(mine), {"items": ["basics.name", "basics.address"]}, button="使ってよい")
    a_letter_waits()
    address = Consent.objects.get(item="basics.address")
    mine.post(f"/my/consents/{address.row}/take-back/")
    assert printed(tmp_path) == ""
    page = mine.submit(mine.get("/my/contacts/"), button="氏名と住所を使ってよいか決める")
    assert "見本町" in page.text
    assert "佐藤花子" not in page.text


def test_without_an_address_nothing_is_asked_and_the_page_says_what_happens(mine):
    Basics.objects.all().delete()
    page = tapped(mine)
    assert page.heading == "届け先"
    assert "住所を預かっていないので" in page.text


def test_a_calendar_has_the_deadlines_that_stand_and_none_after_a_death(hanako):
    notice = a_notice(hanako)
    a_notice(hanako, number=2, deadline=None)
    feed = CalendarFeed.objects.create(
        person=hanako, municipality=hanako.municipality, token_hmac="x", made_at=NOON, language="ja"
    )
    (line,) = dates_of(feed, at=NOON)
    assert (line.on, line.title) == (date(2026, 12, 1), "手続の期限")
    assert str(notice.row) in line.uid
    Death.objects.create(
        person=hanako,
        municipality=hanako.municipality,
        on=date(2026, 11, 20),
        recorded_at=NOON,
        source="届出",
        quiet_until=date(2027, 1, 8),
    )
    assert dates_of(feed, at=NOON) == []
