"""A night is run: published whole or not at all, resumed, the same bytes however it came about."""

import errno
import json
import os
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from tests.factories.blocks import block_of_seeds
from tests.factories.nights import CHIYODA, CHUO, MINATO, ON, FussyEngine, Residents, small_book
from todoke.engines.comparing import differences
from todoke.engines.reference import ReferenceEngine
from todoke.nights.run.running import run_night
from todoke.nights.run.scope import in_scope
from todoke.nights.stored.sealing import DamagedPartError, NightError, NoRoomError
from todoke.nights.stored.store import Night, find, latest, nights_in
from todoke.rules.rulebook import Rulebook


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Rulebook:
    return small_book(tmp_path_factory.mktemp("nights") / "data")


@pytest.fixture(scope="module")
def residents(book) -> Residents:
    content = book.content
    return Residents(
        {
            CHIYODA: [block_of_seeds(range(k, k + 40), content, ON, CHIYODA) for k in (0, 40)],
            CHUO: [block_of_seeds(range(100, 130), content, ON, CHUO)],
            MINATO: [block_of_seeds(range(200, 215), content, ON, MINATO)],
        }
    )


def run(residents, book, out, **more) -> Night:
    return run_night(
        residents, book, **{"on": ON, "out": out, "engine": ReferenceEngine(), "workers": 1, **more}
    )


def published(out: Path) -> Path | None:
    night = latest(out)
    return None if night is None else night.folder


def bytes_of(night: Night) -> dict[str, bytes]:
    """Everything of a night but the record of when and where it was run."""
    found = {path.name: path.read_bytes() for path in night.folder.glob("*.part")}
    record = dict(night.record)
    record.pop("run")
    return found | {"record": json.dumps(record, ensure_ascii=False).encode()}


def test_what_was_answered_can_be_read_again(residents, book, tmp_path) -> None:
    night = run(residents, book, tmp_path)
    assert published(tmp_path) == night.folder
    assert night.is_complete
    assert set(night.municipalities) == {CHIYODA, CHUO, MINATO}
    engine = ReferenceEngine()
    for code in night.municipalities:
        for block, stored in zip(residents.of[code], night.blocks(code), strict=True):
            assert np.array_equal(stored.person_ids, block.person_ids)
            assert np.array_equal(stored.household_ids, block.household_ids)
            chosen = in_scope(book.content, code, ON, book.content.programs)
            assert tuple(stored.programs) == chosen
            for expected in engine.answers(block, book, on=ON, programs=chosen):
                assert differences(stored.programs[expected.program_id], expected, block) == []


def test_totals_count_what_was_answered(residents, book, tmp_path) -> None:
    night = run(residents, book, tmp_path)
    for name, program in night.record["programs"].items():
        for code, total in program["by"].items():
            sure = possible = low = 0
            for stored in night.blocks(code):
                answers = stored.programs[name]
                rows = stored.persons if answers.unit == "person" else stored.households
                planes = [np.broadcast_to(p, rows) for p in (answers.sure, answers.possible)]
                sure += planes[0].sum()
                possible += planes[1].sum()
                for amount in answers.amounts:
                    if amount.low is not None and amount.amount.unit == "yen":
                        low += np.nansum(amount.low[planes[0][answers.rows]])
            assert (total["eligible"], total["undetermined"]) == (sure, possible - sure)
            assert sum(bounds[0] for bounds in total["amounts"].values()) == low
    assert night.record["programs"]["hitori"]["by"][CHUO]["rows"] == residents.persons_of(CHUO)
    assert "kashitsuke" not in night.blocks(CHUO)[0].programs  # not offered there
    assert night.record["residents"] == residents.persons


def test_two_workers_make_the_bytes_one_makes(residents, book, tmp_path) -> None:
    assert bytes_of(run(residents, book, tmp_path / "one")) == bytes_of(
        run(residents, book, tmp_path / "two", workers=2)
    )


def test_the_same_run_again_does_nothing_unless_told_to(residents, book, tmp_path) -> None:
    night = run(residents, book, tmp_path)
    residents.opened.clear()
    same = run(residents, book, tmp_path)
    assert same.folder == night.folder
    assert residents.opened == []
    before = bytes_of(same)
    made_again = run(residents, book, tmp_path, again=True)
    assert residents.opened
    assert bytes_of(made_again) == before
    assert [one.folder for one in nights_in(tmp_path)] == [made_again.folder]
    assert published(tmp_path) == made_again.folder


def test_a_night_of_some_programs_is_kept_but_not_published(residents, book, tmp_path) -> None:
    whole = run(residents, book, tmp_path)
    some = run(residents, book, tmp_path, programs=["hitori"])
    assert set(some.blocks(CHUO)[0].programs) == {"hitori"}
    assert published(tmp_path) == whole.folder


