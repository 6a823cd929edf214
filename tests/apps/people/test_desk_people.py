"""At the desk one person is found by name and birthday, for a purpose, in one's own area, never past a shield."""

from __future__ import annotations

import pytest

from tests.factories.actors import NOON, act_as, clerk
from tests.factories.desk import PASSWORD, some_office
from tests.factories.families import BIRTHDAY, family, parent_of
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.audit.models import Entry
from todoke.apps.mandates.models import Mandate
from todoke.apps.people.actions import shield, show_evidence
from todoke.apps.people.models import Basics, Death, Kinship, Person, Shield
from todoke.apps.people.queries import may_know
from todoke.apps.people.queries.who import match_mark

pytestmark = pytest.mark.django_db

MOTHER = {"name": "佐藤 花子", "born": "1990-04-12", "purpose": "consultation"}


@pytest.fixture
def home():
    found = family()
    for person in (found.mother, found.father, found.stranger):
        basics = Basics.objects.get(person=person)
        basics.match_blind = match_mark(basics.name, person.birth_low)
        basics.save()
    return found


def protector(area: str = "132080") -> Actor:
    return Actor(
        kind=Kind.STAFF,
        account_id=5,
        assurance=Assurance.CARD,
        roles=frozenset({(area, "editor", "protection")}),
        purpose="shield",
    )


def browser(monkeypatch, actor: Actor) -> PageClient:
    """Return a browser signed in at the desk, whose requests come from the actor."""
    from todoke.apps.accounts.models import Account

    if not Account.objects.exists():
        some_office()
    made = PageClient()
    answer = made.client.post("/desk/login/", {"login": "editor", "password": PASSWORD})
    assert answer.status_code == 302
    act_as(monkeypatch, actor)
    return made


def test_there_is_no_list(home, monkeypatch):
    page = browser(monkeypatch, clerk("132080")).get("/desk/people/")
    assert "佐藤" not in page.text


def test_one_person_is_found_and_every_look_is_written_down(home, monkeypatch):
    desk = browser(monkeypatch, clerk("132080"))
    page = desk.post("/desk/people/", MOTHER)
    assert "佐藤花子" in page.text
    assert "見本町" in page.text
    entries = Entry.objects.filter(thing="basics", verb="see")
    assert [one.said for one in entries] == [{"purpose": "consultation"}]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"purpose": ""}, "何のためにさがすか"),
        ({"purpose": "curious"}, "何のためにさがすか"),
        ({"born": "4月"}, "1990-04-12"),
        ({"name": ""}, "氏名を書いてください"),
    ],
)
def test_without_a_purpose_or_half_a_name_nothing_is_searched(home, monkeypatch, typed, words):
    page = browser(monkeypatch, clerk("132080")).post("/desk/people/", MOTHER | typed, status=400)
    assert words in page.text


def test_nobody_elsewhere_and_nobody_shielded_is_found_and_the_answers_are_alike(home, monkeypatch):
    desk = browser(monkeypatch, clerk("131199"))
    elsewhere = desk.post("/desk/people/", MOTHER).text
    unknown = desk.post("/desk/people/", MOTHER | {"name": "佐藤花代"}).text
    shield(person=home.mother, from_on=NOON.date(), by=protector(), at=NOON)
    shielded = browser(monkeypatch, clerk("132080")).post("/desk/people/", MOTHER).text
    assert "見つかりません" in shielded
    assert elsewhere == shielded == unknown.replace("佐藤花代", "佐藤 花子")


def test_an_address_of_a_page_alone_opens_nothing(home, monkeypatch):
    row = Basics.objects.get(person=home.mother).row
    desk = browser(monkeypatch, clerk("132080"))
    assert desk.client.get(f"/desk/people/{row}/").status_code == 403
    assert desk.client.get(f"/desk/people/{row}/shield/").status_code == 403


def test_only_the_section_that_keeps_shields_sees_their_page(home, monkeypatch):
    row = Basics.objects.get(person=home.mother).row
    desk = browser(monkeypatch, clerk("132080"))
    assert "支援措置" not in desk.post("/desk/people/", MOTHER).links
    assert desk.client.get(f"/desk/people/{row}/shield/").status_code == 403
    desk = browser(monkeypatch, protector())
    assert "支援措置" in desk.post("/desk/people/", MOTHER | {"purpose": "shield"}).links
    page = desk.get(f"/desk/people/{row}/shield/")
    assert "記録はありません" in page.text


def test_a_shield_is_raised_against_somebody_elsewhere_and_ended(home, monkeypatch):
    row = Basics.objects.get(person=home.mother).row
    desk = browser(monkeypatch, protector())
    desk.post("/desk/people/", MOTHER | {"purpose": "shield"})
    typed = {"from": "2026-11-22", "who": "one", "name": "田中太郎", "born": "1990-04-12"}
    desk.post(f"/desk/people/{row}/shield/", typed)
    found = Shield.objects.get()
    assert found.person_id == home.mother.pk
    assert not may_know(904, 901, on=NOON.date())
    assert may_know(902, 901, on=NOON.date())
    desk.post(f"/desk/people/{row}/shield/{found.pk}/end/", {"until": "2026-11-30"})
    assert str(Shield.objects.get().until_on) == "2026-11-30"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"from": "あした", "who": "everybody"}, "2026-11-22"),
        ({"from": "2026-11-22"}, "だれに対する"),
        (
            {"from": "2026-11-22", "who": "one", "name": "いない人", "born": "1990-01-01"},
            "相手が見つかりません",
        ),
        ({"from": "2026-11-22", "until": "2026-11-01", "who": "everybody"}, "始まりの日よりあと"),
    ],
)
def test_a_shield_filled_in_wrongly_says_what_is_missing(home, monkeypatch, typed, words):
    row = Basics.objects.get(person=home.mother).row
    desk = browser(monkeypatch, protector())
    desk.post("/desk/people/", MOTHER | {"purpose": "shield"})
    assert words in desk.post(f"/desk/people/{row}/shield/", typed, status=400).text
    assert not Shield.objects.exists()


def test_staff_who_saw_the_paper_confirm_the_kinship(home, monkeypatch):
    other = Person.objects.create(
        household=home.mother.household,
        municipality=home.mother.municipality,
        relation=2,
        birth_low=BIRTHDAY,
        birth_high=BIRTHDAY,
    )
    kinship = parent_of(home.mother, other, status="stated")
    paper = show_evidence(
        kinship=kinship, kind="koseki", how="counter", issued_on=NOON.date(), by=clerk("132080"), at=NOON
    )
    desk = browser(monkeypatch, clerk("132080"))
    page = desk.post("/desk/people/", MOTHER | {"purpose": "evidence"})
    assert "書類を見て確かめた" in page.response.content.decode()
    desk.post(f"{page.address}evidence/{paper.row}/", {})
    assert Kinship.objects.get(pk=kinship.pk).status == "confirmed"


def test_a_death_ends_what_others_do_in_the_persons_place(home, monkeypatch):
    desk = browser(monkeypatch, clerk("132080"))
    page = desk.post("/desk/people/", MOTHER | {"purpose": "death"})
    assert "亡くなった日を" in desk.post(f"{page.address}death/", {"on": "きのう"}).response.content.decode()
    page = desk.post(f"{page.address}death/", {"on": "2026-11-20"})
    assert Death.objects.get().quiet_until.isoformat() == "2027-01-08"
    assert "2027-01-08" in page.text
    assert not Mandate.objects.filter(ended_at__isnull=True).exists()
