"""Columns line up although Japanese signs are twice as wide."""

from todoke.cli.columns import padded, plain, rows, width, wrapped


def test_wide_and_narrow_signs() -> None:
    assert width("手当A1") == 6
    assert width("ｱ") == 1
    assert padded("手", 4) == "手  "
    assert padded("手", 4, right=True) == "  手"
    assert padded("手当手当", 4) == "手当手当"


def test_rows_line_up() -> None:
    lines = rows([["児童手当", "10,000円"], ["a", "1円"]], indent="  ")
    assert [width(line[: line.index("1")]) for line in lines] == [12, 12]
    assert rows([["x", ""]]) == ["x"]


def test_long_text_is_broken_within_the_width() -> None:
    text = (
        "受けられるかどうかは、担当の窓口が決めます。https://todoke.example/a/long/address を見てください。"
    )
    lines = wrapped(text, 30, indent="    ", first="  ● ")
    assert lines[0].startswith("  ● 受")
    assert all(line.startswith("    ") for line in lines[1:])
    assert not any(line.strip()[0] in "、。" for line in lines)
    assert all(width(line) <= 32 for line in lines if "https" not in line)
    assert "".join(line.strip().removeprefix("● ") for line in lines).replace(" ", "") == text.replace(
        " ", ""
    )
    assert wrapped("", 30) == [""]


def test_readings_are_in_brackets() -> None:
    assert plain("{児童手当|じどうてあて}を もらう") == "児童手当(じどうてあて)を もらう"
    assert plain("{壊れた") == "{壊れた"
