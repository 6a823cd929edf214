"""The tables of residents add up, and are those that were published."""

import csv
import os
from pathlib import Path

import pytest

from tests.factories.content import DATA
from todoke.base import municipalities
from todoke.population import demography
from todoke.population.demography import BANDS, EVENTS, DemographyError

SOURCE = DATA / "population"
TABLES = demography.read(SOURCE)
TOKYO = 14_077_552


def test_the_tables_are_of_the_62_municipalities():
    known = [each.code for each in municipalities.load(DATA / "municipalities.csv")]
    assert list(TABLES.codes) == known
    assert len(known) == 62


def test_residents_add_up():
    assert TABLES.residents.sum() == TABLES.nationalities.sum() == TOKYO
    assert (TABLES.residents.sum(axis=2) == TABLES.nationalities.sum(axis=2)).all()
    assert TABLES.residents.sum(axis=(0, 1)).tolist() == [6_909_535, 7_168_017]
    assert TABLES.nationalities.sum(axis=(0, 1)).tolist() == [13_293_851, 783_701]
    assert (TABLES.residents.sum(axis=(1, 2)) > 0).all()


def test_births_deaths_and_moves_add_up():
    assert TABLES.months["births"].sum() == 89_186
    assert TABLES.months["deaths"].sum() == 140_428
    assert sum(year.births for year in TABLES.years) == 88_657
    assert sum(year.deaths for year in TABLES.years) == 141_073
    assert sum(year.from_other_prefectures for year in TABLES.years) == 460_505
    assert sum(year.to_other_prefectures for year in TABLES.years) == 384_200
    assert sum(year.from_within_tokyo for year in TABLES.years) == 466_005
    assert all(TABLES.months[event].shape == (62, 12) for event in EVENTS)


def test_households_add_up():
    assert TABLES.households.sum() == 7_662_995
    assert TABLES.estimated.sum() == 14_270_748
    for types in TABLES.types:
        parts = types.single + types.couple_with_children + types.couple_only + types.other
        assert abs(parts - types.all) <= 10_000, "the published figures are rounded to ten thousand"


def test_one_municipality_can_be_looked_up():
    assert TABLES.year("131016").births == 547
    assert TABLES.in_month("births", "131016", 1) == 45
    assert TABLES.of_ages("131016", 0, 9) == 2573 + 3079
    with pytest.raises(DemographyError, match="131017 がありません"):
        TABLES.year("131017")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("residents.csv", "131016,0,4,1291", "131016,0,4,1292", "男女の計と国籍の計が違います"),
        ("residents.csv", "131016,0,4,1291,1282,2518,55\n", "", "5歳ごとの行が足りないか"),
        ("places.csv", "131016,", "999999,", "places.csv: 区市町村が residents.csv と違います"),
        ("months.csv", "131016,births", "131016,birth", "months.csv: 区市町村か出来事が足りない"),
    ],
)
def test_a_wrong_table_is_refused(tmp_path, name, old, new, message):
    for path in SOURCE.glob("*.csv"):
        (tmp_path / path.name).write_text(path.read_text())
    path = tmp_path / name
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(DemographyError, match=message):
        demography.read(tmp_path)


def test_a_missing_table_is_named(tmp_path):
    with pytest.raises(DemographyError, match="residents.csv を読めません"):
        demography.read(tmp_path)


PUBLISHED = os.environ.get("TODOKE_DEMOGRAPHY", "")


@pytest.mark.skipif(not PUBLISHED, reason="set TODOKE_DEMOGRAPHY to a folder with the published tables")
def test_the_tables_equal_the_published_ones():
    def rows(name: str) -> list[dict[str, str]]:
        with (Path(PUBLISHED) / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    short = {code[:5]: place for place, code in enumerate(TABLES.codes)}
    seen = 0
    for row in rows("population_age_sex_municipality_2026.csv"):
        if row["level"] == "4" and row["age_from"]:
            place, band = short[row["code"]], BANDS.index(int(row["age_from"]))
            assert TABLES.residents[place, band].tolist() == [int(row["male"]), int(row["female"])]
            assert TABLES.nationalities[place, band].tolist() == [int(row["japanese"]), int(row["foreign"])]
            seen += 1
    assert seen == 62 * len(BANDS)
    for row in rows("vital_moves_municipality_2024.csv"):
        if row["level"] == "4":
            year = TABLES.years[short[row["code"]]]
            assert (year.births, year.deaths) == (int(row["births"]), int(row["deaths"]))
            assert year.from_other_prefectures == int(row["in_other_pref"])
            assert year.to_within_tokyo == int(row["out_within_tokyo"])
    for row in rows("vital_moves_monthly_2025.csv"):
        if row["level"] == "4" and row["metric"] in ("births", "deaths"):
            months = [int(row[f"m{month:02}"]) for month in range(1, 13)]
            assert TABLES.months[row["metric"]][short[row["code"]]].tolist() == months
    for row in rows("municipal_profile_2026.csv"):
        if row["code"] in short:
            place = short[row["code"]]
            assert TABLES.households[place] == int(row["households"])
            assert TABLES.estimated[place] == int(row["population"])
    for row, types in zip(rows("household_types_tokyo.csv"), TABLES.types, strict=True):
        assert (types.year, types.single) == (int(row["year"]), int(row["single_10k"]) * 10_000)
        assert types.couple_with_children == int(row["couple_with_children_10k"]) * 10_000
