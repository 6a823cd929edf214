"""A resident sees values before agreeing, takes back by one tap, sees who read what, and takes or deletes all of it."""

import json
import re

import pytest
from django.test import Client

from tests.factories.actors import NOON, act_as, person
from tests.factories.contacts import a_person
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.consent.actions import read_items
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import AccessEntry, Consent, Preview
from todoke.apps.consent.queries import uses
from todoke.apps.people.models import Basics, Person
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

pytestmark = pytest.mark.django_db
BORN = "person.birth_date"


@pytest.fixture
def hanako():
    with everywhere("test"):
        who = a_person()
        row = Basics(person=who, municipality_id=who.municipality_id, source="card", as_of=NOON.date())
        row.name = "むらさき花子"
        row.save()
        return who


@pytest.fixture
def mine(hanako, monkeypatch):
    act_as(monkeypatch, person(hanako.pk))
    return PageClient()


def asked(mine):
    return mine.submit(mine.get("/my/consents/"), button="情報を見て選ぶ")


def agreed(mine):
    return mine.submit(asked(mine), {"items": [BORN]}, button="使ってよい")


def test_the_values_stand_beside_the_items_before_anything_is_agreed_to(mine):
    page = asked(mine)
    assert page.heading == "この情報を使ってもよいですか"
    assert "1990年1月1日" in page.text
    assert "調布市" in page.text
    assert "使わなくても、制度さがしと手続はこれまでどおり使えます。" in page.text
    with everywhere("test"):
        assert not Consent.objects.exists()
        assert AccessEntry.objects.get().basis == "own"


def test_nothing_is_chosen_beforehand(mine):
    html = asked(mine).response.content.decode()
    boxes = re.findall(r"<input[^>]*checkbox[^>]*>", html)
    assert len(boxes) >= 2
    assert not any("checked" in box for box in boxes)


def test_agreeing_to_one_item_lets_that_one_be_used_and_no_other(mine, hanako):
    page = agreed(mine)
    assert page.heading == "同意した情報"
    assert "お知らせを選ぶため" in page.text
    with everywhere("test"):
        assert [one.item for one in Consent.objects.all()] == [BORN]


def test_choosing_nothing_says_what_to_do(mine):
    page = mine.submit(asked(mine), button="使ってよい", status=422)
    assert "使わないときは「使わない」を押してください" in page.text


def test_refusing_leaves_everything_as_it_was(mine):
    page = mine.submit(asked(mine), button="使わない")
    assert "同意している情報はありません。" in page.text
    with everywhere("test"):
        assert Preview.objects.get().state == "rejected"


def test_one_tap_takes_back_and_the_next_read_gets_nothing(mine, hanako):
    page = mine.submit(agreed(mine), button="取り消す")
    assert "取り消しました。次のお知らせから使いません。" in page.text
    assert "同意している情報はありません。" in page.text
    with everywhere("test"):
        assert uses(hanako.pk, BORN, Purpose.NOTICES, "132080", at=clock.now()) is None


def test_an_answered_question_cannot_be_answered_again(mine):
    page = asked(mine)
    mine.submit(page, button="使わない")
    assert mine.get(page.address, status=410).heading == "この確認は終わりました"


def test_another_persons_question_and_consent_are_not_there(mine, monkeypatch):
    page = asked(mine)
    mine.submit(page, {"items": [BORN]}, button="使ってよい")
    with everywhere("test"):
        consent = Consent.objects.get()
        stranger = a_person("132047")
    act_as(monkeypatch, person(stranger.pk))
    PageClient().get(page.address, status=404)
    PageClient().post(f"/my/consents/{consent.row}/take-back/", {}, status=404)
    consent.refresh_from_db()
    assert consent.withdrawn_at is None


def test_readers_are_told_when_who_why_and_which_items_without_values(mine, hanako):
    assert "まだだれも見ていません。" in mine.get("/my/data/readers/").text
    agreed(mine)
    with everywhere("test"):
        read_items(
            Actor(kind=Kind.SYSTEM, purpose="nightly"),
            hanako.pk,
            [BORN],
            purpose=Purpose.NOTICES,
            receiver="132080",
            action="choose_notices",
            at=clock.now(),
            content=rulebook().content,
        )
    text = mine.get("/my/data/readers/").text
    assert "調布市" in text
    assert "お知らせを選ぶため" in text
    assert "生年月日" in text
    assert "1990" not in text


def test_what_is_held_is_listed(mine):
    agreed(mine)
    text = mine.get("/my/data/").text
    assert "氏名マイナンバーカード" in text
    assert "同意" in text


def test_taking_and_deleting_everything_ask_for_the_card(hanako, monkeypatch):
    act_as(monkeypatch, person(hanako.pk, assurance=Assurance.MAIL))
    for address in ("/my/data/export/", "/my/data/delete/"):
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/stronger/")


def test_the_file_holds_ones_own_words_and_nobody_elses(mine, hanako):
    with everywhere("test"):
        stranger = a_person("132047")
        row = Basics(person=stranger, municipality_id="132047", source="card", as_of=NOON.date())
        row.name = "べつの太郎"
        row.save()
    agreed(mine)
    assert mine.get("/my/data/export/").heading == "すべて受け取る"
    response = Client().post("/my/data/export/")
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode()
    assert "むらさき花子" in text
    assert "べつの太郎" not in text
    assert json.loads(text)["consent"]["consents"][0]["item"] == BORN


def test_deleting_asks_once_more_and_leaves_no_row_of_the_person(mine, hanako):
    agreed(mine)
    page = mine.submit(mine.get("/my/data/delete/"), button="すべて消す", status=422)
    mine.submit(page, {"sure": "1"}, button="すべて消す")
    with everywhere("test"):
        assert not Person.objects.filter(pk=hanako.pk).exists()
        assert not Consent.objects.exists()
        assert not Basics.objects.exists()
        assert [(one.person_id, one.items) for one in AccessEntry.objects.all()] == [(None, [])]


@pytest.mark.parametrize("language", ["", "/en", "/ja-easy"])
@pytest.mark.parametrize("purpose", list(Purpose))
def test_the_words_of_every_purpose_are_open_to_everybody_and_short(purpose, language):
    page = PageClient().get(f"{language}/terms/{purpose}/1/")
    assert page.status == 200
    PageClient().get(f"{language}/terms/{purpose}/99/", status=404)
