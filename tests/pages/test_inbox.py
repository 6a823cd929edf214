"""A resident reads notices, chooses what to hear of, and stops everything; nobody else sees any of it."""

import re
from datetime import timedelta

import pytest

from tests.factories.actors import NOON, act_as, person
from tests.factories.contacts import a_person
from tests.factories.notices import a_broadcast, a_notice, publish_wordings
from tests.factories.registry import some_bodies
from tests.pages.client import PageClient
from todoke.apps.notices.actions import set_preference, withdraw_notice
from todoke.apps.notices.models import Notice, Preference
from todoke.apps.notices.saying import forget_wordings
from todoke.apps.people.models import Shield, ShieldFrom
from todoke.apps.tenancy.scope import everywhere
from todoke.telling.channels import Channel

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


def test_who_was_told_nothing_is_shown_how_to_begin(mine):
    page = mine.get("/my/notices/")
    assert page.heading == "お知らせ"
    assert "お知らせはありません。" in page.text
    assert mine.click(page, "受け取り方を決める").heading == "受け取り方"
    assert "棚には何もありません。" in mine.get("/my/shelf/").text
    assert "しまったお知らせはありません。" in mine.get("/my/notices/away/").text


def test_the_first_page_says_what_is_new_and_what_is_due(mine, hanako):
    assert "新しいお知らせはありません。" in mine.get("/my/").text
    a_notice(hanako)
    a_broadcast()
    page = mine.get("/my/")
    assert "新しいお知らせ 1件" in page.text
    assert "みなさんへのお知らせ 1件" in page.text
    assert "期限が近いもの" in page.text


def test_who_is_not_known_yet_is_told_what_to_do(monkeypatch):
    act_as(monkeypatch, person(0).__class__(kind=person(0).kind, login_id=1, assurance=person(0).assurance))
    client = PageClient()
    assert "まだ、あなたについての情報はありません。" in client.get("/my/").text
    assert "お知らせはありません。" in client.get("/my/notices/").text


def test_a_notice_is_read_with_its_code_and_why_it_came(mine, hanako):
    notice = a_notice(hanako)
    page = mine.click(mine.get("/my/notices/"), "児童手当")
    assert "2026年12月1日" in page.text
    assert "確認コード" in page.text
    assert page.heading == "お知らせ"
    assert "なぜ届いたか" in page.links
    assert "まちがい・いやだったと知らせる" in page.links
    assert Notice.objects.get(pk=notice.pk).read_at is not None
    assert "新しい " not in mine.get("/my/notices/").text


def test_a_notice_taken_back_says_so(mine, hanako):
    notice = a_notice(hanako)
    withdraw_notice(notice, why="reported_wrong", by="system:test", at=NOON)
    assert "取り消されました" in mine.get("/my/notices/").text
    page = mine.get(f"/my/notices/{notice.row}/")
    assert "このお知らせは取り消されました。" in page.text
    assert "手続を見る" not in page.links


def test_a_notice_is_put_away_and_brought_back(mine, hanako):
    notice = a_notice(hanako)
    page = mine.submit(mine.get(f"/my/notices/{notice.row}/"), button="しまう")
    assert "お知らせはありません。" in page.text
    page = mine.click(mine.get("/my/notices/away/"), "児童手当")
    mine.submit(page, button="もとにもどす")
    assert "児童手当" in mine.get("/my/notices/").text


def test_the_shelf_is_apart(mine, hanako):
    a_notice(hanako, is_pushed=False, channels=0)
    assert "児童手当" not in mine.get("/my/notices/").text
    assert "児童手当" in mine.get("/my/shelf/").text


def test_older_notices_are_on_the_next_page(mine, hanako):
    for number in range(25):
        a_notice(hanako, number=number + 1, at=NOON + timedelta(minutes=number))
    page = mine.get("/my/notices/")
    assert page.text.count("児童手当の手続") == 20
    page = mine.click(page, "もっと前のものを見る")
    assert page.text.count("児童手当の手続") == 5


def test_anothers_notice_is_not_there(mine):
    notice = a_notice(a_person())
    for address in ("", "hide/", "back/", "stop-kind/"):
        if address:
            mine.post(f"/my/notices/{notice.row}/{address}", status=404)
        else:
            mine.get(f"/my/notices/{notice.row}/", status=404)
    mine.get(f"/my/notices/older/{notice.row}/", status=404)


