"""Two writers at once lose nothing, and a reader beside them sees whole changes."""

import pytest
from django.db import connection

from tests.factories.content import content
from tests.factories.people import AT, municipality, refreshed, register, residents_of
from tests.factories.residents import households
from tests.factories.threads import at_once
from todoke.apps.people.actions import move_household, number_facts, record_facts
from todoke.apps.people.models import FactNumber, Household, SnapshotChange
from todoke.apps.people.queries import household_as_known

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = sorted(
    f.id for f in content().facts.values() if f.entity == "household" and f.type.kind == "boolean"
)[:12]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def needs_a_file():
    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("SQLite in memory knows one writer only")


def test_two_writers_of_one_household_lose_nothing():
    needs_a_file()
    (household,) = register("131016", households(1))
    refreshed()

    def recording(names):
        def work():
            for name in names:
                record_facts(of=household, facts={name: True}, content=content(), at=AT)

        return work

    at_once(recording(NAMES[::2]), recording(NAMES[1::2]))
    found = household_as_known(Household.objects.get(), content())
    assert all(found.facts[name] is True for name in NAMES)
    assert residents_of(refreshed())[household.pk] == found


def test_two_that_number_new_facts_agree():
    needs_a_file()
    at_once(
        lambda: number_facts({"household": NAMES}, content()),
        lambda: number_facts({"household": NAMES[::-1]}, content()),
    )
    numbers = list(FactNumber.objects.values_list("fact", "number"))
    assert sorted(fact for fact, _ in numbers) == NAMES
    assert sorted(number for _, number in numbers) == list(range(len(NAMES)))


def test_refreshing_beside_a_writer_sees_whole_households_and_misses_none():
    needs_a_file()
    rows = register("131016", households(6))
    municipality("132080")
    refreshed()
    seen = []

    def moving():
        for turn in range(4):
            for household in rows:
                to = municipality("132080" if turn % 2 == 0 else "131016")
                move_household(household=household, to=to, at=AT)

    def refreshing():
        for _ in range(6):
            seen.append(sorted(residents_of(refreshed())))

    at_once(moving, refreshing)
    everybody = sorted(household.pk for household in rows)
    assert all(ids == everybody for ids in seen)
    after = refreshed()
    assert not SnapshotChange.objects.exists()
    assert residents_of(after) == {
        one.pk: household_as_known(one, content()) for one in Household.objects.all()
    }
    assert residents_of(after) == residents_of(refreshed(rebuild=True))
