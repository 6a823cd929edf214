"""A resident decides on disasters apart: they come at any hour and over the number, and can be left out."""

import pytest

from tests.factories.actors import act_as, person
from tests.factories.contacts import a_person
from tests.pages.client import PageClient
from todoke.apps.notices.models import Preference
from todoke.apps.tenancy.scope import everywhere

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(db, monkeypatch):
    with everywhere("test"):
        act_as(monkeypatch, person(a_person().pk))
        yield PageClient()


def test_disasters_alone_come_where_no_topic_is_chosen(mine):
    page = mine.get("/my/wishes/")
    assert "選んだ届け方に、何時でも、通数にかかわらず届けます。" in page.text
    page = mine.submit(page, {"channels": ["mail"], "disaster": ["yes"]}, button="決める")
    assert Preference.objects.get().disaster
    assert "災害のお知らせだけが届きます。" in page.text


def test_disasters_can_be_left_out(mine):
    page = mine.submit(mine.get("/my/wishes/"), {"channels": ["mail"]}, button="決める")
    assert not Preference.objects.get().disaster
    assert "お知らせは届きません。" in page.text


def test_nothing_wanted_leaves_disasters_out_too_until_decided_again(mine):
    answers = {"channels": ["mail"], "disaster": ["yes"]}
    mine.submit(mine.get("/my/wishes/"), answers, button="決める")
    page = mine.submit(mine.get("/my/wishes/"), button="お知らせを受け取らない")
    assert "お知らせを受け取らないことにしました。" in page.text
    assert not Preference.objects.get().disaster
