"""Corporate numbers are checked by their first figure."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.corporate_number import (
    check_digit,
    is_corporate_number,
    of_municipality,
    parse_corporate_number,
)


@pytest.mark.parametrize("number", ["8000020131016", "8000020130001", "7000020131041"])
def test_the_numbers_of_tokyo_and_its_wards_are_valid(number):
    assert is_corporate_number(number)
    assert parse_corporate_number(number) == number


@pytest.mark.parametrize(
    "typed", ["８０００020131016", "8 0000 2013 1016", "8‐0000‐2013‐1016", " 8000020131016 "]
)
def test_typed_numbers_are_understood(typed):
    assert parse_corporate_number(typed) == "8000020131016"
    assert not is_corporate_number(typed)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("8000020131017", "誤りがあります"),
        ("0000020131016", "誤りがあります"),
        ("800002013101", "13桁"),
        ("T8000020131016", "13桁"),
        ("", "13桁"),
    ],
)
def test_wrong_numbers_are_refused_and_not_repeated(typed, message):
    assert not is_corporate_number(typed)
    with pytest.raises(ValueError, match=message) as caught:
        parse_corporate_number(typed)
    assert not typed or typed not in str(caught.value)


def test_a_base_number_has_12_figures():
    with pytest.raises(ValueError, match="12桁"):
        check_digit("12345")
    with pytest.raises(ValueError, match="12桁"):
        of_municipality("13101")


@settings(max_examples=80, deadline=None)
@given(st.from_regex("[0-9]{12}", fullmatch=True), st.integers(0, 11), st.integers(1, 8))
def test_a_wrong_figure_is_noticed_unless_0_and_9_are_mixed_up(base, place, shift):
    number = f"{check_digit(base)}{base}"
    assert number[0] != "0"
    assert is_corporate_number(number)
    figure = int(base[place])
    other = (figure + shift) % 10
    wrong = f"{number[0]}{base[:place]}{other}{base[place + 1 :]}"
    assert is_corporate_number(wrong) == ((other - figure) % 9 == 0)
