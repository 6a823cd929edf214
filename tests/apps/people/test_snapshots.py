"""The snapshot of the database follows every change that is committed, and none that is not."""

import random
from datetime import date

import pytest
from django.db import transaction

from tests.factories.content import content
from tests.factories.households import value_of
from tests.factories.people import AT, municipality, refreshed, register, residents_of, stamps_of
from tests.factories.residents import ON, households
from todoke.apps.people.actions import add_person, move_household, record_facts, remove_person
from todoke.apps.people.models import Household, Person, SnapshotChange
from todoke.apps.people.queries import household_as_known
from todoke.apps.people.snapshots import refreshed_snapshot
from todoke.rules.facts import Date
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY

CODES = ("131016", "132080")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def registered():
    return {one.pk: household_as_known(one, content()) for one in Household.objects.all()}


@pytest.mark.django_db
def test_nobody_has_no_snapshot():
    assert refreshed_snapshot(on=ON, content=content()) is None


@pytest.mark.django_db
def test_the_snapshot_says_what_the_rows_say():
    for place, code in enumerate(CODES):
        register(code, households(8, seed=20 + place))
    snapshot = refreshed()
    assert snapshot.municipalities == CODES
    assert not snapshot.problems
    assert residents_of(snapshot) == registered()
    assert not SnapshotChange.objects.exists()


@pytest.mark.django_db
def test_what_was_told_comes_back():
    (told,) = households(1, seed=7)
    (row,) = register("131016", [told])
    found = household_as_known(row, content())
    assert [m.facts for m in found.members] == [m.facts for m in told.members]
    assert found.facts == {**told.facts, MUNICIPALITY: "131016"}
    assert found.complete == told.complete


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_after_random_changes_a_refresh_equals_a_rebuild(seed):
    chance = random.Random(seed)
    for place, code in enumerate(CODES):
        register(code, households(5, seed=100 * seed + place))
    refreshed()
    for _ in range(3):
        for _ in range(4):
            change_something(chance)
        patched = refreshed()
        assert residents_of(patched) == registered()
        rebuilt = refreshed(rebuild=True)
        assert residents_of(patched) == residents_of(rebuilt)
        assert stamps_of(patched) == stamps_of(rebuilt)


def change_something(chance):
    people = list(Person.objects.order_by("pk"))
    person = chance.choice(people)
    kind = chance.choice(("facts", "household facts", "birth", "move", "add", "remove", "forget"))
    if kind == "facts":
        record_facts(of=person, facts=some_facts("person", chance), content=content(), at=AT)
    elif kind == "household facts":
        record_facts(of=person.household, facts=some_facts("household", chance), content=content(), at=AT)
    elif kind == "birth":
        record_facts(
            of=person, facts={BIRTH_DATE: date(1990, 1, chance.randint(1, 28))}, content=content(), at=AT
        )
    elif kind == "move":
        move_household(household=person.household, to=municipality(chance.choice((*CODES, "133639"))), at=AT)
    elif kind == "add":
        add_person(household=person.household, relation="child", parents=[person], content=content(), at=AT)
    elif kind == "forget":
        record_facts(of=person, facts={BIRTH_DATE: None, "person.sex": None}, content=content(), at=AT)
    else:
        others = person.household.members.exclude(pk=person.pk).order_by("pk")
        relations = {one.pk: "other" if place else "self" for place, one in enumerate(others)}
        remove_person(person=person, relations=relations, at=AT)


def some_facts(entity, chance):
    own = [f for f in content().facts.values() if f.entity == entity and f.askable and f.id != MUNICIPALITY]
    some = chance.sample([f for f in own if not isinstance(f.type, Date)], 3)
    return {fact.id: value_of(fact, ON, chance) for fact in some}


@pytest.mark.django_db
def test_a_change_rolled_back_leaves_no_trace():
    (household,) = register("131016", households(1))
    before = refreshed()
    with transaction.atomic():
        move_household(household=household, to=municipality("132080"), at=AT)
        transaction.set_rollback(True)
    after = refreshed()
    assert after.identity == before.identity
    assert residents_of(after) == residents_of(before)


@pytest.mark.django_db
def test_only_what_changed_is_read_again():
    rows = register("131016", households(5)) + register("132080", households(5, seed=2))
    before = refreshed()
    record_facts(of=rows[0], facts={"household.disaster": True}, content=content(), at=AT)
    after = refreshed()
    assert after.records["132080"] == before.records["132080"]
    assert after.records["131016"] != before.records["131016"]


@pytest.mark.django_db
def test_the_last_household_to_leave_takes_its_municipality_out():
    (household,) = register("131016", households(1))
    refreshed()
    move_household(household=household, to=municipality("132080"), at=AT)
    assert refreshed().municipalities == ("132080",)


@pytest.mark.django_db
def test_an_unfinished_refresh_is_done_again(monkeypatch):
    (household,) = register("131016", households(1))
    refreshed()
    record_facts(of=household, facts={"household.disaster": True}, content=content(), at=AT)
    with monkeypatch.context() as broken:
        broken.setattr("todoke.apps.people.snapshots._forget", stopped)
        with pytest.raises(KeyboardInterrupt):
            refreshed()
    assert SnapshotChange.objects.exists()
    assert residents_of(refreshed()) == registered()
    assert not SnapshotChange.objects.exists()


def stopped(changes):
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_a_damaged_snapshot_is_made_anew(tmp_path):
    register("131016", households(2))
    snapshot = refreshed()
    (tmp_path / "residents" / snapshot.records["131016"].file).write_bytes(b"")
    assert residents_of(refreshed()) == registered()