def test_a_program_that_breaks_the_engine_is_named_and_costs_nobody_else(residents, book, tmp_path) -> None:
    night = run(residents, book, tmp_path / "a", engine=FussyEngine("genmen"))
    plain = run(residents, book, tmp_path / "b")
    assert night.is_complete
    assert {(p["program"], p["municipality"]) for p in night.record["problems"]} == {
        ("genmen", code) for code in (CHIYODA, CHUO, MINATO)
    }
    assert night.record["programs"]["genmen"]["outcome"] == "rule_error"
    others = [name for name in plain.record["programs"] if name != "genmen"]
    assert [night.record["programs"][name] for name in others] == [
        plain.record["programs"][name] for name in others
    ]


def test_a_rule_that_fails_for_some_is_among_the_problems(tmp_path) -> None:
    book = small_book(tmp_path / "data", kowareta=True)
    residents = Residents({CHIYODA: [block_of_seeds(range(60), book.content, ON, CHIYODA)]})
    night = run(residents, book, tmp_path / "out")
    assert {problem["program"] for problem in night.record["problems"]} == {"kowareta"}
    assert night.record["programs"]["kowareta"]["by"][CHIYODA]["failed"] > 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_municipality_that_cannot_be_read_leaves_the_night_unpublished(
    residents, book, tmp_path, workers
) -> None:
    before = run(residents, book, tmp_path, on=date(2026, 11, 21))
    residents = Residents(residents.of, broken=frozenset({CHUO}))
    night = run(residents, book, tmp_path, workers=workers)
    assert not night.is_complete
    assert set(night.municipalities) == {CHIYODA, MINATO}
    assert night.record["problems"] == [{"municipality": CHUO, "message": f"{CHUO}.columns が壊れています"}]
    assert published(tmp_path) == before.folder
    mended = Residents(residents.of)
    whole = run(mended, book, tmp_path)
    assert mended.opened == [CHUO]  # the others were done already
    assert whole.is_complete
    assert published(tmp_path) == whole.folder
    assert bytes_of(whole) == bytes_of(run(Residents(residents.of), book, tmp_path / "undisturbed"))


@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk_stops_the_run_and_leaves_yesterday(
    residents, book, tmp_path, monkeypatch, workers
) -> None:
    before = run(residents, book, tmp_path, on=date(2026, 11, 21))
    room = os.fdatasync

    def full(file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdatasync", full)
    with pytest.raises(NoRoomError, match="ディスクに空きがなく"):
        run(residents, book, tmp_path, workers=workers)
    monkeypatch.setattr(os, "fdatasync", room)
    assert published(tmp_path) == before.folder
    assert not list(tmp_path.rglob("*.tmp"))
    assert run(residents, book, tmp_path, workers=workers).is_complete


def test_a_worker_that_is_killed_costs_its_municipality_only(residents, book, tmp_path) -> None:
    class Killed(ReferenceEngine):
        def answers(self, block, book, **more):
            if block.municipality == MINATO:
                os._exit(9)
            return super().answers(block, book, **more)

    night = run(residents, book, tmp_path, engine=Killed(), workers=2)
    assert not night.is_complete
    assert [problem["municipality"] for problem in night.record["problems"]] == [MINATO]
    assert latest(tmp_path) is None


@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_a_part_that_was_harmed_is_named_with_the_cure(residents, book, tmp_path, harm) -> None:
    night = run(residents, book, tmp_path)
    path = night.folder / f"{CHUO}.part"
    raw = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        middle = len(raw) // 2
        changed = raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :]
        path.write_bytes(raw[:-100] if harm == "cut" else changed)
    with pytest.raises(DamagedPartError, match=rf"{CHUO}\.part が.*todoke match --on 2026-11-22 --again"):
        night.blocks(CHUO)
    assert run(residents, book, tmp_path, again=True).blocks(CHUO)


def test_a_staged_part_that_was_harmed_is_made_anew(residents, book, tmp_path) -> None:
    broken = Residents(residents.of, broken=frozenset({CHUO}))
    staged = run(broken, book, tmp_path)
    path = staged.folder / f"{CHIYODA}.part"
    path.write_bytes(path.read_bytes()[:-10])
    mended = Residents(residents.of)
    assert run(mended, book, tmp_path).is_complete
    assert set(mended.opened) == {CHIYODA, CHUO}


def test_another_rule_or_another_day_is_another_night(residents, book, tmp_path) -> None:
    changed = small_book(tmp_path / "changed", hitori={"lt": [{"fact": "person.salary_gross"}, 9]})
    one = run(residents, book, tmp_path / "out")
    two = run(residents, changed, tmp_path / "out")
    assert one.folder != two.folder
    fingerprints = [night.record["programs"]["hitori"]["fingerprint"] for night in (one, two)]
    assert fingerprints[0] != fingerprints[1]
    assert one.record["programs"]["genmen"]["fingerprint"] == two.record["programs"]["genmen"]["fingerprint"]
    assert published(tmp_path / "out") == two.folder
    earlier = run(residents, book, tmp_path / "out", on=date(2026, 10, 1))
    assert published(tmp_path / "out") == two.folder
    assert find(tmp_path / "out", "2026-10-01").folder == earlier.folder
    with pytest.raises(NightError, match="2020-01-01 の判定の結果がありません"):
        find(tmp_path / "out", "2020-01-01")
