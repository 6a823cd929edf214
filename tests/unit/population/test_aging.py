"""Living goes on: ids stay, births, deaths and moves are near the tables, nothing impossible comes about."""

from datetime import date, timedelta
from itertools import islice

import numpy as np
import pyarrow.parquet as pq
import pytest

from tests.factories.content import DATA, content, rulebook
from tests.factories.population import households, table
from tests.unit.population.conftest import CODES, ON
from tests.unit.population.test_making import bytes_of, not_applying
from todoke.population import demography
from todoke.population.aging.calendar import completed_years
from todoke.population.aging.events import Span
from todoke.population.aging.running import age
from todoke.population.aging.sheet import Sheet
from todoke.population.folder import FolderError, path_of, read_record
from todoke.rules.contradictions import find_contradictions
from todoke.rules.situation import read_household

TABLES = demography.read(DATA / "population")
LATER = ON + timedelta(200)


def people(folder):
    """Return the municipality and the household of every person."""
    found: dict[int, tuple[str, int]] = {}
    for code in read_record(folder).parts:
        rows = pq.read_table(path_of(folder, code, "persons"), columns=["person", "household"]).to_pylist()
        found |= {row["person"]: (code, row["household"]) for row in rows}
    return found


def test_ids_stay_and_new_people_get_new_ones(made, later):
    before, after = people(made), people(later)
    record = read_record(later)
    told = record.history[-1]
    assert (told["since"], told["on"]) == (ON.isoformat(), LATER.isoformat())
    assert record.on == LATER
    assert record.residents == len(after)
    fresh = set(after) - set(before)
    assert fresh.isdisjoint(before)
    stayed = [person for person in before if person in after]
    assert all(before[person][1] == after[person][1] for person in stayed), "a household keeps its id"
    moved = {before[person][1] for person in stayed if before[person][0] != after[person][0]}
    assert len(moved) == told["within"]
    assert len(fresh) >= told["mothers"]


def test_births_deaths_and_moves_are_near_the_tables(later, source):
    told = read_record(later).history[-1]
    tables = demography.read(source)
    share = 200 / 365.2425 * 2_500 / tables.residents.sum()

    def near(count, yearly):
        expected = yearly * share
        return abs(count - expected) < 4 * np.sqrt(expected) + 4

    assert near(told["mothers"], tables.months["births"].sum())
    assert near(told["dead"], tables.months["deaths"].sum())
    sizes = 1.45  # movers are mostly alone
    assert near(told["within"] * sizes, sum(year.to_within_tokyo for year in tables.years))
    assert near(told["away"] * sizes, sum(year.to_other_prefectures for year in tables.years))
    arrivals = sum(year.from_other_prefectures + max(0, year.other_change) for year in tables.years)
    assert near(told["models"] * sizes, arrivals)


def test_everybody_stays_valid(later):
    for code in CODES:
        homes = [row["household"] for row in table(later, code, "households")]
        assert homes == sorted(set(homes))
        assert list(dict.fromkeys(row["household"] for row in table(later, code, "persons"))) == homes
        for raw in islice(households(later, code), 60):
            assert [member["relation"] for member in raw["members"]].count("self") == 1
            household = read_household(raw, content(), on=LATER)
            assert not_applying(household, LATER) == []
            assert find_contradictions(rulebook(), household, LATER) == ()


def test_the_same_days_give_the_same_bytes(made, later, tmp_path, source):
    age(made, 200, tmp_path / "again", source=source, workers=2)
    assert bytes_of(tmp_path / "again") == bytes_of(later)


def test_a_day_changes_little(made, tmp_path, source):
    record = age(made, 1, tmp_path / "next", source=source, workers=1)
    assert record.on == ON + timedelta(1)
    before, after = people(made), people(tmp_path / "next")
    assert len(set(before) ^ set(after)) < 10
    assert read_record(made).residents == len(before), "the folder it came from is as it was"


def test_what_is_no_population_or_the_same_place_is_refused(made, tmp_path, source):
    with pytest.raises(FolderError, match="ありません"):
        age(tmp_path, 1, tmp_path / "out", source=source)
    with pytest.raises(FolderError, match="別の場所"):
        age(made, 1, made, source=source)


def test_a_missing_part_is_named(made, tmp_path, source):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "population.json").write_text((made / "population.json").read_text())
    with pytest.raises(FolderError, match=r"municipality=131016.*がありません"):
        age(folder, 1, tmp_path / "out", source=source)


def test_children_of_the_new_school_year_change_school(made, later):
    def schools(folder):
        return {
            row["person"]: (row["person.birth_date"], row.get("person.enrolment"))
            for code in CODES
            for row in table(folder, code, "persons")
            if "person.birth_date" in row
        }

    begins = date(2019, 4, 2), date(2020, 4, 1)
    first_grade = [school for born, school in schools(later).values() if begins[0] <= born <= begins[1]]
    assert first_grade
    assert {each for each in first_grade if each} <= {
        "elementary_public",
        "elementary_private",
        "special_needs",
    }
    before = [school for born, school in schools(made).values() if begins[0] <= born <= begins[1]]
    assert not any(each and each.startswith("elementary") for each in before)


def test_a_span_counts_the_months_it_touches():
    births = TABLES.months["births"].sum(axis=0)
    whole = Span(date(2025, 12, 31), date(2026, 12, 31))
    assert whole.in_months(births) == pytest.approx(89_186)
    assert Span(date(2026, 1, 31), date(2026, 2, 28)).in_months(births) == pytest.approx(births[1])


def test_completed_years_turn_on_the_birthday():
    born = (
        np.array([date(2000, 2, 29).toordinal(), date(2000, 3, 1).toordinal()]) - date(1970, 1, 1).toordinal()
    )
    for on, ages in (
        (date(2018, 2, 28), [17, 17]),
        (date(2018, 3, 1), [18, 18]),
        (date(2020, 2, 29), [20, 19]),
    ):
        day = on.toordinal() - date(1970, 1, 1).toordinal()
        assert completed_years(born, day).tolist() == ages


def test_a_sheet_changes_only_what_it_is_told(made):
    rows = pq.read_table(path_of(made, "131121", "persons"))
    sheet = Sheet(rows)
    assert sheet.table() is rows
    sheet.put("person.salary_gross", np.array([0]), 1_230_000)
    sheet.unsay(np.array([1]), "person.sex", "person.salary_gross", "no.such")
    sheet.put("person.work", np.array([2]), "on_leave")
    changed = sheet.table()
    assert changed["person.salary_gross"][0].as_py() == 1_230_000
    assert changed["person.salary_gross~low"][0].as_py() is None
    assert changed["person.sex"][1].as_py() is None
    assert changed["person.work"][2].as_py() == "on_leave"
    same = [name for name in rows.column_names if name.split("~")[0] not in CHANGED]
    assert changed.select(same).equals(rows.select(same))


CHANGED = {"person.salary_gross", "person.sex", "person.work"}
