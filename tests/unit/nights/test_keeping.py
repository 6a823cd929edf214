"""What is kept of past nights, and what goes."""

from datetime import date
from pathlib import Path

import pytest

from tests.factories.nights import CHIYODA, Residents, blocks_of, parent_and_child, small_book
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.run.keeping import keep_snapshot, prune
from todoke.nights.run.running import run_night
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night, find, latest, nights_in


@pytest.fixture
def nights(tmp_path) -> Path:
    book = small_book(tmp_path / "data")
    blocks = blocks_of(book.content, CHIYODA, [parent_and_child(date(2015, 1, 1))])
    out = tmp_path / "out"
    for day in (
        "2026-09-29",
        "2026-09-30",
        "2026-10-30",
        "2026-11-18",
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
    ):
        residents = Residents({CHIYODA: blocks})
        run_night(residents, book, on=date.fromisoformat(day), out=out, engine=ColumnarEngine(), workers=1)
    return out


def test_the_newest_and_the_last_of_each_month_stay(nights) -> None:
    removed = prune(nights, keep=3)
    assert [night.on.isoformat() for night in nights_in(nights)] == [
        "2026-09-30",
        "2026-10-30",
        "2026-11-19",
        "2026-11-20",
        "2026-11-21",
    ]
    assert sorted(path.name[:10] for path in removed) == ["2026-09-29", "2026-11-18"]
    newest = latest(nights)
    assert newest is not None
    assert newest.on == date(2026, 11, 21)
    assert prune(nights, keep=3) == []


def test_residents_are_kept_as_long_as_a_night_rests_on_them(nights, tmp_path) -> None:
    snapshot = tmp_path / "snapshot"
    snapshot.mkdir()
    (snapshot / "131016.columns").write_bytes(b"facts")
    newest = latest(nights)
    assert newest is not None
    kept = keep_snapshot(nights, newest.record["snapshot"], snapshot)
    assert kept is not None
    assert newest.snapshot_folder == kept
    (snapshot / "131016.columns").unlink()
    assert (kept / "131016.columns").read_bytes() == b"facts"
    unused = keep_snapshot(nights, "f" * 64, kept)
    assert unused is not None
    assert unused in prune(nights, keep=3)
    assert kept.is_dir()
    assert not unused.exists()


def test_what_is_no_night_is_passed_over_and_left_alone(nights) -> None:
    known = [night.folder for night in nights_in(nights)]
    (nights / "kept").mkdir()
    (nights / "kept" / f"{CHIYODA}-0.kept").write_bytes(b"planes")
    (nights / "2026-11-21-copied-by-hand").mkdir()
    (nights / "harmed").mkdir()
    (nights / "harmed" / "night.json").write_text("{", encoding="utf-8")
    (nights / "notes.txt").write_text("ours", encoding="utf-8")
    strange = ("kept", "2026-11-21-copied-by-hand", "harmed", "notes.txt")
    assert [night.folder for night in nights_in(nights)] == known
    assert find(nights, "2026-11-21").folder == known[-1]
    removed = prune(nights, keep=1)
    assert {path.name[:10] for path in removed} == {"2026-09-29", *(f"2026-11-{day}" for day in (18, 19, 20))}
    assert all((nights / name).exists() for name in strange)
    assert (nights / "kept" / f"{CHIYODA}-0.kept").read_bytes() == b"planes"
    with pytest.raises(NightError, match="kept の判定の結果がありません"):
        find(nights, "kept")


def test_a_folder_that_is_no_night_says_what_to_do(tmp_path) -> None:
    with pytest.raises(NightError, match="todoke match で判定してください"):
        Night.open(tmp_path)
    (tmp_path / "night.json").write_text("{", encoding="utf-8")
    with pytest.raises(NightError, match=r"night\.json が壊れています"):
        Night.open(tmp_path)
    (tmp_path / "night.json").write_text('{"format": 99}', encoding="utf-8")
    with pytest.raises(NightError, match="読めない形式"):
        Night.open(tmp_path)


def test_a_night_of_some_programs_takes_nobodys_place(nights) -> None:
    book = small_book(nights.parent / "data")
    blocks = blocks_of(book.content, CHIYODA, [parent_and_child(date(2015, 1, 1))])
    residents = Residents({CHIYODA: blocks})
    whole = find(nights, "2026-11-20").folder
    one = next(iter(book.content.programs))
    day = date(2026, 11, 20)
    run_night(residents, book, on=day, out=nights, engine=ColumnarEngine(), workers=1, programs=[one])
    assert find(nights, "2026-11-20").folder == whole
    prune(nights, keep=2)
    assert [night.folder for night in nights_in(nights) if night.is_whole][-2] == whole
