"""An entry says who did what, in codes; it is there exactly when what it tells of is."""

from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection, transaction

from tests.factories.actors import NOON, clerk, person, supporter
from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.audit.models import BEGINNING, Entry, Head
from todoke.apps.audit.saying import UnsayableError

CHOFU, SUMIDA = "132080", "131075"

pytestmark = pytest.mark.django_db


def told(area=CHOFU, actor="system:nightly", **said) -> Entry:
    return note(actor=actor, verb=Verb.PLAN, thing="plan", ref=7, area=area, at=NOON, said=said)


def test_entries_of_an_area_are_numbered_and_chained():
    first, second, elsewhere = told(), told(count=3), told(SUMIDA)
    assert (first.number, second.number, elsewhere.number) == (1, 2, 1)
    assert (bytes(first.before), bytes(elsewhere.before)) == (BEGINNING, BEGINNING)
    assert bytes(second.before) == bytes(first.hash)
    assert len({bytes(entry.hash) for entry in (first, second, elsewhere)}) == 3
    head = Head.objects.get(area=CHOFU)
    assert (head.number, bytes(head.hash)) == (2, bytes(second.hash))


def test_who_acted_is_told_without_a_name():
    cases = [
        (person(12), "person", "person:12"),
        (clerk(CHOFU, number=3), "staff", "account:3"),
        (Actor(kind=Kind.APP, app_id=7), "app", "app:7"),
        (Actor(), "anonymous", "anonymous"),
        ("system:nightly", "system", "system:nightly"),
        ("login:9", "person", "login:9"),
    ]
    for actor, kind, ref in cases:
        entry = told(actor=actor)
        assert (entry.actor_kind, entry.actor_ref) == (kind, ref)
    with pytest.raises(ValueError, match="an actor is told as"):
        told(actor="花子")


def test_whoever_acts_for_another_is_noted_with_the_mandate():
    entry = told(actor=supporter(5, of=8), count=1)
    assert (entry.actor_ref, entry.said) == ("person:5", {"count": 1, "mandate": 1})


def test_what_is_undone_leaves_no_entry():
    told()
    with transaction.atomic():
        told()
        transaction.set_rollback(True)
    assert Entry.objects.count() == Head.objects.get(area=CHOFU).number == 1
    assert told().number == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "調布花子"),
        ("mail", "hanako@example.jp"),
        ("words", "two words"),
        ("phone", "090-1234-5678"),
        ("phone", "+819012345678"),
        ("number", "123456789018"),
        ("number", 123456789018),
        ("value", 1.5),
        ("value", {"a": 1}),
        ("value", "x" * 81),
        ("Name", "x"),
        ("名前", "x"),
    ],
)
def test_what_could_be_about_a_person_does_not_get_in(key, value):
    with pytest.raises(UnsayableError) as refused:
        told(**{key: value})
    assert str(value) not in str(refused.value)
    assert not Entry.objects.exists()


def test_codes_counts_and_yes_or_no_get_in():
    said = {"count": 3, "program": "jido-teate", "row": str(uuid4()), "on": "2026-11-22", "sent": True}
    said["body"] = "1234567890123"  # 法人番号
    assert told(**said).said == said


@pytest.mark.parametrize("field", ["verb", "thing", "ref", "area"])
def test_no_column_takes_a_name(field):
    named = {"verb": "see", "thing": "basics", "ref": "1", "area": CHOFU} | {field: "花子"}
    with pytest.raises(UnsayableError):
        note(actor="system:test", at=NOON, **named)


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        note(actor="system:test", verb="see", thing="x", ref=1, area="", at=datetime(2026, 11, 22))


def test_an_entry_costs_few_statements(django_assert_num_queries):
    """The head is locked, the entry added, the head moved: the last two are one on PostgreSQL."""
    told()
    with django_assert_num_queries(2 if connection.vendor == "postgresql" else 3):
        told()
