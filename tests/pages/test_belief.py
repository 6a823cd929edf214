"""Anybody finds out whether a notice is ours, tells of a fake, and compares senders, without logging in."""

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.factories.actors import NOON
from tests.pages.client import PageClient
from todoke.apps.belief.actions import CodeUse, new_codes, register, withdraw_codes
from todoke.apps.belief.limits import CHECKS, REPORTS
from todoke.apps.belief.models import CheckCount, FakeReport, MessageCode
from todoke.base import clock
from todoke.telling.channels import Channel
from todoke.telling.codes import shown

pytestmark = pytest.mark.django_db
CHECK = "/notices/check/"


@pytest.fixture(autouse=True)
def _nobody_has_asked():
    CHECKS.clear()
    REPORTS.clear()


def a_code(**changes) -> str:
    """Register a code of 調布市 that went by mail on 22 November 2026."""
    (code,) = new_codes(1)
    use = {
        "office": "7000020132080",
        "office_name": "調布市",
        "kind": "deadline-near",
        "channels": {Channel.MAIL},
    }
    register([CodeUse(code=code, sent_on=date(2026, 11, 22), **use | changes)], at=NOON)
    return code


def asked(typed: str, *, status: int = 200):
    """Type a code into the page."""
    pages = PageClient()
    return pages.submit(pages.get(CHECK), {"code": typed}, status=status)


@pytest.mark.parametrize(
    "address", ["check", "senders", "fakes", "report", "report/thanks", "exceptions", "register"]
)
@pytest.mark.parametrize("language", ["", "/ja-easy", "/en"])
def test_every_page_opens_for_everybody_in_every_language(address, language):
    page = PageClient().get(f"{language}/notices/{address}/")
    assert page.heading


def test_who_types_the_code_of_a_notice_learns_who_sent_it_when_and_how():
    page = asked(shown(a_code()))
    assert "本物です。" in page.text
    assert "調布市" in page.text
    assert "2026" in page.text
    assert "メール" in page.text


def test_a_code_may_be_typed_carelessly():
    code = a_code()
    assert "本物です。" in asked(f" {code.lower()[:4]} {code.lower()[4:]} ").text


def test_a_code_we_never_sent_is_not_ours_and_can_be_reported():
    page = asked(shown(new_codes(1)[0]))
    assert "todokeが送ったものではありません。" in page.text
    assert page.links["にせものとして知らせる"] == "/notices/report/"


def test_a_withdrawn_notice_is_told_to_be_so():
    code = a_code(notice_id=5)
    withdraw_codes(notice_ids=[5], at=NOON)
    assert "取り消しました" in asked(code).text


@pytest.mark.parametrize("typed", ["", "7K3M9", "7K3M9-QXT2A-N", "あいうえおかきくけこさ", "7" * 500])
def test_a_slip_of_the_finger_is_told_at_the_field(typed):
    page = asked(typed, status=422)
    assert "本物です。" not in page.text
    assert "送ったものではありません。" not in page.text


def test_the_answer_holds_three_facts_and_nothing_of_the_notice():
    page = asked(a_code(kind="checkup-due", notice_id=77))
    assert "checkup" not in page.text
    assert "77" not in page.text


def test_misses_are_counted_and_nothing_of_who_asked():
    asked(new_codes(1)[0])
    asked(new_codes(1)[0])
    asked(a_code())
    asked("7K3M9", status=422)
    counts = dict(CheckCount.objects.values_list("outcome", "count"))
    assert counts == {"not_ours": 2, "ours": 1}
    assert {field.name for field in CheckCount._meta.get_fields()} == {"id", "on", "outcome", "count"}


def test_the_page_is_useless_for_searching():
    client = Client()
    code = new_codes(1)[0]
    answers = [client.post(CHECK, {"code": code}).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]
    late = client.post(CHECK, {"code": a_code()})
    assert late.status_code == 429
    assert int(late["Retry-After"]) > 0
    assert "本物です" not in late.content.decode()


def test_the_code_itself_is_nowhere_in_the_database():
    code = a_code()
    row = MessageCode.objects.get()
    assert code not in str(row.__dict__)


def test_the_api_tells_the_same_as_the_page():
    answer = Client().get(f"/api/v1/notices/check/{shown(a_code())}")
    assert answer.json() == {
        "answer": "ours",
        "office": "調布市",
        "sent_on": "2026-11-22",
        "channels": ["mail"],
    }
    assert answer["Cache-Control"] == "no-store"
    assert Client().get("/api/v1/notices/check/7K3M9").json()["answer"] == "mistyped"


def test_page_and_api_count_together():
    client = Client()
    for _ in range(30):
        client.post(CHECK, {"code": new_codes(1)[0]})
    answer = client.get(f"/api/v1/notices/check/{new_codes(1)[0]}")
    assert answer.status_code == 429
    assert answer.json()["type"].endswith("too-many-requests")


def test_anybody_tells_of_a_fake_and_it_is_kept_sealed():
    pages = PageClient()
    words = "【調布市】至急 http://todoke.evil.example/"
    page = pages.submit(pages.get("/notices/report/"), {"channel": "sms", "words": words, "url": ""})
    assert "ありがとうございます" in page.text
    report = FakeReport.objects.get()
    assert report.words == words
    assert "evil" not in str(bytes(report.words_sealed))


def test_a_report_without_words_is_told_so():
    pages = PageClient()
    page = pages.submit(pages.get("/notices/report/"), {"words": "", "url": ""}, status=422)
    assert "どこに届いたかを選んでください。" in page.text
    assert not FakeReport.objects.exists()


def test_a_report_never_takes_a_my_number():
    pages = PageClient()
    typed = {"channel": "mail", "words": "番号は 1234 5678 9018 です", "url": ""}
    page = pages.submit(pages.get("/notices/report/"), typed, status=422)
    assert "マイナンバー" in page.text


def test_the_register_shows_counts_but_no_small_ones():
    today = clock.today()
    for _ in range(12):
        a_code(office_name="調布市")
    MessageCode.objects.update(sent_on=today)
    for _ in range(3):
        a_code(office_name="青ヶ島村")
    MessageCode.objects.exclude(sent_on=today).update(sent_on=today - timedelta(days=1))
    page = PageClient().get("/notices/register/")
    assert "12" in page.text
    assert "青ヶ島村少ない出しません" in page.text.replace(" ", "").replace("\n", "")
