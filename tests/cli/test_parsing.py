"""What is wrong with a call is said in Japanese."""

import pytest

from todoke.cli.main import parser
from todoke.cli.parsing import in_japanese


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (["check"], "世帯.json がありません"),
        (["check", "x.json", "--on"], "--on: 値を一つ書いてください"),
        (["check", "x.json", "--on", "昨日"], "2026-11-22 のように書いてください"),
        (["check", "x.json", "--languag", "fr"], "使えるもの"),
        (["check", "x.json", "--colour"], "知らない引数です: --colour"),
        (["dance"], "使えません"),
        ([], "コマンド がありません"),
        (["snapshot", "build"], "--population --from のどれかが要ります"),
        (["snapshot", "build", "--population", "x", "--from", "database"], "どちらかだけにしてください"),
    ],
)
def test_a_wrong_call(call: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser().parse_args(call)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_help_is_in_japanese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser().parse_args(["check", "--help"])
    said = capsys.readouterr().out
    assert "オプション:" in said
    assert "指定するもの:" in said


def test_an_unknown_message_stays() -> None:
    assert in_japanese("something else") == "something else"
