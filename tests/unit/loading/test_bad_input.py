"""What is wrong with a population is named and counted; what can be kept is kept, and nothing half is published."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.factories.content import content
from tests.factories.residents import ON, describe, write_tables
from todoke.residents.building import build_snapshot
from todoke.residents.problems import PopulationError, SnapshotError
from todoke.residents.snapshot import Snapshot

CODE = "131016"


def people(count=4, **of_first):
    """Return rows of households of one person each; the first person has these cells too."""
    households = [{"household": number, "complete": "all"} for number in range(1, count + 1)]
    persons = [
        {
            "person": 10 + number,
            "household": number,
            "relation": "self",
            "person.birth_date": date(1980, 1, number),
            "person.sex": "female",
            "person.dependants": 1,
        }
        for number in range(1, count + 1)
    ]
    persons[0] |= of_first
    return households, persons


def build(folder, **how):
    return build_snapshot(folder, None, content(), **how)


def ids(snapshot):
    return [
        one
        for code in snapshot.municipalities
        for b in snapshot.blocks(code)
        for one in b.household_ids.tolist()
    ]


def told(snapshot):
    return [(problem.column, problem.households) for problem in snapshot.problems]


def remade(folder, change):
    """Change population.json."""
    manifest = folder / "population.json"
    described = json.loads(manifest.read_text())
    change(described)
    manifest.write_text(json.dumps(described))


def rewritten(folder, tables):
    shutil.rmtree(folder, ignore_errors=True)
    return write_tables(folder, tables)


@pytest.mark.parametrize(
    ("column", "cells"),
    [
        ("person.birth_date", {"person.birth_date": ON + timedelta(days=1)}),
        ("person.birth_date", {"person.birth_date": date(1890, 1, 1)}),
        ("person.dependants", {"person.dependants": -1}),
        (
            "person.dependants",
            {"person.dependants": None, "person.dependants~low": 3, "person.dependants~high": 2},
        ),
        ("person.dependants", {"person.dependants~low": 1, "person.dependants~high": 2}),
        ("person.sex", {"person.sex": "x"}),
        ("person.sex", {"person.sex": None, "person.sex~choices": "female|x"}),
        ("person.sex", {"person.sex~choices": "female|male"}),
        ("persons.relation", {"relation": "cousin"}),
        ("persons.relation", {"relation": "child"}),
        ("persons.household", {"household": 99}),
        ("persons.parents", {"parents": [12]}),
    ],
)
def test_a_household_with_an_impossible_value_is_set_aside_and_counted(tmp_path, column, cells):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people(**cells)}))
    assert ids(snapshot) == [2, 3, 4]
    assert (column, 1) in told(snapshot)
    assert snapshot.persons == 3
    assert all("1980" not in str(problem) for problem in snapshot.problems)


def test_values_within_bounds_are_all_kept(tmp_path):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people()}))
    assert ids(snapshot) == [1, 2, 3, 4]
    assert not snapshot.problems


def test_two_applicants_are_no_household(tmp_path):
    households, persons = people()
    persons.insert(1, persons[0] | {"person": 99})
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [2, 3, 4]
    assert told(snapshot) == [("persons.relation", 1)]


def test_two_persons_of_one_number_are_set_aside_with_their_households(tmp_path):
    households, persons = people()
    persons[1]["person"] = persons[0]["person"]
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [3, 4]
    assert told(snapshot) == [("persons.person", 2)]


def test_members_that_do_not_follow_one_another_are_set_aside(tmp_path):
    households, persons = people()
    persons.append(persons[0] | {"person": 99, "relation": "child"})
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [2, 3, 4]
    assert told(snapshot) == [("persons.household", 1)]


def test_a_household_without_members_is_set_aside(tmp_path):
    households, persons = people()
    households.append({"household": 5, "complete": "all"})
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [1, 2, 3, 4]
    assert told(snapshot) == [("households.household", 1)]


def test_a_mistake_in_a_household_s_own_fact_sets_that_household_aside(tmp_path):
    households, persons = people()
    households[2]["household.move_in_date"] = date(2300, 1, 1)
    name = next(f.id for f in content().facts.values() if f.entity == "household" and f.type.kind == "money")
    households[2] = {"household": 3, "complete": "all", name: -5}
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [1, 2, 4]
    assert told(snapshot) == [(name, 1)]


def test_an_unknown_relation_among_the_listed_sets_the_household_aside(tmp_path):
    households, persons = people()
    households[1]["complete"] = "child,cousin"
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, persons)}))
    assert ids(snapshot) == [1, 3, 4]
    assert told(snapshot) == [("households.complete", 1)]


def test_an_unknown_column_is_left_out_and_named(tmp_path):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people(**{"person.shoe_size": "40"})}))
    assert told(snapshot) == [("person.shoe_size", 0)]
    assert "person.shoe_size" not in snapshot.blocks(CODE)[0].columns


def test_columns_of_the_register_itself_are_passed_over(tmp_path):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people(**{"register.note": "x"})}))
    assert not snapshot.problems


@pytest.mark.parametrize("column", ["person", "household", "relation"])
def test_a_missing_column_is_named(tmp_path, column):
    households, persons = people()
    for person in persons:
        del person[column]
    with pytest.raises(PopulationError, match=f"列 {column} がありません"):
        build(write_tables(tmp_path / "p", {CODE: (households, persons)}))


def test_a_column_of_another_type_is_named(tmp_path):
    households, persons = people()
    folder = write_tables(tmp_path / "p", {CODE: (households, persons)})
    path = folder / f"municipality={CODE}" / "persons.parquet"
    table = pq.read_table(path)
    texts = pa.array(["many"] * 4)
    pq.write_table(
        table.set_column(table.schema.get_field_index("person.dependants"), "person.dependants", texts), path
    )
    remade(folder, lambda described: described["parts"][CODE].pop("persons_sha256"))
    with pytest.raises(PopulationError, match=r"person\.dependants: int64"):
        build(folder)


@pytest.mark.parametrize("kind", ["persons", "households"])
@pytest.mark.parametrize("harm", ["cut short", "changed", "emptied", "gone"])
def test_a_damaged_part_is_named_and_the_old_snapshot_stays(tmp_path, kind, harm):
    folder = write_tables(tmp_path / "p", {CODE: people()})
    before = build(folder)
    rewritten_parts = write_tables(tmp_path / "q", {CODE: people(5)})
    shutil.copytree(folder / "snapshot", rewritten_parts / "snapshot")
    path = rewritten_parts / f"municipality={CODE}" / f"{kind}.parquet"
    content_was = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        changed = content_was[:40] + bytes([content_was[40] ^ 255]) + content_was[41:]
        path.write_bytes({"cut short": content_was[:-30], "changed": changed, "emptied": b""}[harm])
    with pytest.raises(PopulationError, match=rf"{kind}\.parquet"):
        build(rewritten_parts)
    kept = Snapshot.open(rewritten_parts / "snapshot")
    kept.verify()
    assert kept.identity == before.identity


def test_a_part_damaged_without_a_hash_is_named_too(tmp_path):
    folder = write_tables(tmp_path / "p", {CODE: people()})
    path = folder / f"municipality={CODE}" / "persons.parquet"
    path.write_bytes(path.read_bytes()[:-30])
    remade(
        folder,
        lambda described: described["parts"][CODE].clear() or described["parts"][CODE].update(persons=4),
    )
    with pytest.raises(PopulationError, match=r"persons\.parquet を読めません"):
        build(folder)


@pytest.mark.parametrize(("column", "words"), [("person", "人"), ("household", "世帯")])
def test_one_number_in_two_municipalities_is_refused(tmp_path, column, words):
    here, there = people(), people()
    for rows in there:
        for row in rows:
            row["household"] += 100
            if "person" in row:
                row["person"] += 100
    for row in (
        row for rows in there for row in rows if row.get(column) == (113 if column == "person" else 103)
    ):
        row[column] -= 100
    folder = write_tables(tmp_path / "p", {CODE: here, "131024": there})
    with pytest.raises(PopulationError, match=f"同じ番号の{words}.*1件: 131016、131024"):
        build(folder)
    assert not (folder / "snapshot" / "snapshot.json").exists()


def test_numbers_of_municipalities_may_lie_among_one_another(tmp_path):
    here, there = people(4), people(4)
    for rows in (here, there):
        for row in (row for part in rows for row in part):
            row["household"] = row["household"] * 2 + (rows is there)
            if "person" in row:
                row["person"] = row["person"] * 2 + (rows is there)
    assert len(ids(build(write_tables(tmp_path / "p", {CODE: here, "131024": there})))) == 8


def test_an_unknown_municipality_is_named(tmp_path):
    folder = write_tables(tmp_path / "p", {CODE: people()})
    remade(folder, lambda described: described["parts"].update({"999999": described["parts"][CODE]}))
    with pytest.raises(PopulationError, match="999999"):
        build(folder)


def test_a_municipality_that_is_not_listed_is_named(tmp_path):
    folder = write_tables(tmp_path / "p", {CODE: people(), "131024": people()})
    remade(folder, lambda described: described["parts"].pop("131024"))
    snapshot = build(folder)
    assert snapshot.municipalities == (CODE,)
    assert [problem.municipality for problem in snapshot.problems] == ["131024"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"format": 1}',
        '{"format": 2, "on": "2026-01-01", "parts": {}}',
        '{"format": 1, "on": 5}',
    ],
)
def test_a_description_that_cannot_be_read_is_named(tmp_path, text):
    describe(tmp_path, {})
    (tmp_path / "population.json").write_text(text)
    with pytest.raises(PopulationError, match=r"population\.json"):
        build(tmp_path)


def test_a_folder_without_a_description_is_named(tmp_path):
    with pytest.raises(PopulationError, match=r"population\.json がありません"):
        build(tmp_path)


def test_two_runs_write_the_same_bytes(tmp_path):
    folder = write_tables(tmp_path / "p", {CODE: people()})
    first = build(folder)
    again = build_snapshot(folder, Path(tmp_path / "again"), content())
    assert again.records == first.records
    assert again.identity == first.identity


def test_a_snapshot_that_is_up_to_date_is_not_built_again(tmp_path, monkeypatch):
    folder = write_tables(tmp_path / "p", {CODE: people()})
    first = build(folder)
    monkeypatch.setattr("todoke.residents.building.assemble", None)
    assert build(folder).identity == first.identity


@pytest.mark.parametrize("harm", ["gone", "cut short", "emptied"])
def test_a_damaged_snapshot_names_the_file_and_the_cure(tmp_path, harm):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people()}))
    path = snapshot.folder / snapshot.records[CODE].file
    content_was = path.read_bytes()
    path.unlink()
    if harm != "gone":
        path.write_bytes({"cut short": content_was[:-9], "emptied": b""}[harm])
    with pytest.raises(SnapshotError, match=rf"{path.name}.*todoke snapshot build"):
        Snapshot.open(snapshot.folder)


def test_a_changed_byte_is_noticed_when_its_column_is_read(tmp_path):
    """Whichever byte of the columns is changed: nobody is answered from it unnoticed."""
    households = [{"household": number, "complete": "all"} for number in range(1, 61)]
    snapshot = build(write_tables(tmp_path / "p", {CODE: (households, many(60))}))
    path = snapshot.folder / snapshot.records[CODE].file
    content_was = path.read_bytes()
    sound = [column.low.tolist() for column in columns_of(snapshot)]
    noticed = 0
    for at in range(64, content_was.rindex(b'{"municipality"'), 8):
        path.write_bytes(content_was[:at] + bytes([content_was[at] ^ 1]) + content_was[at + 1 :])
        damaged = Snapshot.open(snapshot.folder)
        with pytest.raises(SnapshotError, match="壊れています"):
            damaged.verify()
        try:
            found = [column.low.tolist() for column in columns_of(damaged)]
        except SnapshotError as error:
            noticed += path.name in str(error)
        else:
            assert found == sound
    assert noticed > 10


def many(count):
    return [
        {
            "person": 10 + number,
            "household": number,
            "relation": "self",
            "person.birth_date": date(1980, 1, 1) + timedelta(days=number * 7),
            "person.dependants": number % 5,
        }
        for number in range(1, count + 1)
    ]


def columns_of(snapshot):
    return [column for block in snapshot.blocks(CODE) for column in block.columns.values()]


@pytest.mark.parametrize("text", ["", "{}", '{"format": 9}', '{"format": 1, "on": "x"}'])
def test_a_snapshot_s_description_that_cannot_be_read_is_named(tmp_path, text):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people()}))
    (snapshot.folder / "snapshot.json").write_text(text)
    with pytest.raises(SnapshotError, match=r"snapshot\.json"):
        Snapshot.open(snapshot.folder)
    assert ids(build(tmp_path / "p")) == [1, 2, 3, 4]


def test_a_damaged_table_of_contents_is_noticed(tmp_path):
    snapshot = build(write_tables(tmp_path / "p", {CODE: people()}))
    path = snapshot.folder / snapshot.records[CODE].file
    content_was = path.read_bytes()
    path.write_bytes(content_was.replace(b'"stratum":0', b'"stratum":1'))
    with pytest.raises(SnapshotError, match="目次"):
        len(Snapshot.open(snapshot.folder).blocks(CODE))
