"""The desk: wordings approved by another, fakes published harmless, wrong notices decided in one's own municipality."""

import pytest

from tests.apps.responses.test_wrong import STORE, a_notice, somebody
from tests.factories.actors import NOON, person
from tests.factories.desk import PASSWORD, some_office
from tests.pages.client import PageClient
from todoke.apps.belief.fakes import report_fake
from todoke.apps.belief.models import FakeChannel, FakeReport, KnownFake, StoppedRule, WordingVersion
from todoke.apps.responses.actions import report_wrong
from todoke.apps.responses.models import WrongKind, WrongNotice
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """The office of 調布市."""
    return some_office()


def at_desk(account) -> PageClient:
    """Return a browser signed in."""
    pages = PageClient()
    pages.client.post("/desk/login/", {"login": account.login, "password": PASSWORD})
    session = pages.client.session
    session.save()
    return pages


def test_a_wording_goes_through_two_hands(office):
    writer = at_desk(office.editor)
    page = writer.get("/desk/wordings/deadline-near/")
    writer.submit(page, button="公開をたのむ")
    assert "承認して署名する" not in writer.get("/desk/wordings/deadline-near/").text
    reader = at_desk(office.approver)
    page = reader.submit(reader.get("/desk/wordings/deadline-near/"), button="承認して署名する")
    assert "署名して公開しました" in page.text
    assert WordingVersion.objects.get().published_at is not None
    assert "使っています" in writer.get("/desk/wordings/").text


def test_a_fake_is_read_and_published_harmless(office):
    report_fake(words="至急 https://evil.test/", url="https://evil.test/", channel=FakeChannel.SMS, at=NOON)
    pages = at_desk(office.approver)
    page = pages.get("/desk/fakes/")
    assert "至急" in page.text
    pages.submit(page, button="にせもの")
    assert FakeReport.objects.get().state == "fake"
    typed = {
        "seen_on": "2026-11-20",
        "channel": "sms",
        "words": "至急 https://evil.test/",
        "how_to_tell": "SMSでは送りません。",
    }
    pages.submit(pages.get("/desk/fakes/"), typed)
    assert KnownFake.objects.get().words == "至急 https[:]//evil[.]test/"
    public = PageClient().get("/notices/fakes/")
    assert "SMSでは送りません。" in public.text
    assert "https://evil" not in public.text


def test_a_wrong_notice_is_decided_with_one_press_and_its_rule_stopped(office):
    with everywhere("test"):
        one = somebody()
        notice = a_notice(one)
        report_wrong(
            notice, kind=WrongKind.WRONG, words="ちがいます", by=person(one.pk), notices=STORE, at=NOON
        )
    pages = at_desk(office.approver)
    page = pages.get("/desk/wrong/")
    assert "ちがいます" in page.text
    pages.submit(page, {"why": "計算がちがう"}, button="規則を止めて、すべて取り消す")
    assert StoppedRule.objects.get().rule == "children-deadline"
    with everywhere("test"):
        assert WrongNotice.objects.get().state == "withdrawn"
    assert "children-deadline" in pages.get("/desk/stopped-rules/").text


@pytest.mark.parametrize("room", ["wordings", "fakes", "wrong", "reach", "stopped-rules"])
def test_every_room_opens_when_there_is_nothing(office, room):
    assert at_desk(office.approver).get(f"/desk/{room}/").heading


def test_an_editor_may_not_stop_rules(office):
    assert at_desk(office.editor).client.get("/desk/stopped-rules/").status_code == 403
