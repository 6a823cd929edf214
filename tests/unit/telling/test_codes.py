"""A code survives careless typing, and a slip of the finger never becomes another code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from todoke.telling.codes import LENGTH, SIGNS, draw, normalize, read, shown

CODES = st.builds(draw)


@given(CODES)
def test_a_code_is_read_as_it_is_shown_small_and_wide_and_with_letters_taken_for_figures(code):
    assert len(code) == LENGTH
    for typed in (shown(code), code.lower(), " ".join(code), shown(code).replace("-", "−")):
        assert read(typed) == code
    assert read(code.replace("0", "O").replace("1", "l")) == code
    assert read("".join(chr(ord(sign) + 0xFEE0) for sign in code)) == code


@given(CODES, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_always_seen(code, place, sign):
    if code[place] != sign:
        assert read(code[:place] + sign + code[place + 1 :]) is None


@given(CODES, st.integers(0, LENGTH - 2))
def test_two_neighbours_changed_over_are_always_seen(code, place):
    turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert read(turned) == (code if turned == code else None)


@given(CODES)
def test_every_sign_can_be_typed_on_a_telephone(code):
    assert code.isalnum()
    assert not set(code[:-1]) & set("ILOU")


@pytest.mark.parametrize("typed", ["", "ABC", "é" * 11, "7" * 10_000, "\x00" * 11])
def test_what_is_no_code_is_none(typed):
    assert read(typed) is None


def test_normalizing_is_done_once_for_all():
    assert normalize(normalize("7k3m9-qxt2a-m")) == "7K3M9QXT2AM"
