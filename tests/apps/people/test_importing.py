"""A population folder goes into the tables whole or not at all, and comes out as it went in."""

import shutil
from pathlib import Path

import pytest

from tests.factories.content import content
from tests.factories.people import AT, municipality, refreshed, register, residents_of, stamps_of
from tests.factories.residents import MUNICIPALITIES, households, random_population, write_population
from todoke.apps.people.actions import record_facts
from todoke.apps.people.importing.population import load_population
from todoke.apps.people.models import Household, Person, SnapshotChange
from todoke.residents.building import build_snapshot
from todoke.residents.problems import PopulationError

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    for code in MUNICIPALITIES:
        municipality(code)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return random_population(tmp_path_factory.mktemp("population"), 12)


def test_the_snapshot_of_the_tables_is_that_of_the_folder(folder, tmp_path):
    loaded = load_population(folder, content())
    built = build_snapshot(folder, tmp_path / "built", content())
    kept = refreshed()
    assert (
        (loaded.persons, loaded.households)
        == (built.persons, built.households)
        == (kept.persons, kept.households)
    )
    assert residents_of(kept) == residents_of(built)
    assert stamps_of(kept) == stamps_of(built)
    assert kept.size == pytest.approx(built.size, rel=0.05)


def test_people_who_are_there_are_replaced_only_when_asked(folder, tmp_path):
    register("131016", households(2))
    with pytest.raises(PopulationError, match="--replace"):
        load_population(folder, content())
    assert Household.objects.count() == 2
    load_population(folder, content(), replace=True)
    assert Household.objects.count() == 36
    assert not SnapshotChange.objects.exists()


def test_new_people_get_new_numbers_after_loading(folder):
    load_population(folder, content())
    highest = max(Person.objects.values_list("pk", flat=True))
    (household,) = register("131016", households(1))
    assert min(household.members.values_list("pk", flat=True)) == highest + 1


def test_loaded_people_can_be_changed(folder):
    load_population(folder, content())
    refreshed()
    household = Household.objects.all()[0]
    record_facts(of=household, facts={"household.disaster": True}, content=content(), at=AT)
    after = residents_of(refreshed())
    assert after[household.pk].facts["household.disaster"] is True


def test_a_broken_part_leaves_everything_as_it_was(folder, tmp_path):
    register("131016", households(2))
    folder = Path(shutil.copytree(folder, tmp_path / "copy"))
    damaged = folder / f"municipality={MUNICIPALITIES[-1]}" / "persons.parquet"
    damaged.write_bytes(damaged.read_bytes()[:-20])
    with pytest.raises(PopulationError, match=r"persons\.parquet"):
        load_population(folder, content(), replace=True)
    assert Household.objects.count() == 2


def test_a_municipality_that_is_not_registered_is_named(tmp_path):
    folder = write_population(tmp_path / "elsewhere", {"132021": households(1)})
    with pytest.raises(PopulationError, match="132021"):
        load_population(folder, content())
