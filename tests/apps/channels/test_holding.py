"""A person learns, takes along and deletes what channels hold about them, and nothing of anybody else."""

import json

import pytest

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_mailbox, a_person
from tests.factories.outbox import a_parcel
from todoke.apps.channels.actions.calendars import make_feed
from todoke.apps.channels.holding import ChannelsHolding
from todoke.apps.channels.models import CalendarFeed, ContactPoint, Dispatch
from todoke.apps.channels.outbox import Outbox
from todoke.apps.tenancy.scope import scope

holding = ChannelsHolding()
pytestmark = pytest.mark.django_db


@pytest.fixture
def other(mailbox, hanako):
    """Somebody else, with the same things as she."""
    taro = a_person("132047")
    box = a_mailbox(taro, "taro@mail.example")
    for whose, contact in ((hanako, mailbox), (taro, box)):
        Outbox.enqueue([a_parcel(f"n{contact.pk}", contact_id=contact.pk)], at=NOON)
        make_feed(whose, about_id=None, full_words=False, language="ja", by=person(whose.pk), at=NOON)
    return taro


def test_what_is_held_is_told_and_exported_without_others(other, hanako):
    with scope(persons={hanako.pk}):
        told = [line.what for line in holding.held(hanako.pk)]
        exported = json.dumps(holding.export(hanako.pk), ensure_ascii=False)
    assert told == ["届け先(メール)", "カレンダーのアドレス", "お知らせを送った記録"]
    assert "hanako@mail.example" in exported
    assert "taro" not in exported


def test_erasing_leaves_nothing_of_the_person_and_everything_of_others(other, hanako):
    with scope(persons={hanako.pk}):
        assert holding.erase(hanako.pk, at=NOON) == 3
    for model in (Dispatch, ContactPoint, CalendarFeed):
        assert not model.objects.filter(person_id=hanako.pk).exists()
        assert model.objects.filter(person_id=other.pk).count() == 1
