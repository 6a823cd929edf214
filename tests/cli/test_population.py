"""``todoke population`` makes a synthetic Tokyo and says plainly why it does not."""

import errno

import pytest

from todoke.cli.main import main
from todoke.population import making
from todoke.population.folder import read_record


def test_a_population_is_made_and_lives_on(tmp_path, capsys):
    made, later = tmp_path / "made", tmp_path / "later"
    call = ["population", "make", "--residents", "200", "--seed", "4", "--out", str(made), "--workers", "1"]
    assert main(call) == 0
    assert "200 人" in capsys.readouterr().out
    assert main(["population", "age", str(made), "--days", "2", "--out", str(later), "--workers", "1"]) == 0
    assert "2026-01-03 時点" in capsys.readouterr().out
    assert read_record(later).history[-1]["on"] == "2026-01-03"
    assert main(call) == 2
    assert "にはもう人口があります" in capsys.readouterr().err


@pytest.mark.parametrize("residents", ["0", "-1", "61", "200000001"])
def test_sizes_out_of_range_are_refused(tmp_path, capsys, residents):
    assert main(["population", "make", f"--residents={residents}", "--out", str(tmp_path / "out")]) == 2
    assert "62 から 200,000,000 までにしてください" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["make", "--residents", "百", "--out", "x"], "「百」は整数ではありません"),
        (["make", "--residents", "100", "--out", "x", "--workers", "0"], "1から64まで"),
        (["make", "--residents", "100", "--out", "x", "--on", "2026-02-30"], "日付として読めません"),
        (["age", "x", "--days", "0", "--out", "y"], "1から366まで"),
        (["age", "x", "--days", "367", "--out", "y"], "1から366まで"),
    ],
)
def test_a_call_that_cannot_be_understood_says_so(arguments, message, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["population", *arguments])
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_a_negative_seed_and_a_folder_that_is_no_population_are_refused(tmp_path, capsys):
    assert main(["population", "make", "--residents", "100", "--seed=-1", "--out", str(tmp_path / "x")]) == 2
    assert "0以上の整数" in capsys.readouterr().err
    assert main(["population", "age", str(tmp_path), "--out", str(tmp_path / "y")]) == 2
    assert "population.json がありません" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "ディスクがいっぱいです"),
        (OSError(errno.EIO, "Input/output error"), "に書き込めません"),
        (KeyboardInterrupt(), "同じ命令でつづきから"),
    ],
)
def test_a_disk_that_is_full_or_broken_is_told_with_its_cure(tmp_path, capsys, monkeypatch, error, message):
    def fails(order):
        raise error

    monkeypatch.setattr(making, "_make_place", fails)
    call = ["population", "make", "--residents", "100", "--out", str(tmp_path / "x"), "--workers", "1"]
    assert main(call) == 2
    assert message in capsys.readouterr().err
