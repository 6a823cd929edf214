"""Who is answered anew is counted as a night does it, and a night measured writes nothing into yesterday's."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from bench import matching_days
from bench.matching_files import second_names
from tests.factories.content import content
from tests.factories.residents import ON, households, write_population
from todoke.residents.building import build_snapshot
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook

CHIYODA, CHOFU = "131016", "132080"


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook(content())


@pytest.fixture(scope="module")
def residents(tmp_path_factory) -> Snapshot:
    found = {CHIYODA: households(30, seed=1), CHOFU: households(20, seed=2)}
    folder = write_population(tmp_path_factory.mktemp("today") / "people", found)
    return build_snapshot(folder, None, content())


def test_nobody_of_whom_nothing_was_said_is_answered_anew(book, residents):
    assert matching_days.anew(residents, residents, book, ON, ON) == 0


def test_who_came_or_was_said_something_of_is_answered_anew(book, residents, tmp_path):
    before = {CHIYODA: [*households(29, seed=1), households(1, seed=7)[0]]}
    folder = write_population(tmp_path / "people", before)
    yesterday = build_snapshot(folder, None, content())
    assert matching_days.anew(yesterday, residents, book, ON, ON) == (1 + 20) / 50


def test_the_first_of_april_wakes_more_than_a_plain_day(book, residents):
    found = matching_days.of_a_year(residents, book, 2026)
    assert list(found) == ["2026-11-22", "2026-10-01", "2026-01-01", "2026-04-01", "2026-06-01"]
    assert 0 <= found["2026-11-22"]["awake"] < found["2026-04-01"]["awake"] < 1
    assert 0 <= found["2026-11-22"]["programs"] < found["2026-04-01"]["programs"] < 1
    since = date(2026, 11, 22) - timedelta(days=1)
    anew = matching_days.anew(residents, residents, book, since, date(2026, 11, 22))
    assert anew == found["2026-11-22"]["awake"]


def test_a_night_stands_in_another_folder_with_its_residents(tmp_path):
    night, kept = (
        tmp_path / "cached" / "2026-11-21-abc",
        tmp_path / "cached" / "snapshots" / "0123456789abcdef",
    )
    for folder in (night, kept):
        folder.mkdir(parents=True)
    told = {"format": 1, "on": "2026-11-21", "snapshot": "0123456789abcdef" * 4}
    (night / "night.json").write_text(json.dumps(told))
    (kept / "snapshot.json").write_text("{}")
    found = second_names(night, tmp_path / "tonight")
    assert found == tmp_path / "tonight" / night.name
    assert json.loads((found / "night.json").read_text()) == told
    assert (found.parent / "snapshots" / kept.name / "snapshot.json").samefile(kept / "snapshot.json")
    (kept / "snapshot.json").unlink()
    kept.rmdir()
    with pytest.raises(RuntimeError, match="not kept"):
        second_names(night, tmp_path / "again")
