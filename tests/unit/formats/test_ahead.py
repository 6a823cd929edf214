"""Reading ahead gives the same in one process and in two, and what breaks there is heard of here."""

from __future__ import annotations

from itertools import chain

import pytest

from todoke.formats.ahead import batches
from todoke.formats.generating.writing import write
from todoke.formats.repairs import Parsed, Unreadable
from todoke.formats.sources import Format
from todoke.formats.tables import TableError

TOKYO = Format.TOKYO_REGISTRY


@pytest.fixture
def path(tmp_path):
    there = tmp_path / "a.json"
    write(there, 25, seed=8)
    return there


def read(path, **also):
    given = {"resume": 0, "position": 0, "size": 10, **also}
    return list(batches(TOKYO, path, **given))


@pytest.mark.slow
def test_two_processes_give_what_one_gives(path):
    here, there = read(path, second_process=False), read(path, second_process=True)
    assert [len(batch) for batch in there] == [10, 10, 5]
    for one, other in zip(chain(*here), chain(*there), strict=True):
        assert (one.found, one.resume, one.digest, one.packed) == (
            other.found,
            other.resume,
            other.digest,
            other.packed,
        )
        assert one.indexed is not None
        assert other.indexed is not None
        assert other.indexed.unpacked().tokens == one.indexed.tokens
        assert other.indexed.heading == one.indexed.heading


@pytest.mark.slow
def test_what_breaks_in_the_second_process_is_raised_here(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("名称,住所\n", encoding="utf-8")
    with pytest.raises(TableError, match="psid"):
        read(path, second_process=True)


@pytest.mark.slow
def test_one_may_stop_before_the_end(path):
    reading = batches(TOKYO, path, resume=0, position=0, size=2, second_process=True)
    assert len(next(reading)) == 2
    reading.close()


def test_known_texts_are_not_read_again(path):
    (first, *_), *_ = read(path)
    again = read(path, known={first.digest: 7})
    assert (again[0][0].found, again[0][0].known) == (None, 7)
    assert all(isinstance(each.found, Parsed) for each in again[0][1:])


def test_it_goes_on_after_any_record(path):
    first, *rest = read(path)
    assert read(path, resume=first[-1].resume, position=10) == rest


def test_an_unreadable_record_has_nothing_to_index(tmp_path):
    path = tmp_path / "a.json"
    path.write_text('[{"institutionName": {}}]', encoding="utf-8")
    ((only,),) = read(path)
    assert isinstance(only.found, Unreadable)
    assert (only.indexed, only.packed, only.digest) == (None, None, "")
