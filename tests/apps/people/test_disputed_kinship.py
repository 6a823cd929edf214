"""A kinship one of the two says is not so counts for nobody until the office has heard both (D4, O2)."""

import numpy as np
import pytest
from django.test import Client

from tests.factories.actors import NOON, act_as, person
from tests.factories.desk import PASSWORD
from tests.factories.families import family
from tests.factories.registry import CHOFU, clerk, some_bodies
from todoke.apps.accounts.models import Role
from todoke.apps.audit.models import Entry
from todoke.apps.people.actions import PeopleError, dispute_kinship, settle_kinship, shield
from todoke.apps.people.models import Basics, Kinship
from todoke.apps.people.queries import in_care_of
from todoke.apps.people.queries.kin import family_of
from todoke.apps.people.queries.readers import readers_about
from todoke.apps.people.queries.who import match_mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    some_bodies()
    return family()


def spouse(home) -> Kinship:
    return Kinship.objects.create(
        person=home.father, other=home.mother, municipality_id=CHOFU, kind="spouse", status="confirmed"
    )


def test_until_it_is_decided_nobody_cares_and_nobody_is_told(home):
    kinship = Kinship.objects.get(person=home.father)
    assert home.child.pk in in_care_of(home.father.pk, on=NOON.date())
    dispute_kinship(kinship=kinship, by=person(home.father.pk), at=NOON)
    assert in_care_of(home.father.pk, on=NOON.date()) == frozenset()
    readers, _ = readers_about(np.array([home.child.pk]), on=NOON.date())
    assert readers.tolist() == [home.mother.pk]
    assert Entry.objects.get(thing="kinship").verb == "dispute"


def test_either_side_may_say_so_and_nobody_else(home):
    kinship = spouse(home)
    with pytest.raises(PeopleError, match="二人のどちらか"):
        dispute_kinship(kinship=kinship, by=person(home.stranger.pk), at=NOON)
    dispute_kinship(kinship=kinship, by=person(home.mother.pk), at=NOON)
    with pytest.raises(PeopleError, match="役所が確かめた関係だけ"):
        dispute_kinship(kinship=kinship, by=person(home.father.pk), at=NOON)
    for one in (home.mother, home.father):
        assert kinship in family_of(one.pk, on=NOON.date())


@pytest.mark.parametrize(("holds", "status"), [(True, "confirmed"), (False, "ended")])
def test_the_office_decides(home, holds, status):
    kinship = Kinship.objects.get(person=home.father)
    dispute_kinship(kinship=kinship, by=person(home.father.pk), at=NOON)
    by = clerk("office", some_bodies()[CHOFU])
    from tests.factories.actors import clerk as clerk_actor

    settle_kinship(kinship=kinship, holds=holds, by=clerk_actor(CHOFU, number=by.pk), at=NOON)
    kinship.refresh_from_db()
    assert kinship.status == status
    assert (home.child.pk in in_care_of(home.father.pk, on=NOON.date())) is holds
    with pytest.raises(PeopleError, match="もう決まって"):
        settle_kinship(kinship=kinship, holds=holds, by=clerk_actor(CHOFU, number=by.pk), at=NOON)


def test_the_page_tells_what_follows_before_it_is_done(home, monkeypatch):
    kinship = spouse(home)
    act_as(monkeypatch, person(home.mother.pk))
    client, address = Client(), f"/my/family/{kinship.row}/"
    assert "この関係はちがうと伝える" in client.get(address).content.decode()
    page = client.get(f"{address}dispute/").content.decode()
    assert "役所が確かめるまで" in page
    kinship.refresh_from_db()
    assert kinship.status == "confirmed"
    assert client.post(f"{address}dispute/").headers["Location"] == address
    assert "役所が確かめています" in client.get(address).content.decode()
    assert client.get(f"{address}dispute/").status_code == 404


def test_a_stranger_disputes_nothing(home, monkeypatch):
    kinship = spouse(home)
    act_as(monkeypatch, person(home.stranger.pk))
    assert Client().post(f"/my/family/{kinship.row}/dispute/").status_code == 404


def at_the_desk(home, role: Role) -> tuple[Client, str]:
    basics = Basics.objects.get(person=home.father)
    basics.match_blind = match_mark(basics.name, home.father.birth_low)
    basics.save()
    account = clerk("office", some_bodies()[CHOFU], role)
    client = Client()
    client.post("/desk/login/", {"login": account.login, "password": PASSWORD})
    found = client.post("/desk/people/", {"name": "佐藤一郎", "born": "1990-04-12", "purpose": "correction"})
    return client, str(found.headers["Location"])


@pytest.mark.parametrize(("role", "status"), [(Role.EDITOR, "disputed"), (Role.APPROVER, "ended")])
def test_at_the_desk_an_approver_decides(home, role, status):
    kinship = Kinship.objects.get(person=home.father)
    dispute_kinship(kinship=kinship, by=person(home.father.pk), at=NOON)
    client, address = at_the_desk(home, role)
    assert "関係はない" in client.get(address).content.decode()
    client.post(f"{address}kinship/{kinship.row}/", {"holds": "0"})
    kinship.refresh_from_db()
    assert kinship.status == status


def test_a_dispute_about_the_protected_is_not_at_the_desk(home):
    from tests.apps.people.test_desk_people import protector

    kinship = Kinship.objects.get(person=home.father)
    dispute_kinship(kinship=kinship, by=person(home.father.pk), at=NOON)
    shield(person=home.child, from_on=NOON.date(), by=protector(), at=NOON)
    client, address = at_the_desk(home, Role.APPROVER)
    assert "関係はない" not in client.get(address).content.decode()
    assert client.post(f"{address}kinship/{kinship.row}/", {"holds": "1"}).status_code == 404
