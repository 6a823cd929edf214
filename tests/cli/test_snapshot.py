"""``todoke snapshot``: what cannot be read or written is said in words."""

import sqlite3
from pathlib import Path

import pytest

from tests.factories.residents import random_population
from todoke.cli.instance import with_instance
from todoke.cli.main import main


@pytest.fixture(scope="module")
def population(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return random_population(tmp_path_factory.mktemp("snapshot") / "tiny", 2)


def test_a_snapshot_is_built_and_checked(population, capsys):
    assert main(["snapshot", "build", "--population", str(population)]) == 0
    built = capsys.readouterr().out
    assert main(["snapshot", "check", str(population / "snapshot")]) == 0
    assert capsys.readouterr().out == built


def test_a_place_that_cannot_be_written_to_is_named(population, tmp_path, capsys):
    (tmp_path / "file").write_text("ours")
    call = ["snapshot", "build", "--population", str(population), "--out", str(tmp_path / "file" / "here")]
    assert main(call) == 2
    assert "写しを書けません" in capsys.readouterr().err


def test_a_folder_without_a_population_is_named(tmp_path, capsys):
    assert main(["snapshot", "build", "--population", str(tmp_path)]) == 2
    assert "population.json がありません" in capsys.readouterr().err
    assert main(["snapshot", "check", str(tmp_path)]) == 1
    assert "snapshot.json がありません" in capsys.readouterr().err


def test_a_database_without_tables_says_how_to_prepare_it(capsys):
    @with_instance
    def reading(_: None) -> int:
        sqlite3.connect(":memory:").execute("SELECT * FROM people_snapshotchange")
        return 0

    assert reading(None) == 2
    assert "manage.py prepare" in capsys.readouterr().err


def test_another_failure_of_a_database_is_not_hidden():
    @with_instance
    def failing(_: None) -> int:
        raise sqlite3.OperationalError("disk I/O error")

    with pytest.raises(sqlite3.OperationalError):
        failing(None)
