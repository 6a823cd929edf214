"""``todoke simulate notices``: errors say what to do, a stopped call leaves nothing, a small one leaves a report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from todoke.analytics.year import trying
from todoke.analytics.year.writing import FILES
from todoke.cli.main import main

pytestmark = pytest.mark.django_db


def simulate(*arguments: str) -> int:
    return main(["simulate", "notices", *arguments])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--personas", "0"], "1から20,000人まで"),
        (["--personas", "千"], "「千」は使えません"),
        (["--days", "400"], "1から366日まで"),
        (["--budget", "31"], "0から30通まで"),
        (["--seed", "-1"], "「-1」は使えません"),
        (["--from", "きのう"], "きのう"),
    ],
)
def test_a_number_that_cannot_be_is_told_with_what_can(
    arguments: list[str], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        simulate(*arguments, "--out", str(tmp_path / "out"))
    assert stopped.value.code == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_program_there_is_not_is_told_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate("--programs", "jido-teatee", "--out", str(tmp_path / "out")) == 2
    told = capsys.readouterr().err
    assert "jido-teatee はありません" in told
    assert "jido-teate" in told
    assert not (tmp_path / "out").exists()


def test_a_program_that_is_never_told_is_said_to_be(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert simulate("--programs", "seikatsu-hogo", "--out", str(tmp_path / "out")) == 2
    assert "--programs を見直してください" in capsys.readouterr().err


def test_a_day_outside_the_written_law_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert simulate("--from", "1999-01-01", "--out", str(tmp_path / "out")) == 2
    assert "までの日付にしてください" in capsys.readouterr().err


def test_a_file_is_no_folder_to_write_into(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "report.html"
    there.write_text("mine")
    assert simulate("--out", str(there)) == 2
    assert "フォルダーではありません" in capsys.readouterr().err
    assert there.read_text() == "mine"


@pytest.mark.parametrize("was_there", [False, True])
def test_stopped_by_hand_nothing_half_done_is_left(
    was_there: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stopped(*_: Any, work: Path, **__: Any) -> None:
        (work / "half").mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr(trying, "live", stopped)
    out = tmp_path / "out"
    if was_there:
        out.mkdir()
        (out / "year.json").write_text("an earlier one")
    assert simulate("--personas", "5", "--out", str(out)) == 2
    assert "書きかけのものは残していません" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.rglob("*")) == (["out", "year.json"] if was_there else [])


def test_a_full_disk_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(trying, "live", full)
    assert simulate("--personas", "5", "--out", str(tmp_path / "out")) == 1
    assert "空きを確かめてください" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_few_days_of_a_few_personas_leave_a_report_and_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        few = (
            "--personas",
            "40",
            "--days",
            "2",
            "--programs",
            "bcg,jido-teate,kenshin-1-6",
            "--workers",
            "1",
        )
        assert simulate(*few, "--out", str(tmp_path / name)) == 0
        assert "報告: " in capsys.readouterr().out
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == sorted(FILES)
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    told = json.loads((tmp_path / "one" / "year.json").read_text(encoding="utf-8"))
    assert told["people"]["started"] == 40
