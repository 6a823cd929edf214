"""A resident says where hints go, confirms it, stops it; a mail's own button stops it without a login."""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.test import Client
from icalendar import Calendar

from tests.factories.actors import NOON, act_as, person
from tests.factories.contacts import a_mailbox, a_person
from tests.pages.client import PageClient
from todoke.apps.channels.models import CalendarFeed, ContactPoint, Dispatch
from todoke.apps.channels.outbox import hint_of
from todoke.apps.channels.stopping import stop_token
from todoke.clients.mail.composing import Mail, compose
from todoke.formats.feeds.dates import DatedLine

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(hanako, monkeypatch):
    """Her browser."""
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def stop_url(contact):
    return f"/stop/{stop_token(contact)}/"


def test_somebody_without_contact_points_is_told_that_nothing_is_needed(mine):
    page = mine.get("/my/contacts/")
    assert page.heading == "届け先"
    assert "届け先はまだありません。" in page.text
    assert "登録しなくても、お知らせはマイページで読めます。" in page.text


def test_an_address_is_added_by_the_number_that_arrives(mine):
    page = mine.click(mine.get("/my/contacts/"), "メールアドレスを登録する")
    page = mine.submit(page, {"address": "hanako＠mail.example"})
    assert page.heading == "メールに届いた番号を入れる"
    number = hint_of(Dispatch.objects.get()).code
    wrong = "000000" if number != "000000" else "111111"
    page = mine.submit(page, {"number": wrong}, status=422)
    assert "番号がちがいます" in page.text
    page = mine.submit(page, {"number": f"{number[:3]} {number[3:]}"})
    assert page.heading == "届け先"
    assert "hanako@mail.example" in page.text
    assert ContactPoint.objects.get().is_open


@pytest.mark.parametrize("typed", ["", "hanako", "a@b", "a@mail.example b@mail.example"])
def test_what_is_no_address_is_said_so_and_nothing_is_sent(mine, typed):
    page = mine.submit(mine.get("/my/contacts/mail/"), {"address": typed}, status=422)
    assert "入力を直してください" in page.text
    assert not Dispatch.objects.exists()


def test_another_number_can_be_asked_for(mine):
    page = mine.submit(mine.get("/my/contacts/mail/"), {"address": "hanako@mail.example"})
    page = mine.submit(page, button="もう一度送る")
    assert Dispatch.objects.count() == 2
    number = hint_of(Dispatch.objects.latest("pk")).code
    assert mine.submit(page, {"number": number}).heading == "届け先"


def test_a_contact_point_is_stopped_by_one_tap(mine, mailbox):
    page = mine.submit(mine.get("/my/contacts/"), button="止める")
    assert "届け先はまだありません。" in page.text
    mailbox.refresh_from_db()
    assert mailbox.stop_reason == "asked"


def test_nobody_sees_or_stops_what_is_anothers(mine):
    other = a_mailbox(a_person("132047"), "taro@mail.example")
    assert "taro" not in mine.get("/my/contacts/").text
    for way in ("number", "again", "stop"):
        assert mine.client.post(f"/my/contacts/{other.row}/{way}/").status_code == 404
    other.refresh_from_db()
    assert other.is_open


def test_a_browser_at_an_unknown_push_service_is_refused_in_words(mine):
    page = mine.post(
        "/my/contacts/push/", {"endpoint": "https://10.0.0.1/x", "p256dh": "x", "auth": "y"}, status=422
    )
    assert "このブラウザーの通知には、まだ対応していません。" in page.text
    page = mine.post(
        "/my/contacts/push/", {"endpoint": "https://fcm.googleapis.com/x", "p256dh": "x"}, status=422
    )
    assert "通知を始められませんでした" in page.text
    assert not ContactPoint.objects.exists()


def test_a_mail_program_stops_with_one_post_and_no_cookie(mailbox):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        stop_url(mailbox), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 200
    assert not client.cookies
    mailbox.refresh_from_db()
    assert mailbox.stop_reason == "one-click"
    assert client.post(stop_url(mailbox), {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_reading_the_page_changes_nothing_and_a_person_presses_once(mailbox):
    browser = PageClient()
    for _ in range(3):
        page = browser.get(stop_url(mailbox))
    mailbox.refresh_from_db()
    assert mailbox.is_open
    assert "mail.example" not in page.response.content.decode()
    page = browser.submit(page, button="メールを止める")
    assert page.heading == "メールを止めました"
    mailbox.refresh_from_db()
    assert not mailbox.is_open
    assert browser.get(stop_url(mailbox)).heading == "メールを止めました"


def test_a_post_that_says_nothing_stops_nothing(mailbox):
    assert Client().post(stop_url(mailbox)).status_code == 400
    mailbox.refresh_from_db()
    assert mailbox.is_open


@pytest.mark.parametrize("token", ["x", "x" * 48, "%00", "a" * 300])
def test_a_token_of_nobody_is_not_there(token):
    assert Client().get(f"/stop/{token}/").status_code == 404
    assert Client().post(f"/stop/{token}/", {"List-Unsubscribe": "One-Click"}).status_code == 404


def test_the_worker_of_pushes_may_open_the_whole_site():
    answer = Client().get("/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert b"showNotification" in answer.content
    assert b"http" not in answer.content  # a tap leads to our own page, never to an address of the push


def feed_address(page):
    (found,) = re.findall(r"/calendar/[A-Za-z0-9_-]+\.ics", page.response.content.decode())
    return found


def test_a_calendar_has_an_address_shown_once_that_can_be_ended(mine, monkeypatch):
    monkeypatch.setattr(
        "todoke.apps.home.machine.views.dates_of",
        lambda feed, at: [DatedLine("n@x.example", date(2026, 12, 1), "手続の期限")],
    )
    page = mine.submit(mine.get("/my/calendar/"), button="アドレスを作る")
    address = feed_address(page)
    token = address.split("/")[-1].removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values().get())
    assert token not in mine.get("/my/calendar/").response.content.decode()
    answer = Client().get(address)
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "private, no-store"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "手続の期限"
    mine.submit(mine.get("/my/calendar/"), button="やめる")
    assert Client().get(address).status_code == 404


def test_an_end_of_anothers_calendar_is_not_there(mine):
    assert mine.client.post(f"/my/calendar/{uuid4()}/end/").status_code == 404


def test_mail_of_this_machine_can_be_read_here_and_in_production_there_is_no_such_page(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    assert "まだメールはありません。" in PageClient().get("/standin/mail/").text
    (tmp_path / "mail").mkdir()
    mail = Mail(
        "todoke@todoke.example",
        "todoke",
        "hanako@mail.example",
        "お知らせ",
        "本文です",
        "<a@x.example>",
        NOON,
    )
    (tmp_path / "mail" / "123.eml").write_bytes(compose(mail))
    browser = PageClient()
    page = browser.click(browser.get("/standin/mail/"), "お知らせ")
    assert "本文です" in page.text
    settings.PRODUCTION = True
    assert Client().get("/standin/mail/").status_code == 404
    assert Client().get("/standin/mail/123/").status_code == 404
