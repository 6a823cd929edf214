"""A small population of five municipalities, and the same people a while later, made once for all who only read."""

import csv
from datetime import date
from pathlib import Path

import pytest

from tests.factories.content import DATA, content
from todoke.population.aging.running import age
from todoke.population.making import make

ON = date(2026, 1, 1)
SIZE = 2_500
CODES = ("131016", "131121", "131130", "132012", "134015")


def few_municipalities(folder: Path) -> Path:
    """Write data/population for five municipalities only, so that tests are quick."""
    source = DATA / "population"
    folder.mkdir()
    for path in source.glob("*.yaml"):
        (folder / path.name).write_text(path.read_text())
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        if path.name == "household_types.csv":
            counted = list(rows[0])[2:]
            rows = [row | {name: str(int(row[name]) // 8) for name in counted} for row in rows]
        else:
            rows = [row for row in rows if row["municipality"] in CODES]
        with (folder / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return tables of five municipalities."""
    return few_municipalities(tmp_path_factory.mktemp("tables") / "population")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, source: Path) -> Path:
    """Return a population of 2,500."""
    folder = tmp_path_factory.mktemp("population") / "made"
    make(SIZE, 5, folder, on=ON, content=content(), source=source, workers=1)
    return folder


@pytest.fixture(scope="session")
def later(made: Path, source: Path) -> Path:
    """Return the same population 200 days later, past the new school year and the new tax year."""
    folder = made.with_name("later")
    age(made, 200, folder, source=source, workers=1)
    return folder
