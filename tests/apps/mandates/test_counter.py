"""A clerk acts for somebody at the counter: visibly, for a while, for what was asked, and with both names (O1)."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories.desk import PASSWORD
from tests.factories.families import family
from tests.factories.registry import CHOFU, clerk, some_bodies
from tests.security.protected import CHOFU as _CHOFU
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.accounts.models import Account, Membership
from todoke.apps.audit.models import Entry
from todoke.apps.identity.models import LoginCount, Visit
from todoke.apps.mandates.actions import end_mandate
from todoke.apps.mandates.models import Mandate, Use
from todoke.apps.people.actions import shield
from todoke.apps.people.models import Basics
from todoke.apps.people.queries.who import match_mark
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock

pytestmark = pytest.mark.django_db
ASKED = {"tasks": ["look", "settle"], "minutes": "30", "there": "1"}


@pytest.fixture
def home():
    with everywhere("test"):
        some_bodies()
        found = family()
        basics = Basics.objects.get(person=found.mother)
        basics.match_blind = match_mark(basics.name, found.mother.birth_low)
        basics.save()
    return found


@pytest.fixture
def account() -> Account:
    return clerk("mado", some_bodies()[CHOFU])


def at_the_person(account: Account) -> tuple[Client, str]:
    """Return a browser that has found 花子 at the desk, and her address there."""
    client = Client()
    client.post("/desk/login/", {"login": account.login, "password": PASSWORD})
    found = client.post("/desk/people/", {"name": "佐藤花子", "born": "1990-04-12", "purpose": "helping"})
    assert found.status_code == 302, found.content.decode()
    return client, found.headers["Location"]


def acting(account: Account) -> Client:
    client, address = at_the_person(account)
    begun = client.post(f"{address}help/", ASKED)
    assert begun.headers["Location"] == "/my/"
    return client


def mandate() -> Mandate:
    with everywhere("test"):
        return Mandate.objects.get()


def test_a_clerk_goes_on_in_the_persons_place_and_every_page_says_so(home, account):
    client = acting(account)
    for address in ("/my/", "/my/family/", "/my/notices/", "/programs/", "/"):
        page = client.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        assert "佐藤花子さんの代わりに操作しています" in text, address
        assert "職員mado(調布市)" in text
    assert mandate().how == "present"
    assert mandate().ends_at - mandate().begins_at == timedelta(minutes=30)


def test_only_what_was_asked_for_can_be_done(home, account):
    client = acting(account)
    assert client.post("/my/family/", {"month": "2026-08"}).status_code in {200, 302, 400}
    assert client.get("/my/data/export/").status_code in {302, 404}
    assert client.get("/my/supporters/new/").status_code in {302, 404}
    assert client.get("/my/data/readers/").status_code == 404


@pytest.mark.parametrize(
    ("left_out", "words"),
    [("tasks", "1つ以上"), ("there", "本人がここにいて"), ("minutes", "いつまでか")],
)
def test_nothing_begins_without_the_person_and_what_they_ask(home, account, left_out, words):
    client, address = at_the_person(account)
    answer = client.post(f"{address}help/", {key: value for key, value in ASKED.items() if key != left_out})
    assert answer.status_code == 400
    assert words in answer.content.decode()
    with everywhere("test"):
        assert not Mandate.objects.exists()


def test_the_button_ends_it_and_leads_to_the_copy_with_both_names(home, account):
    client = acting(account)
    client.post("/my/family/", {"month": "2026-08"})
    ended = client.post("/my/act-for/end/")
    assert ended.headers["Location"] == f"/desk/people/helped/{mandate().row}/"
    copy = client.get(ended.headers["Location"]).content.decode()
    for words in ("佐藤花子", "職員mado(調布市)", "お知らせと情報を見る", "見た"):
        assert words in copy
    assert mandate().ended_at is not None
    assert client.get("/my/").status_code == 302
    assert not Visit.objects.filter(ended_at=None).exists()


def test_time_ends_it(home, account, monkeypatch):
    client = acting(account)
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda *_: later)
    assert client.get("/my/").status_code == 302
    assert "さんの代わりに操作しています" not in client.get("/").content.decode()


def test_the_person_ends_it_and_the_next_page_is_closed(home, account):
    client = acting(account)
    mother = Actor(
        kind=Kind.PERSON, person_id=home.mother.pk, login_id=home.mother.pk, assurance=Assurance.CARD
    )
    end_mandate(row=mandate().row, by=mother, at=clock.now())
    assert client.get("/my/").status_code == 302


def test_leaving_the_office_ends_it(home, account):
    client = acting(account)
    Membership.objects.filter(account=account).delete()
    assert client.get("/my/").status_code == 302


def test_a_shield_raised_meanwhile_ends_it(home, account):
    """Who may see somebody protected is decided by the section that keeps the shields, not by an older request."""
    client = acting(account)
    office = Actor(
        kind=Kind.STAFF,
        account_id=5,
        assurance=Assurance.CARD,
        roles=frozenset({(_CHOFU, "editor", "protection")}),
        purpose="shield",
    )
    with everywhere("test"):
        shield(person=home.mother, from_on=clock.today(), by=office, at=clock.now())
    assert client.get("/my/").status_code == 302
    assert client.get(f"/desk/people/helped/{mandate().row}/").status_code == 404


def test_a_clerk_helps_one_person_at_a_time(home, account):
    acting(account)
    acting(account)
    assert Visit.objects.filter(account_id=account.pk, ended_at=None).count() == 1


def test_nobody_of_another_office_sees_the_copy(home, account):
    acting(account)
    other = clerk("other", some_bodies()["131075"])
    client = Client()
    client.post("/desk/login/", {"login": other.login, "password": PASSWORD})
    assert client.get(f"/desk/people/helped/{mandate().row}/").status_code == 404


def test_it_is_in_the_audit_the_uses_and_the_counts(home, account):
    acting(account)
    assert Entry.objects.filter(thing="mandate", verb="appoint", actor_ref=f"account:{account.pk}").exists()
    with everywhere("test"):
        assert Use.objects.count() == 1
    assert LoginCount.objects.get().way == "counter"


def test_the_person_sees_who_helped(home, account, monkeypatch):
    from tests.factories.actors import act_as, person

    acting(account)
    act_as(monkeypatch, person(home.mother.pk))
    page = Client().get("/my/supporters/").content.decode()
    assert "職員mado(調布市)" in page
