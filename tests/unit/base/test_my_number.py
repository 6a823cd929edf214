"""Individual numbers are found however they are written, and never repeated.

The numbers here are made on the spot from 11 plain figures; none is written out.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.corporate_number import check_digit as corporate_check_digit
from todoke.base.my_number import (
    MyNumberError,
    check_digit,
    contains_my_number,
    places_of_my_number,
    refuse_my_number,
)

BASE = "12345678901"
NUMBER = f"{BASE}{check_digit(BASE)}"
FOURS = [NUMBER[:4], NUMBER[4:8], NUMBER[8:]]
FULL_WIDTH = NUMBER.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
bases = st.from_regex("[0-9]{11}", fullmatch=True)


def test_the_formula_of_the_ordinance():
    assert check_digit("00000000000") == 0  # the remainder 0 gives 0
    assert check_digit("00000000060") == 4  # 18 leaves 7
    assert check_digit("00000000040") == 0  # 12 leaves 1, which gives 0
    assert check_digit("00000100000") == 4  # the sixth figure from the right weighs 7
    assert check_digit("00001000000") == 9  # the seventh weighs 2
    with pytest.raises(ValueError, match="11桁"):
        check_digit("123")


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        FULL_WIDTH,
        " ".join(FOURS),
        "-".join(FOURS),
        "‐".join(FOURS),
        "ー".join(FOURS),
        "ｰ".join(FOURS),
        "　".join(FOURS),
        " - ".join(FOURS),
        f"{FOURS[0]}-{FOURS[1]} {FOURS[2]}",
        " ".join(NUMBER),
        "\u200b".join(FOURS),
        f"{NUMBER[:6]} {NUMBER[6:]}",
        f"番号は{NUMBER}です",
        f"No.{NUMBER}.",
        f"2026-11-22 {NUMBER}",
        f"2026-11-22 {'-'.join(FOURS)}",
        f"2026 11 22 {' '.join(FOURS)}",
        f"電話 090-1234-5678 {NUMBER}",
        f"{NUMBER} 090-1234-5678",
        f"12 {' '.join(NUMBER)}",
        f"1行目\n{NUMBER}\n3行目",
    ],
)
def test_a_number_is_found(text):
    assert contains_my_number(text)


WRONG = f"{BASE}{(check_digit(BASE) + 1) % 10}"
CORPORATE = f"{corporate_check_digit(NUMBER)}{NUMBER}"
YEARS = next(
    (a, b, str(c))
    for c in range(2026, 2040)
    for a, b in [("2024", "2025")]
    if check_digit(f"{a}{b}{c}"[:11]) == c % 10
)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "数字はありません",
        WRONG,
        NUMBER[:11],
        NUMBER + "0",
        "0" + NUMBER,
        f"{NUMBER}{NUMBER}",
        "090-1234-5678",
        "03-1234-5678",
        f"+{NUMBER}",
        f"+{'-'.join(FOURS)}",
        CORPORATE,
        f"{CORPORATE[0]}-{'-'.join(FOURS)}",
        f"{CORPORATE[0]} {' '.join(FOURS)}",
        f"2026 {CORPORATE[0]}-{NUMBER}",
        f"2026 {CORPORATE[0]} {' '.join(FOURS)}",
        f"1111 {' '.join(FOURS)}",
        f"{' '.join(FOURS)} 1111",
        " ".join(YEARS),
        "〒160-0023 2-8-1",
        "2026年11月22日 10:30",
        "123,456,789,018円",
        f"{NUMBER[:5]}\n{NUMBER[5:]}",
        f"{NUMBER[:3]}-{NUMBER[3:7]} {NUMBER[7:]}",
    ],
)
def test_other_figures_are_passed_over(text):
    assert not contains_my_number(text)


class Answer(Enum):
    PLAIN = "はい"
    HIDDEN = NUMBER


@dataclass
class Form:
    name: str
    note: str


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (NUMBER, ("",)),
        (int(NUMBER), ("",)),
        (float(NUMBER), ("",)),
        (Decimal(NUMBER), ("",)),
        (NUMBER.encode(), ("",)),
        (bytearray(NUMBER.encode()), ("",)),
        ({"備考": NUMBER}, ("備考",)),
        ({"世帯": [{"備考": "なし"}, {"備考": FULL_WIDTH}]}, ("世帯 > 2番目 > 備考",)),
        ((NUMBER, "なし", NUMBER), ("1番目", "3番目")),
        ({NUMBER}, ("1番目",)),
        ((item for item in [NUMBER]), ("1番目",)),
        ({NUMBER: "x"}, ("（項目名）",)),
        ({NUMBER: {"内": NUMBER}}, ("（項目名）", "（項目名） > 内")),
        (Form("都庁 花子", NUMBER), ("note",)),
        (Answer.HIDDEN, ("",)),
    ],
)
def test_places_in_nested_values(value, places):
    assert places_of_my_number(value) == places


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        12,
        1.5,
        float("nan"),
        float("inf"),
        Decimal("1.5"),
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal(WRONG),
        Answer.PLAIN,
        Form("都庁 花子", "なし"),
        date(2026, 11, 22),
        UUID(int=0),
        b"\xff\xfe",
        {"電話": ["090-1234-5678"], 1: None},
        Form,
        object(),
    ],
)
def test_values_without_a_number_are_accepted(value):
    assert places_of_my_number(value) == ()
    refuse_my_number(value)


def test_the_refusal_says_where_and_never_which():
    with pytest.raises(MyNumberError) as caught:
        refuse_my_number({"備考": NUMBER, NUMBER: "x"})
    assert caught.value.places == ("備考", "（項目名）")
    assert "備考" in str(caught.value)
    assert not contains_my_number(f"{caught.value!s} {caught.value!r} {caught.value.args}")
    with pytest.raises(MyNumberError, match="本文"):
        refuse_my_number(NUMBER)


@settings(max_examples=80, deadline=None)
@given(bases, st.sampled_from(["", " ", "-", "　", "－", "ー"]), st.sampled_from([1, 2, 3, 4, 6, 12]))
def test_every_number_is_found_in_every_even_spacing(base, gap, length):
    number = f"{base}{check_digit(base)}"
    written = gap.join(number[start : start + length] for start in range(0, 12, length))
    if not (length == 4 and gap and all("1900" <= number[i : i + 4] <= "2100" for i in (0, 4, 8))):
        assert contains_my_number(f"番号{written}。")


@settings(max_examples=80, deadline=None)
@given(bases, st.integers(1, 9))
def test_a_wrong_check_digit_is_no_number(base, shift):
    assert not contains_my_number(f"{base}{(check_digit(base) + shift) % 10}")


@settings(max_examples=60, deadline=None)
@given(st.from_regex("[0-9]{13,30}", fullmatch=True))
def test_longer_runs_are_no_number(figures):
    assert not contains_my_number(figures)
