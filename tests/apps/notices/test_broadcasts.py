"""A notice to everybody is one row whatever their number, and stands in every inbox of its municipalities."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.actors import NOON, person
from tests.factories.contacts import a_person
from tests.factories.notices import a_broadcast, a_notice, new_broadcast
from tests.factories.registry import clerk as account_of
from todoke.apps.accounts.models import Account, Role
from todoke.apps.belief.checking import check
from todoke.apps.notices.actions import (
    BroadcastError,
    mark_seen,
    publish_broadcast,
    set_preference,
    withdraw_broadcast,
)
from todoke.apps.notices.models import Broadcast, Seen
from todoke.apps.notices.queries.inbox import find_broadcast, inbox
from todoke.apps.people.models import Person
from todoke.apps.places.models import Body
from todoke.rules.programs import Topic


def heard(somebody):
    return [one.broadcast for one in inbox(person(somebody.pk), at=NOON).broadcasts]


def test_everybody_of_the_municipality_has_it_and_nobody_else(hanako):
    mitaka = a_person("132047")
    broadcast = a_broadcast()
    assert heard(hanako) == [broadcast]
    assert heard(mitaka) == []
    assert find_broadcast(person(mitaka.pk), broadcast.row, at=NOON) is None


def test_a_thousand_residents_are_one_row(hanako):
    place, household = hanako.municipality, hanako.household
    Person.objects.bulk_create(
        [Person(household=household, municipality=place, relation=2) for _ in range(1000)]
    )
    broadcast = a_broadcast()
    assert Broadcast.objects.count() == 1
    assert Seen.objects.count() == 0
    for one in Person.objects.order_by("-pk")[:3]:
        assert heard(one) == [broadcast]


def test_the_inbox_asks_as_often_for_many_as_for_few(hanako, django_assert_max_num_queries):
    for number in range(15):
        a_notice(hanako, number=number + 1)
        a_broadcast(disaster=False)
    with django_assert_max_num_queries(5):
        page = inbox(person(hanako.pk), at=NOON)
    assert len(page.notices) == 15
    assert len(page.broadcasts) == 15


def test_one_for_a_topic_is_for_those_who_asked_to_hear_of_it(hanako):
    broadcast = a_broadcast(topics=(Topic.CHILDREN,), disaster=False)
    assert heard(hanako) == []
    set_preference(hanako.pk, by=person(hanako.pk), at=NOON, topics=1)
    assert heard(hanako) == [broadcast]


def test_it_is_there_from_its_beginning_to_its_end(hanako):
    a_broadcast(begins_at=NOON + timedelta(hours=1))
    a_broadcast(begins_at=NOON - timedelta(days=2), ends_at=NOON)
    assert heard(hanako) == []


def test_taken_back_it_is_in_no_inbox_and_its_code_says_so(hanako):
    broadcast = a_broadcast()
    assert check(broadcast.code, at=NOON).answer == "ours"
    withdraw_broadcast(broadcast, by=Account.objects.get(login="kisha"), at=NOON)
    assert heard(hanako) == []
    assert check(broadcast.code, at=NOON).answer == "withdrawn"


def test_who_opened_it_has_it_read(hanako):
    broadcast = a_broadcast()
    for _ in range(2):
        mark_seen(broadcast, by=person(hanako.pk), at=NOON)
    assert Seen.objects.count() == 1
    assert inbox(person(hanako.pk), at=NOON).broadcasts[0].is_read


def test_nobody_publishes_alone():
    one = Account.objects.get(login="kisha")
    with pytest.raises(BroadcastError, match="別の人"):
        publish_broadcast(new_broadcast(), made_by=one, approved_by=one, at=NOON)
    row = a_broadcast()
    with pytest.raises(IntegrityError), transaction.atomic():
        Broadcast.objects.filter(pk=row.pk).update(approved_by=row.made_by)


def test_nobody_tells_another_municipality_anything():
    writer = Account.objects.get(login="kisha")
    body = Body.objects.filter(kind="municipality").exclude(area="132080")[0]
    stranger = account_of("tanin", body, Role.APPROVER)
    with pytest.raises(BroadcastError, match="承認できるのは"):
        publish_broadcast(new_broadcast(), made_by=writer, approved_by=stranger, at=NOON)
    with pytest.raises(BroadcastError, match="書けるのは"):
        publish_broadcast(new_broadcast(), made_by=stranger, approved_by=writer, at=NOON)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"areas": ()}, "1つ以上"),
        ({"areas": ("999999",)}, "番号"),
        ({"ends_at": NOON - timedelta(hours=2)}, "終わりは"),
        ({"ends_at": NOON + timedelta(days=400)}, "終わりは"),
        ({"wording": "nothing-such"}, "文面"),
        ({"values": {}}, "message"),
        ({"values": {"message": "https://evil.example/ を見て"}}, "message"),
    ],
)
def test_what_is_not_sound_is_told_what_to_mend(changes, said):
    writer, approver = (Account.objects.get(login=name) for name in ("kisha", "shonin"))
    with pytest.raises(BroadcastError, match=said):
        publish_broadcast(new_broadcast(**changes), made_by=writer, approved_by=approver, at=NOON)
    assert not Broadcast.objects.exists()
