"""YAML is read strictly: nothing turns into what was not written, and every error names its line."""

from datetime import date
from pathlib import Path

import pytest

from todoke.rules.yamlfile import YamlError, line_of, parse, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("0o17", "0o17"),
        ("007", "007"),
        ("1:30", "1:30"),
        ("1e3", "1e3"),
        (".5", ".5"),
        ("12", 12),
        ("-12", -12),
        ("1_000_000", 1000000),
        ("0.5", 0.5),
        ("2024-10-01", date(2024, 10, 1)),
        ("2024-10", "2024-10"),
        ("~", None),
        ("'131016'", "131016"),
        ("131016", 131016),
    ],
)
def test_only_what_looks_like_it_is_a_number_or_a_truth(text: str, value: object) -> None:
    found = parse(text)
    assert found == value
    assert type(found) is type(value)


def test_a_key_written_twice_is_refused_with_its_line() -> None:
    with pytest.raises(YamlError, match="3行目: 「a」が二度書かれています"):
        parse("a: 1\nb: 2\na: 3\n")
    with pytest.raises(YamlError, match="2行目: 「x」が二度書かれています"):
        parse("a:\n  - {x: 1, x: 2}\n")


def test_merged_keys_may_be_overridden() -> None:
    assert parse("base: &base {a: 1, b: 2}\nmore: {<<: *base}\n")["more"] == {"a": 1, "b": 2}


def test_broken_yaml_is_refused_with_its_line() -> None:
    with pytest.raises(YamlError, match="3行目: YAML として読めません"):
        parse("a: 1\nb: [1, 2\n")
    with pytest.raises(YamlError, match="1行目: YAML として読めません"):
        parse("a: !!python/object:os.system x")


def test_characters_no_file_may_hold_are_refused() -> None:
    with pytest.raises(YamlError, match="YAML として読めません"):
        parse("a: \x07")


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sjis.yaml"
    path.write_bytes("a: 手当".encode("cp932"))
    with pytest.raises(YamlError, match="UTF-8 ではありません"):
        read(path)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text("a: 手当", encoding="utf-8")
    assert read(path) == {"a": "手当"}


TEXT = """\
effective: {from: 2023-04-01}
conditions:
  - id: child
    when:
      lt:
        - {age: {}}
        - 18
  - id: other
"""


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 1),
        (("conditions",), 2),
        (("conditions", 0), 3),
        (("conditions", 0, "when"), 4),
        (("conditions", 0, "when", "lt", 1), 7),
        (("conditions", 0, "when", "lt", "lt", 1), 7),
        (("conditions", 1, "id"), 8),
        (("conditions", 1, "when"), 8),
        (("conditions", 9), 2),
        (("nowhere",), 1),
        (("effective", "from", "deeper"), 1),
    ],
)
def test_the_line_of_the_deepest_part_that_exists(location: tuple[int | str, ...], line: int) -> None:
    assert line_of(TEXT, location) == line
