"""A population is whole or not there, the same for the same seed, and made of people the dictionary knows."""

import errno
import hashlib
import json
from itertools import islice

import pyarrow.parquet as pq
import pytest

from tests.factories.content import content, rulebook
from tests.factories.population import households, table
from tests.unit.population.conftest import CODES, ON, SIZE
from todoke.population import making
from todoke.population.folder import FolderError, path_of, read_record
from todoke.population.making import make
from todoke.population.writing import PartWriter
from todoke.rules.contradictions import find_contradictions
from todoke.rules.evaluation.run import Run
from todoke.rules.household import RELATIONS
from todoke.rules.situation import read_household
from todoke.rules.truth import as_truth

SMALL = 300


@pytest.fixture
def made_in(source):
    def made_in(folder, *, residents=SMALL, seed=9, workers=1):
        return make(residents, seed, folder, on=ON, content=content(), source=source, workers=workers)

    return made_in


def bytes_of(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def not_applying(household, on):
    """Return the facts told of somebody to whom they certainly do not apply."""
    run = Run(household, on, trace=False)
    found = []
    for member in (None, *household.members):
        for fact_id in (household if member is None else member).facts:
            fact = content().facts.get(fact_id)
            if fact is not None and fact.applies is not None:
                applies = rulebook().compiler.compile(fact.applies)
                if as_truth(applies(run, member)) is False:
                    found.append(fact_id)
    return found


def test_the_record_tells_what_is_there(made):
    record = read_record(made)
    assert (record.residents, record.seed, record.on) == (SIZE, 5, ON)
    assert tuple(record.parts) == CODES
    assert sum(part.persons for part in record.parts.values()) == SIZE
    for code, part in record.parts.items():
        for name, count in (("persons", part.persons), ("households", part.households)):
            path = path_of(made, code, name)
            assert pq.ParquetFile(path).metadata.num_rows == count
            told = hashlib.sha256(path.read_bytes()).hexdigest()
            assert told == getattr(part, f"{name}_sha256")
    assert json.loads((made / "population.json").read_text())["format"] == 1
    assert not (made / ".making").exists()


def test_columns_are_facts_of_the_dictionary_or_receipts(made):
    kinds = {"bool": "boolean", "int64": "number money", "date32[day]": "date"}
    for name, entity in (("persons", "person"), ("households", "household")):
        for field in pq.read_schema(path_of(made, "131121", name)):
            fact, _, bound = field.name.partition("~")
            if field.name.startswith(("receives:", "register.")) or "." not in field.name:
                continue
            assert fact.startswith(entity + ".")
            assert bound in ("", "low", "high")
            kind = content().facts[fact].type.kind
            assert kind in kinds.get(str(field.type), "code"), field


def test_households_stand_in_order_and_hold_together(made):
    seen = set()
    for code in read_record(made).parts:
        homes = [row["household"] for row in table(made, code, "households")]
        people = table(made, code, "persons")
        assert homes == sorted(set(homes))
        order = list(dict.fromkeys(row["household"] for row in people))
        assert order == homes
        for home in homes:
            relations = [row["relation"] for row in people if row["household"] == home]
            assert relations.count("self") == 1
            assert relations.count("spouse") <= 1
            assert set(relations) <= set(RELATIONS)
        seen |= {row["person"] for row in people}
    assert len(seen) == SIZE


def test_everybody_is_valid_and_nothing_is_told_that_does_not_apply(made):
    for code in CODES:
        for raw in islice(households(made, code), 70):
            household = read_household(raw, content(), on=ON)
            assert not_applying(household, ON) == []
            assert find_contradictions(rulebook(), household, ON) == ()


def test_the_same_seed_gives_the_same_bytes_whoever_works(tmp_path, made_in):
    made_in(tmp_path / "one")
    made_in(tmp_path / "two", workers=2)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")


def test_another_seed_gives_other_people(tmp_path, made, made_in):
    record = made_in(tmp_path / "other", residents=SIZE, seed=6)
    assert record.residents == SIZE
    assert record.parts["131121"].persons_sha256 != read_record(made).parts["131121"].persons_sha256


def test_a_stopped_making_leaves_no_record_and_is_gone_on_with(tmp_path, monkeypatch, made_in):
    class Killed(BaseException):
        pass

    finished: list[str] = []
    original = making._make_place

    def stops(order):
        if len(finished) == 2:
            raise Killed
        finished.append(order.place.code)
        return original(order)

    monkeypatch.setattr(making, "_make_place", stops)
    with pytest.raises(Killed):
        made_in(tmp_path / "stopped")
    assert not (tmp_path / "stopped" / "population.json").exists()
    (tmp_path / "stopped" / "municipality=134015").mkdir(exist_ok=True)
    again = []

    def counts(order):
        again.append(order.place.code)
        return original(order)

    monkeypatch.setattr(making, "_make_place", counts)
    made_in(tmp_path / "stopped")
    assert len(again) == 3
    assert not set(again) & set(finished)
    monkeypatch.setattr(making, "_make_place", original)
    made_in(tmp_path / "straight")
    assert bytes_of(tmp_path / "stopped") == bytes_of(tmp_path / "straight")


def test_what_a_stopped_making_of_others_left_is_made_anew(tmp_path, monkeypatch, made_in):
    original = making._make_place

    def stops(order):
        if order.place.code == "131016":
            raise KeyboardInterrupt
        return original(order)

    monkeypatch.setattr(making, "_make_place", stops)
    with pytest.raises(KeyboardInterrupt):
        made_in(tmp_path / "folder", seed=1)
    monkeypatch.setattr(making, "_make_place", original)
    made_in(tmp_path / "folder", seed=2)
    made_in(tmp_path / "straight", seed=2)
    assert bytes_of(tmp_path / "folder") == bytes_of(tmp_path / "straight")


def test_a_full_disk_leaves_no_half_file(tmp_path, monkeypatch, made_in):
    def full(self, table, rows):
        path_of(self.folder, self.code, table).with_suffix(".parquet.part").write_bytes(b"half")
        self._writers[table] = object()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PartWriter, "write", full)
    with pytest.raises(OSError, match="No space left"):
        made_in(tmp_path / "full")
    left = [path.name for path in (tmp_path / "full").rglob("*.part")]
    assert left == []
    assert not (tmp_path / "full" / "population.json").exists()


def test_a_folder_in_use_is_left_alone(tmp_path, made, made_in):
    with pytest.raises(FolderError, match="にはもう人口があります"):
        made_in(made)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("important")
    with pytest.raises(FolderError, match="別のものが入っています"):
        made_in(tmp_path / "mine")
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="フォルダーではありません"):
        made_in(tmp_path / "file")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "壊れています"),
        ('{"format": 2}', "読めない形式"),
        ('{"format": 1}', "壊れています"),
    ],
)
def test_a_broken_record_is_named(tmp_path, text, message):
    (tmp_path / "population.json").write_text(text)
    with pytest.raises(FolderError, match=message):
        read_record(tmp_path)
