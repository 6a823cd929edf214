"""``todoke match``: everybody is answered for, nights are compared, and what is wrong is said in Japanese."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.factories.residents import random_population
from todoke.cli.main import main
from todoke.cli.match import missing_extra, of_spark
from todoke.engines.spark.java import SparkMissingError
from todoke.nights.stored.store import latest, nights_in

SOME = [
    f"--program={one}" for one in ("influenza-koreisha", "jido-teate", "kokuho-ryo-keigen", "i-gan-kenshin")
]
CHEAP = "jido-teate,018-support,hi-jiyu-kokuho-keigen"


@pytest.fixture(scope="module")
def population(tmp_path_factory) -> Path:
    return random_population(tmp_path_factory.mktemp("match") / "tiny", 4)


@pytest.fixture(scope="module")
def nights(population, tmp_path_factory) -> Path:
    """Two nights of a small population, on both sides of a new fiscal year."""
    out = tmp_path_factory.mktemp("nights") / "tiny"
    for day in ("2026-03-31", "2026-11-22"):
        call = ["match", "--population", str(population), "--on", day, "--out", str(out), "--workers", "1"]
        assert main([*call, "--no-report"]) == 0
    return out


def test_the_summary_says_what_it_came_to(population, nights, capsys) -> None:
    call = ["match", "--population", str(population), "--on", "2026-11-22", "--out", str(nights)]
    assert main([*call, "--workers", "1"]) == 0
    told = capsys.readouterr().out
    night = latest(nights)
    assert night is not None
    assert f"2026-11-22 の判定: {night.record['residents']:,}人 12世帯、制度" in told
    assert "2026-03-31 から新しく受けられるようになった" in told
    assert f"結果: {night.folder}" in told
    report = re.search(r"報告: (.+)", told)
    assert report is not None
    assert "<html" in Path(report.group(1)).read_text(encoding="utf-8")
    assert len(list(nights_in(nights))) == 2


def test_nights_are_compared_in_words(nights, capsys) -> None:
    assert main(["match", "diff", "2026-03-31", "latest", "--out", str(nights), "--reasons"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("2026-03-31 と 2026-11-22 の比較\n■ 新しく受けられる: ")
    assert "日がたったため(「" in told


def test_nights_are_compared_row_by_row(nights, capsys) -> None:
    call = ["match", "diff", "2026-03-31", "latest", "--out", str(nights), *SOME]
    assert main([*call, "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert main([*call, "--format", "csv"]) == 0
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [{**row, "id": str(row["id"])} for row in rows] == table
    assert rows
    assert all(row["reason"] for row in rows)
    code = rows[0]["municipality"]
    assert main([*call, "--format", "csv", "--municipality", code, "--program", rows[0]["program"]]) == 0
    few = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert few
    assert {(row["municipality"], row["program"]) for row in few} == {(code, rows[0]["program"])}


def test_what_comes_up_and_what_to_ask_is_listed(nights, capsys) -> None:
    call = ["match", "diff", "latest", "latest", "--out", str(nights), "--near", "400", "--questions"]
    assert main([*call, *SOME]) == 0
    told = capsys.readouterr().out
    assert "■ 400日のうちに申請の期限が来る: " in told
    assert "■ 400日のうちに対象でなくなる: " in told
    assert re.search(r"■ 400日のうちに対象になる: [1-9]", told)
    assert re.search(r"■ あと一つの答えで決まる: [1-9]", told)
    assert re.search(r"か$", told, re.MULTILINE)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--population で住民データを教えてください"),
        (["--population", "nowhere"], "住民データのフォルダーが見つかりません: nowhere"),
        (["--population", "POPULATION", "--programs", "jido-teat"], "近いもの: jido-teate"),
        (["--population", "POPULATION", "--programs", "xyz123"], "todoke programs で一覧を見られます"),
        (["--population", "POPULATION", "--master", "spark://127.0.0.1:7077"], "--engine spark と一緒に"),
        (["--population", "POPULATION", "--rules", "nowhere"], "規則のフォルダーが見つかりません: nowhere"),
        (["diff", "2026-03-31", "2020-01-01", "--out", "NIGHTS"], "2020-01-01 の判定の結果がありません"),
        (["diff", "2026-03-31", "latest", "--out", "NIGHTS", "--program", "jido"], "制度 jido はありません"),
        (
            ["diff", "latest", "latest", "--out", "NIGHTS", "--municipality", "1"],
            "区市町村 1 の結果はありません",
        ),
    ],
)
def test_what_is_wrong_is_said_and_how_to_mend_it(
    population, nights, tmp_path, capsys, arguments, said
) -> None:
    known = {"POPULATION": str(population), "NIGHTS": str(nights)}
    call = [known.get(one, one) for one in arguments]
    more = [] if "diff" in call else ["--out", str(tmp_path)]
    assert main(["match", *call, *more]) != 0
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err


def test_a_program_that_is_not_there_is_a_wrong_call(population, nights, capsys) -> None:
    call = ["match", "--population", str(population), "--out", str(nights), "--programs", "jido-teat"]
    assert main(call) == 2
    assert "jido-teate" in capsys.readouterr().err


@pytest.mark.parametrize("days", ["0", "-1", "two"])
def test_days_to_look_ahead_are_a_number(nights, days, capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["match", "diff", "latest", "latest", "--out", str(nights), f"--near={days}"])
    assert ended.value.code == 2
    assert "1以上の日数" in capsys.readouterr().err


def test_only_folders_that_hold_nights_are_offered(nights, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("TODOKE_VAR", str(tmp_path))
    (tmp_path / "nights" / "kept").mkdir(parents=True)
    with pytest.raises(SystemExit):
        main(["match", "diff", "latest", "latest"])
    assert "まだありません" in capsys.readouterr().err
    (tmp_path / "nights" / "tiny").symlink_to(nights)
    assert main(["match", "diff", "latest", "latest"]) == 0
    (tmp_path / "nights" / "small").symlink_to(nights)
    with pytest.raises(SystemExit):
        main(["match", "diff", "latest", "latest"])
    assert "あるもの: small、tiny" in capsys.readouterr().err


def test_a_cluster_that_cannot_be_used_is_told_without_its_trace() -> None:
    error = type("Py4JJavaError", (Exception,), {"__module__": "py4j.protocol"})("a long trace")
    told = of_spark(error, "spark://127.0.0.1:1")
    assert told is not None
    assert "spark://127.0.0.1:1" in told
    assert "long" not in told
    assert of_spark(SparkMissingError("Java がありません"), None) == "Java がありません"
    assert of_spark(KeyError("ours"), None) is None


def test_a_bad_day_is_refused(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["match", "--population", "x", "--on", "2026-13-01"])
    assert ended.value.code == 2
    assert "日付として読めません" in capsys.readouterr().err


def test_some_programs_alone_are_not_published(population, tmp_path, capsys) -> None:
    call = ["match", "--population", str(population), "--on", "2026-11-22", "--out", str(tmp_path)]
    assert main([*call, "--programs", CHEAP, "--engine", "reference", "--workers", "1"]) == 0
    (night,) = nights_in(tmp_path)
    assert set(night.record["programs"]) == set(CHEAP.split(","))
    assert latest(tmp_path) is None
    assert "報告" not in capsys.readouterr().out


def test_a_night_of_some_programs_is_compared_as_such(population, nights, tmp_path, capsys) -> None:
    some = ["match", "--population", str(population), "--on", "2026-11-23", "--out", str(tmp_path)]
    assert main([*some, "--programs", CHEAP, "--workers", "1"]) == 0
    (night,) = nights_in(tmp_path)
    capsys.readouterr()
    assert main(["match", "diff", "2026-11-22", str(night.folder), "--out", str(nights)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[1] == f"{night.folder.name} は一部の制度だけの晩です。両方の晩にある制度だけを比べました"
    assert main(["match", "diff", "2026-03-31", "2026-11-22", "--out", str(nights)]) == 0
    assert "一部の制度" not in capsys.readouterr().out


def test_a_corrupt_part_of_the_population_is_named_and_yesterday_stays(tmp_path, capsys) -> None:
    folder = random_population(tmp_path / "broken", 3)
    out = tmp_path / "out"
    call = ["match", "--population", str(folder), "--out", str(out), "--workers", "1", "--no-report"]
    assert main([*call, "--on", "2026-11-21", "--programs", CHEAP]) == 0
    path = next((folder / "snapshot").glob("*.blocks"))
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2] + bytes(64) + raw[len(raw) // 2 + 64 :])
    assert main([*call, "--on", "2026-11-22", "--programs", CHEAP]) in (1, 2)
    told = capsys.readouterr()
    assert path.name in told.err + told.out
    assert [night.on.isoformat() for night in nights_in(out)] == ["2026-11-21"]


def test_an_engine_that_is_not_installed_says_how_to_install_it() -> None:
    told = missing_extra(ModuleNotFoundError("no", name="pyspark.sql"), "spark")
    assert told is not None
    assert "make engines" in told
