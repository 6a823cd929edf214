"""A resident sees the family as far as it is known, tells of a child by its month, and names the paper for it."""

from __future__ import annotations

import pytest

from tests.factories.actors import NOON, act_as, person
from tests.factories.families import family
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.people.actions import shield
from todoke.apps.people.models import Kinship
from todoke.apps.tenancy.scope import scope

pytestmark = pytest.mark.django_db

PROTECTOR = Actor(
    kind=Kind.STAFF,
    account_id=5,
    assurance=Assurance.CARD,
    roles=frozenset({("132080", "editor", "protection")}),
    purpose="shield",
)


def test_parents_see_their_child_and_strangers_nothing(monkeypatch):
    family()
    act_as(monkeypatch, person(901))
    assert "お子さん" in PageClient().get("/my/family/").text
    act_as(monkeypatch, person(904))
    assert "家族の記録はありません" in PageClient().get("/my/family/").text


def test_the_family_is_not_read_through_the_tests_own_scope(monkeypatch):
    family()
    act_as(monkeypatch, person(901))
    with scope():
        assert "2026年8月生まれ" in PageClient().get("/my/family/").text


def test_a_shielded_child_is_nowhere_for_who_must_not_know(monkeypatch):
    home = family()
    kinship = Kinship.objects.get(person=home.father)
    shield(person=home.child, from_on=NOON.date(), by=PROTECTOR, at=NOON, persons=[home.father])
    act_as(monkeypatch, person(902))
    page = PageClient().get("/my/family/")
    assert "2026年8月生まれ" not in page.text
    assert "支援措置" not in page.response.content.decode()
    assert PageClient().client.get(f"/my/family/{kinship.row}/").status_code == 404
    act_as(monkeypatch, person(901))
    assert "2026年8月生まれ" in PageClient().get("/my/family/").text


@pytest.mark.parametrize("month", ["2026-09", "2026年9月", "２０２６-09", "202609"])
def test_a_month_is_enough_to_tell_of_a_child(monkeypatch, month):
    family()
    act_as(monkeypatch, person(904))
    page = PageClient().post("/my/family/", {"month": month})
    assert "2026年9月生まれ" in page.text
    row = Kinship.objects.get(person_id=904)
    assert (row.own_words, row.status) == (True, "stated")


@pytest.mark.parametrize("month", ["", "9月", "2026-13", "2099-01"])
def test_a_month_that_is_none_is_said(monkeypatch, month):
    family()
    act_as(monkeypatch, person(904))
    page = PageClient().post("/my/family/", {"month": month}, status=400)
    assert "生まれた" in page.text


def test_a_paper_is_told_of_and_the_wrong_one_says_which_would_do(monkeypatch):
    family()
    act_as(monkeypatch, person(904))
    browser = PageClient()
    browser.post("/my/family/", {"month": "2026-09"})
    address = f"/my/family/{Kinship.objects.get(person_id=904).row}/"
    issued = "2020-01-01"
    page = browser.post(address, {"kind": "koseki", "how": "post", "issued": issued}, status=400)
    assert "新しいものを取ってください" in page.text
    page = browser.post(address, {"kind": "insurance", "how": "post", "issued": issued}, status=400)
    assert "戸籍" in page.text
    assert Kinship.objects.get(person_id=904).status == "stated"


def test_what_one_told_oneself_can_be_taken_back(monkeypatch):
    family()
    act_as(monkeypatch, person(904))
    browser = PageClient()
    browser.post("/my/family/", {"month": "2026-09"})
    row = Kinship.objects.get(person_id=904)
    assert "家族の記録はありません" in browser.post(f"/my/family/{row.row}/end/", {}).text
    act_as(monkeypatch, person(901))
    confirmed = Kinship.objects.get(person_id=901)
    assert PageClient().client.post(f"/my/family/{confirmed.row}/end/").status_code == 404


def test_somebody_not_taken_in_yet_sees_an_empty_page(monkeypatch):
    act_as(monkeypatch, Actor(kind=Kind.PERSON, login_id=77, assurance=Assurance.MAIL))
    assert "家族の記録はありません" in PageClient().get("/my/family/").text


def test_which_papers_do_is_said_plainly(monkeypatch):
    act_as(monkeypatch, person(901))
    assert "母子健康手帳" in PageClient().get("/my/family/evidence/").text