def test_a_notice_about_somebody_shielded_since_is_not_there_any_more(mine, hanako):
    child = a_person()
    notice = a_notice(hanako, about_id=child.pk, program_id="")
    assert "児童手当" in mine.get("/my/notices/").text
    shield = Shield.objects.create(
        person=child, municipality_id="132080", from_on=NOON.date(), recorded_at=NOON, recorded_by_id=1
    )
    ShieldFrom.objects.create(shield=shield, person=hanako, municipality_id="132080")
    assert "児童手当" not in mine.get("/my/notices/").text
    assert "新しいお知らせはありません。" in mine.get("/my/").text
    mine.get(f"/my/notices/{notice.row}/", status=404)


def test_a_notice_to_everybody_is_read_like_any_other(mine):
    a_broadcast()
    page = mine.click(mine.get("/my/notices/"), "調布市からの災害のお知らせ")
    assert "大雨です。" in page.text
    assert "あなたの情報を使って選んだものではありません。" in page.text


def test_a_notice_to_everybody_elsewhere_is_not_there(monkeypatch):
    broadcast = a_broadcast()
    act_as(monkeypatch, person(a_person("132047").pk))
    PageClient().get(f"/my/notices/to-all/{broadcast.row}/", status=404)


def test_nothing_is_chosen_before_somebody_chooses(mine):
    page = mine.get("/my/wishes/")
    assert "決めるまで、何も届きません。" in page.text
    boxes = re.findall(r"<input[^>]*type=\"checkbox\"[^>]*>", page.response.content.decode())
    assert len(boxes) > 10
    assert not any("checked" in box for box in boxes)
    assert "次の分野は、まだありません。" in page.text
    assert page.text.index("子ども・子育て") < page.text.index("同じ年代の人に多い") < page.text.index("障害")


def test_wishes_are_decided_and_shown(mine):
    page = mine.get("/my/wishes/")
    answers = {
        "topics": ["children", "immunization"],
        "channels": ["mail"],
        "budget": "2",
        "quiet_from": "20",
        "quiet_until": "9",
        "roundup": "4",
    }
    page = mine.submit(page, answers)
    row = Preference.objects.get()
    assert (row.topics, row.channels, row.budget) == (0b10001, Channel.MAIL.bit, 2)
    assert (row.quiet_from, row.quiet_until, row.roundup_day) == (1200, 540, 4)
    assert "いまの受け取り方です。" in page.text
    assert "届け先が、まだ登録されていません。" in page.text


@pytest.mark.parametrize("budget", ["", "31", "-1", "たくさん", "１"])
def test_a_number_that_is_none_is_said_so(mine, budget):
    page = mine.submit(mine.get("/my/wishes/"), {"budget": budget}, status=422)
    assert "0から30までの数字を入れてください" in page.text
    assert not Preference.objects.exists()


def test_one_tap_stops_everything(mine, hanako):
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=1, channels=1)
    page = mine.submit(mine.get("/my/wishes/"), button="お知らせを受け取らない")
    assert "お知らせを受け取らないことにしました。" in page.text
    assert Preference.objects.get().none


def test_one_kind_is_stopped_from_its_notice(mine, hanako):
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=0b11, channels=1)
    notice = a_notice(hanako)
    page = mine.submit(mine.get(f"/my/notices/{notice.row}/"), button="この種類を止める")
    assert page.heading == "受け取り方"
    assert not Preference.objects.get().topics & 1


def test_the_light_page_for_disasters_is_small_asks_for_no_cookie_and_may_be_kept():
    a_broadcast()
    client = PageClient().client
    assert "調布市" in client.get("/emergency/").content.decode()
    response = client.get("/emergency/132080/")
    assert response.status_code == 200
    assert len(response.content) < 14_000
    assert not response.cookies
    assert "大雨です。" in response.content.decode()
    assert "max-age=60" in response["Cache-Control"]
    assert client.get("/emergency/999999/").status_code == 404


def test_where_nothing_happens_the_light_page_says_so():
    client = PageClient().client
    assert "出している区市町村はありません。" in client.get("/emergency/").content.decode()
    assert "いまありません。" in client.get("/emergency/132080/").content.decode()


def test_the_page_of_safety_leads_to_what_anybody_can_check():
    page = PageClient().get("/safety/")
    assert {"お知らせが本物か確かめる", "どこから送るか", "例外の一覧"} <= page.links.keys()
