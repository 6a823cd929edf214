"""JSON is read strictly: each mistake has a place and a cure, and no figures of a person are echoed."""

from decimal import Decimal

import pytest

from todoke.api.strict_json import (
    DEEPEST,
    IndividualNumberError,
    JsonError,
    RefusedError,
    parse,
    pointer,
)

NUMBER = "12345678901" + "8"


def test_good_json_is_read() -> None:
    text = '\ufeff{"a": [1, -2.50, true, null, "手当"], "b": {}}'
    assert parse(text) == {"a": [1, Decimal("-2.50"), True, None, "手当"], "b": {}}
    assert parse(b'"\xe6\x89\x8b"') == "手"


@pytest.mark.parametrize("text", ["", "{", '{"a": NaN}', "[Infinity]", "-Infinity", "{'a': 1}", "[" * 100000])
def test_what_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(JsonError):
        parse(text)


def test_a_mistake_is_named_by_line_and_sign_and_not_quoted() -> None:
    with pytest.raises(JsonError) as found:
        parse('{"a": 1,\n "secret" 2}')
    assert "2行目" in str(found.value)
    assert "secret" not in str(found.value)


def test_other_encodings_are_refused() -> None:
    with pytest.raises(JsonError, match="UTF-8"):
        parse("手当".encode("shift_jis"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"a": {"b": 1, "b": 2}}', "/a/b"),
        ('{"a/b": 1, "a/b": 1}', "/a~1b"),
        ('{"x": 1, "x": [1], "x": [1]}', "/x"),
        ('{"a": [1234567890123456]}', "/a/0"),
        ('{"a": 1e400}', "/a"),
        ('{"a": 1e-400}', "/a"),
        ('{"a": 1e999999999999999999999}', "/a"),
        ('{"a": 0.123456789012345678901234567890123}', "/a"),
        ('{"a": "' + "x" * 201 + '"}', "/a"),
        ('{"' + "x" * 201 + '": 1}', ""),
        ('{"a": "\\ud800"}', "/a"),
        ('{"\\ud800": 1}', ""),
        ('{"\\ud800": 1, "\\ud800": 2}', "/(項目名)"),
        ("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "/0" * DEEPEST),
    ],
)
def test_what_nobody_means_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(RefusedError) as found:
        parse(text)
    assert not isinstance(found.value, IndividualNumberError)
    assert found.value.wrong[0].pointer == place
    assert str(found.value).encode()


@pytest.mark.parametrize(
    "text",
    [
        f'{{"note": "{NUMBER}"}}',
        f'{{"note": "番号は {NUMBER[:4]}-{NUMBER[4:8]}-{NUMBER[8:]} です"}}',
        f'{{"salary_gross": {NUMBER}}}',
        f'{{"salary_gross": {NUMBER}.0}}',
        f'{{"{NUMBER}": 1}}',
        f'{{"a": "{NUMBER}", "a": 1}}',
        f'[[["x", "{NUMBER}"]]]',
        '{"note": "' + NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９")) + '"}',
    ],
)
def test_individual_numbers_are_refused_and_never_echoed(text: str) -> None:
    with pytest.raises(IndividualNumberError) as found:
        parse(text)
    assert NUMBER not in str(found.value)
    assert NUMBER[:4] not in str(found.value)


def test_other_long_numbers_pass() -> None:
    assert parse("123456789012") == 123456789012
    assert parse("123456789018.5") == Decimal("123456789018.5")


def test_mistakes_are_counted_to_a_limit() -> None:
    with pytest.raises(RefusedError) as found:
        parse("[" + ",".join(["1234567890123456"] * 500) + "]")
    assert len(found.value.wrong) == 100


def test_pointers_escape() -> None:
    assert pointer(["a~b", "c/d", 0]) == "/a~0b/c~1d/0"
