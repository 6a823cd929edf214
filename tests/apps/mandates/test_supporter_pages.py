"""A person asks somebody to help, who takes it up, acts in their place, and stops; every page says so."""

from __future__ import annotations

import re

import pytest

from tests.factories.actors import act_as, person
from tests.factories.families import family
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Assurance
from todoke.apps.mandates.models import Mandate, Use
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    with everywhere("test"):
        return family()


def asked(monkeypatch, *, status=200, **changes):
    """Let the mother ask 田中太郎; return the page with the code."""
    act_as(monkeypatch, person(901))
    return PageClient().post(
        "/my/supporters/new/",
        {"supporter_name": "田中太郎", "scope": ["look"], "term": "month"} | changes,
        status=status,
    )


def code_on(page) -> str:
    found = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    assert found is not None
    return found.group()


def mandate() -> Mandate:
    with everywhere("test"):
        return Mandate.objects.get()


def test_nobody_yet(home, monkeypatch):
    act_as(monkeypatch, person(901))
    page = PageClient().get("/my/supporters/")
    assert "支援者はいません" in page.text


def test_nothing_is_ticked_from_the_start(home, monkeypatch):
    act_as(monkeypatch, person(901))
    html = PageClient().get("/my/supporters/new/").response.content.decode()
    assert " checked" not in html


def test_what_is_missing_is_said_at_its_field(home, monkeypatch):
    page = asked(monkeypatch, status=400, supporter_name="", scope=[], term="")
    for words in ("支援者の氏名を書いてください", "1つ以上選んでください", "いつまで頼むか"):
        assert words in page.text


def test_a_my_number_is_refused(home, monkeypatch):
    page = asked(monkeypatch, status=400, supporter_name="田中 123456789018")
    assert "マイナンバーは書かないでください" in page.text


def test_asking_needs_the_card(home, monkeypatch):
    act_as(monkeypatch, person(901, assurance=Assurance.MAIL))
    answer = PageClient().client.get("/my/supporters/new/")
    assert answer["Location"].startswith("/login/stronger/")


def test_from_asking_to_acting_to_ending(home, monkeypatch):
    code = code_on(asked(monkeypatch))
    assert code not in PageClient().get("/my/supporters/").text
    act_as(monkeypatch, person(904))
    browser = PageClient()
    page = browser.post("/my/supporters/take-up/", {"code": code})
    assert "佐藤花子" in page.text
    row = mandate()
    answer = browser.client.post(f"/my/act-for/{row.row}/")
    assert (answer.status_code, answer["Location"]) == (302, "/my/")
    with everywhere("test"):
        assert Use.objects.count() == 1
    assert "佐藤花子" in browser.get(f"/my/supporters/{row.row}/paper/").text
    act_as(monkeypatch, person(901))
    page = PageClient().get("/my/supporters/")
    assert "代わりに操作された記録" in page.text
    browser = PageClient()
    browser.post(f"/my/supporters/{row.row}/end/", {})
    act_as(monkeypatch, person(904))
    assert PageClient().client.post(f"/my/act-for/{row.row}/").status_code == 404
    assert PageClient().client.get(f"/my/supporters/{row.row}/paper/").status_code == 404


def test_the_copy_on_paper_has_both_names(home, monkeypatch):
    asked(monkeypatch)
    page = PageClient().get(f"/my/supporters/{mandate().row}/paper/")
    assert "佐藤花子" in page.text
    assert "田中太郎" in page.text


@pytest.mark.parametrize("code", ["", "0000-0000-0000"])
def test_a_code_that_is_none_says_what_to_do(home, monkeypatch, code):
    act_as(monkeypatch, person(904))
    page = PageClient().post("/my/supporters/take-up/", {"code": code}, status=400)
    assert "コード" in page.text


def test_the_band_names_both_and_until_when(home, monkeypatch):
    from tests.factories.actors import supporter

    act_as(monkeypatch, supporter(904, of=901))
    page = PageClient().get("/my/supporters/")
    html = page.response.content.decode()
    assert "佐藤花子さんの代わりに操作しています(支援者: 田中一郎)" in html
    assert "2036-11-22 15:00まで" in html
    assert 'action="/my/act-for/end/"' in html
    assert "あなたの支援者" not in page.text


def test_no_name_stands_in_an_address(home, monkeypatch):
    page = asked(monkeypatch)
    assert all("佐藤" not in link and "田中" not in link for link in page.links.values())
