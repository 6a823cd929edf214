"""``todoke snapshot``: builds, refreshes, checks and loads; what goes wrong is told with its cure."""

import shutil
from pathlib import Path

import pytest

from tests.factories.content import content
from tests.factories.people import AT, municipality
from tests.factories.residents import MUNICIPALITIES, random_population
from todoke.apps.people.actions import record_facts
from todoke.apps.people.models import Household, SnapshotChange
from todoke.cli.main import main
from todoke.residents.snapshot import Snapshot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    for code in MUNICIPALITIES:
        municipality(code)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return random_population(tmp_path_factory.mktemp("population"), 4)


@pytest.fixture
def population(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path / "population"))


def test_a_folder_is_built_checked_and_found_up_to_date(population, capsys):
    assert main(["snapshot", "build", "--population", str(population)]) == 0
    told = capsys.readouterr().out
    assert "12 世帯" in told
    assert "3 区市町村" in told
    assert main(["snapshot", "check", str(population / "snapshot")]) == 0
    assert main(["snapshot", "build", "--population", str(population)]) == 0


def test_a_damaged_snapshot_is_told_by_check(population, capsys):
    main(["snapshot", "build", "--population", str(population)])
    snapshot = Snapshot.open(population / "snapshot")
    path = snapshot.folder / snapshot.records[MUNICIPALITIES[0]].file
    content_was = bytearray(path.read_bytes())
    content_was[100] ^= 1
    path.write_bytes(content_was)
    assert main(["snapshot", "check", str(population / "snapshot")]) == 1
    assert path.name in capsys.readouterr().err


def test_what_cannot_be_read_is_named(tmp_path, capsys):
    assert main(["snapshot", "build", "--population", str(tmp_path)]) == 2
    assert "population.json がありません" in capsys.readouterr().err
    assert main(["snapshot", "check", str(tmp_path)]) == 1
    assert "snapshot.json がありません" in capsys.readouterr().err


def test_people_are_loaded_changed_and_read_again(population, capsys):
    assert main(["snapshot", "load", "--population", str(population)]) == 0
    assert "12 世帯" in capsys.readouterr().out
    assert main(["snapshot", "build", "--from", "database"]) == 0
    record_facts(of=Household.objects.all()[0], facts={"household.disaster": True}, content=content(), at=AT)
    assert main(["snapshot", "refresh"]) == 0
    assert not SnapshotChange.objects.exists()
    assert main(["snapshot", "check"]) == 0
    assert main(["snapshot", "load", "--population", str(population)]) == 2
    assert "--replace" in capsys.readouterr().err
    assert main(["snapshot", "load", "--population", str(population), "--replace"]) == 0


def test_a_database_without_people_says_so(capsys):
    assert main(["snapshot", "refresh"]) == 2
    assert "登録されていません" in capsys.readouterr().err


def test_options_of_a_folder_do_not_go_with_the_database(tmp_path, capsys):
    assert main(["snapshot", "build", "--from", "database", "--out", str(tmp_path)]) == 2
    assert "--population" in capsys.readouterr().err


def test_problems_are_told_and_counted(population, capsys):
    (population / "municipality=131024").mkdir()
    assert main(["snapshot", "build", "--population", str(population)]) == 0
    assert "131024" in capsys.readouterr().err
