"""A resident sees what the rules answer for them today, and nothing of it is kept."""

from datetime import date

import pytest

from tests.factories.actors import NOON, act_as, person, supporter
from tests.factories.contacts import a_person
from tests.pages.client import PageClient
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.people.actions import tell_of_child
from todoke.apps.planning.models import PlannedNotice
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.values import Interval

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanako():
    with everywhere("test"):
        return a_person()


@pytest.fixture
def mother(hanako, monkeypatch):
    """Hanako, who told the month her child was born in."""
    with everywhere("test"):
        row = tell_of_child(
            parent=hanako,
            born=Interval(date(2026, 8, 1), date(2026, 8, 31)),
            by=person(hanako.pk),
            at=NOON,
        )
    actor = person(hanako.pk)
    act_as(
        monkeypatch,
        Actor(
            kind=Kind.PERSON,
            person_id=actor.person_id,
            login_id=actor.login_id,
            assurance=Assurance.CARD,
            in_care=frozenset({row.other_id}),
        ),
    )
    return PageClient()


def test_a_parent_sees_what_the_month_of_birth_settles(mother):
    page = mother.get("/my/programs/")
    assert page.heading == "わたしの制度"
    assert "児童手当" in page.text
    with everywhere("test"):
        assert not PlannedNotice.objects.exists()


def test_without_a_child_the_page_says_how_to_tell_of_one(hanako, monkeypatch):
    act_as(monkeypatch, person(hanako.pk))
    page = PageClient().get("/my/programs/")
    assert "児童手当" not in page.text.split("確認が必要")[0]
    assert "お子さんを伝える" in page.text


def test_somebody_nothing_is_known_of_is_led_to_the_finder(monkeypatch):
    act_as(monkeypatch, Actor(kind=Kind.PERSON, login_id=9, assurance=Assurance.CARD))
    page = PageClient().get("/my/programs/")
    assert "まだ、あなたについての情報はありません。" in page.text
    assert "質問に答えてさがす" in page.text


def test_a_supporter_sees_it_by_a_mandate_that_covers_it(hanako, monkeypatch):
    act_as(monkeypatch, supporter(77, of=hanako.pk, verbs=frozenset({Verb.MUTE})))
    assert PageClient().client.get("/my/programs/").status_code == 404
