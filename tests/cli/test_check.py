"""``todoke check``: what it prints, what it refuses, and its exit codes."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.caller import Caller
from tests.smallbook import write_small_data
from todoke.cli.columns import width
from todoke.cli.main import DATA, main

NUMBER = "12345678901" + "8"
FAMILY: dict[str, Any] = {
    "municipality": "131016",
    "complete": True,
    "members": [
        {"id": "me", "relation": "self", "birth_date": "1990-01-01", "salary_gross": 2000000},
        {"id": "c", "relation": "child", "birth_date": "2020-01-01"},
    ],
}


@pytest.fixture(scope="session")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("cli") / "data")


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_small_data(tmp_path_factory.mktemp("cli") / "data", broken=True)


@pytest.fixture
def household(tmp_path: Path) -> Path:
    path = tmp_path / "household.json"
    path.write_text(json.dumps(FAMILY), encoding="utf-8")
    return path


def _run(*arguments: object) -> int:
    return main([str(argument) for argument in arguments])


def test_an_answer_is_grouped_with_totals_first(
    sound: Path, household: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--data", sound, "check", household, "--on", "2026-11-22") == 0
    said = capsys.readouterr().out
    assert "\033[" not in said
    assert said.startswith("2026年11月22日 時点の制度で調べました。")
    order = [
        "受け取れる現金(貸付を除く)",
        "毎月",
        "1,000円",
        "12,000円",
        "■ 受けられる (5)",
        "■ 確認が必要 (3)",
    ]
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "貸付(返済が必要)" in said
    assert "500,000円" in said
    top = said[: said.index("■ 受けられる")]
    assert top.count("500,000円") == 1
    assert "減額・免除" in top
    assert "サービス" not in top
    assert "合計に入れていないもの: 訪問" in top
    assert "聞く先" in said
    assert "15日以内" in said
    assert "これが分かれば決まります" in said
    assert "役所が認める" in said
    assert "「子ども手当」をすでに受けていますか" in said
    assert "結果は目安です" in said
    assert all(width(line) <= 102 for line in said.splitlines())


def test_labels_line_up(sound: Path, household: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _run("--data", sound, "check", household, "--program", "kodomo")
    lines = capsys.readouterr().out.splitlines()
    ask = next(line for line in lines if "聞く先" in line)
    cash = next(line for line in lines if "月 1,000円" in line)
    assert width(ask[: ask.index("役所")]) == width(cash[: cash.index("月 1,000円")])


def test_what_is_not_for_them_says_why(
    sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "alone.json"
    path.write_text('{"complete": true, "members": [{"id": "me", "relation": "self"}]}')
    assert _run("--data", sound, "check", path, "--program", "kodomo") == 0
    said = capsys.readouterr().out
    assert "■ 対象外 (1)" in said
    assert "✕ 条件その一" in said


def test_the_trace_shows_each_condition_and_its_law(
    sound: Path, household: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--data", sound, "check", household, "--trace") == 0
    said = capsys.readouterr().out
    assert "○ 条件その一" in said
    assert "? 条件その一" in said
    assert "試験のための規則 (資料と未照合)" in said
    assert "[me] 受けられる" in said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("easy", "お金(かね)"),
        ("easy", "子ども手当(なまえ)"),
        ("en", "You can receive"),
        ("en", "22 November 2026"),
    ],
)
def test_other_languages(
    sound: Path, household: Path, language: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--data", sound, "check", household, "--language", language, "--on", "2026-11-22") == 0
    said = capsys.readouterr().out
    assert words in said
    assert "|" not in said


def test_json_is_the_answer_of_the_api(capsys: pytest.CaptureFixture[str], caller: Caller) -> None:
    example = DATA / "examples" / "single-parent.json"
    code = _run("check", example, "--json", "--trace")
    body = {**json.loads(example.read_text()), "trace": True}
    response = caller.check(body)
    assert capsys.readouterr().out.strip() == response.content.decode()
    failed = any(result["outcome"] == "rule_error" for result in response.json()["results"])
    assert code == (3 if failed else 0)


def test_options_win_over_the_file(sound: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "body.json"
    path.write_text(json.dumps({"household": FAMILY, "on": "2024-01-01", "programs": ["genmen"]}))
    _run("--data", sound, "check", path, "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["on"], [one["program"] for one in found["results"]]) == ("2024-01-01", ["genmen"])
    _run(
        "--data",
        sound,
        "check",
        path,
        "--json",
        "--on",
        "2025-01-01",
        "--program",
        "kodomo",
        "--language",
        "en",
    )
    found = json.loads(capsys.readouterr().out)
    assert (found["on"], [one["program"] for one in found["results"]]) == ("2025-01-01", ["kodomo"])
    assert found["language"] == "en"


def test_standard_input(
    sound: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(FAMILY).encode())))
    assert _run("--data", sound, "check", "-") == 0
    assert "子ども手当" in capsys.readouterr().out


def test_a_rule_that_fails_is_shown_and_changes_the_exit_code(
    broken: Path, household: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--data", broken, "check", household) == 3
    said = capsys.readouterr().out
    assert "規則の不具合で判定できない" in said
    assert "yomenai" in said
    assert "■ 受けられる (5)" in said
    assert _run("--data", broken, "check", household, "--program", "kodomo") == 0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "JSONとして読めません"),
        ('{"members": [], "members": []}', "/members: 同じ項目が二度"),
        ('{"members": [{"id": "a", "relation": "self", "birth_date": "2050-01-01"}]}', "より後の日"),
        ('{"municipality": "大阪市"}', "/household/municipality: "),
        ('{"household": {}, "on": "x"}', "/on: "),
        ("[]", "世帯は"),
        (json.dumps({"members": [{"id": "a", "relation": "self", "note": NUMBER}]}), "マイナンバー"),
        (
            '{"members": [{"id": "a", "relation": "self", "marriage": "never"}, {"id": "b", "relation": "spouse"}]}',
            "両立しない答え",
        ),
    ],
)
def test_bad_input_is_explained(
    sound: Path, tmp_path: Path, text: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    assert _run("--data", sound, "check", path) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err
    assert NUMBER not in said.err
    assert _run("--data", sound, "check", path, "--json") == 2
    problem = json.loads(capsys.readouterr().out)
    assert problem["type"].startswith("/api/v1/problems/")


def test_a_bad_call(sound: Path, household: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--data", sound, "check", household, "--program", "nothing") == 2
    assert "この id の制度はありません" in capsys.readouterr().err
    assert _run("--data", sound, "check", household.parent / "nowhere.json") == 2
    assert "ファイルを読めません" in capsys.readouterr().err
    assert _run("--data", household.parent, "check", household) == 2
    assert "--data" in capsys.readouterr().err
    for wrong in (
        ["check"],
        ["check", household, "--on", "tomorrow"],
        ["dance"],
        ["check", household, "--language", "fr"],
    ):
        with pytest.raises(SystemExit) as ended:
            _run("--data", sound, *wrong)
        assert ended.value.code == 2
        assert "呼び方が違います" in capsys.readouterr().err


def test_headings_are_bold_on_a_terminal(
    sound: Path, household: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    _run("--data", sound, "check", household)
    assert "\033[1m" in capsys.readouterr().out
    monkeypatch.setenv("NO_COLOR", "1")
    _run("--data", sound, "check", household)
    assert "\033[" not in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((DATA / "examples").glob("*.json")), ids=lambda path: path.stem)
def test_every_example_household_is_answered(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("check", path, "--program", "jido-teate") == 0
    assert "児童手当" in capsys.readouterr().out
    assert _run("check", path) in {0, 3}
    assert "■ 受けられる (0)" not in capsys.readouterr().out


EXPECTED = {
    "two-children": {"jido-teate": (25000, 25000), "018-support": (10000, 10000)},
    "single-parent": {"jido-teate": (20000, 20000), "jido-ikusei-teate": (27000, 27000)},
    "disabled-child": {"jido-teate": (10000, 10000), "018-support": (5000, 5000)},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_examples_receive_what_the_law_gives(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One child under three (15,000) and one older (10,000); 10,000 each from three on; 5,000 and 13,500 a child."""
    _run("check", DATA / "examples" / f"{name}.json", "--json")
    results = {one["program"]: one for one in json.loads(capsys.readouterr().out)["results"]}
    for program, (low, high) in EXPECTED[name].items():
        assert results[program]["outcome"] == "eligible"
        amounts = [(amount["low"], amount["high"]) for amount in results[program]["amounts"]]
        assert amounts == [(low, high)], program
