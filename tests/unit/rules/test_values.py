"""Values known only roughly: what they may be, and what would narrow them."""

import math
from datetime import date
from fractions import Fraction

import pytest

from todoke.rules.values import (
    ABSENT,
    EARLIEST,
    LATEST,
    NO_CODE,
    NO_NEEDS,
    Choices,
    Interval,
    Maybe,
    Value,
    all_needs,
    bounds,
    choices,
    hull,
    interval,
    is_exact,
    is_within,
    narrow,
    need,
    needs_of,
    possible_codes,
    tidy,
    unbounded,
    union,
)

A, B = need("person.a", "me"), need("person.b", "me")
DAY, LATER = date(2026, 1, 1), date(2026, 2, 1)


def codes(*names: str) -> Choices:
    return Choices(frozenset(names), A)


def test_needs_are_united_and_the_same_again_is_the_same_object() -> None:
    assert need("person.a", "me") is need("person.a", "me")
    assert need("person.a", "me") == A
    assert union(A, A) is A
    assert union(A, NO_NEEDS) is A
    assert union(NO_NEEDS, B) is B
    assert union(A, B) == A | B
    assert all_needs([1, Interval(1, 2, A), "x", Maybe(B), Maybe(A)]) == A | B
    assert all_needs([1, True]) == NO_NEEDS
    assert needs_of(codes("x")) == A


def test_what_does_not_apply_says_so() -> None:
    assert repr(ABSENT) == "ABSENT"
    assert is_exact(ABSENT)
    assert not is_exact(Maybe())


def test_whole_fractions_are_whole_numbers() -> None:
    assert (tidy(Fraction(4, 2)), type(tidy(Fraction(4, 2)))) == (2, int)
    assert tidy(Fraction(1, 2)) == Fraction(1, 2)
    assert tidy(math.inf) == math.inf


def test_an_interval_of_one_value_is_that_value() -> None:
    assert interval(3, 3, A) == 3
    assert interval(3, 4, A) == Interval(3, 4)
    assert choices(frozenset({"x"}), A) == "x"
    assert choices(frozenset({"x", "y"}), A) == codes("x", "y")


def test_bounds_are_of_numbers_and_days_only() -> None:
    assert bounds(Fraction(1, 2)) == (Fraction(1, 2), Fraction(1, 2))
    assert bounds(Interval(DAY, LATER)) == (DAY, LATER)
    with pytest.raises(TypeError, match="not a number or a day"):
        bounds("red")


def test_possible_codes_are_of_codes_only() -> None:
    assert possible_codes("red") == {"red"}
    assert possible_codes(codes("red", "blue")) == {"red", "blue"}
    with pytest.raises(TypeError, match="not a code"):
        possible_codes(3)


def test_unbounded_excludes_nothing() -> None:
    assert unbounded(DAY) == (EARLIEST, LATEST)
    assert unbounded(3) == (-math.inf, math.inf)


@pytest.mark.parametrize(
    ("values", "wide"),
    [
        ([3, 3], 3),
        ([3, 5, 4], Interval(3, 5)),
        ([3, Interval(1, 2)], Interval(1, 3)),
        ([3, ABSENT], Interval(-math.inf, math.inf)),
        ([DAY, LATER], Interval(DAY, LATER)),
        ([DAY, ABSENT], Interval(EARLIEST, LATEST)),
        (["red", "red"], "red"),
        (["red", "blue"], Choices(frozenset({"red", "blue"}))),
        (["red", ABSENT], Choices(frozenset({"red", NO_CODE}))),
        ([ABSENT, ABSENT], ABSENT),
    ],
)
def test_the_hull_holds_every_value(values: list[Value], wide: Value) -> None:
    assert hull(values, A) == wide


def test_the_hull_of_truths_is_unknown_and_blames_all() -> None:
    assert hull([True, False], A) == Maybe(A)
    assert hull([Maybe(B), True], A) == Maybe(A | B)
    assert hull([True, True], A) is True
    assert hull([True, ABSENT], A) == Maybe(A)
    assert needs_of(hull([Interval(1, 2, B), 5], A)) == A | B


def test_one_and_true_are_not_the_same_value() -> None:
    assert hull([True, True], NO_NEEDS) is True
    assert hull([1, 1], NO_NEEDS) == 1


@pytest.mark.parametrize(
    ("given", "derived", "both"),
    [
        (5, Interval(0, 9), 5),
        (Interval(0, 10), 4, 4),
        (Interval(0, 10), 14, Interval(0, 10)),
        (Interval(0, 10), Interval(5, 20), Interval(5, 10)),
        (Interval(0, 10), Interval(10, 20), 10),
        (Interval(0, 10), Interval(11, 20), Interval(0, 10)),
        (codes("a", "b"), codes("b", "c"), "b"),
        (codes("a", "b", "c"), codes("b", "c", "d"), codes("b", "c")),
        (codes("a", "b"), codes("c", "d"), codes("a", "b")),
        (codes("a", "b"), "a", "a"),
        (codes("a", "b"), "c", codes("a", "b")),
        (Interval(0, 10), Maybe(B), Interval(0, 10)),
        (Maybe(A), True, True),
        (Maybe(A), Maybe(B), Maybe(A)),
    ],
)
def test_what_was_given_is_narrowed_but_never_contradicted(given: Value, derived: Value, both: Value) -> None:
    assert narrow(given, derived) == both


@pytest.mark.parametrize(
    ("value", "wide", "within"),
    [
        (True, Maybe(), True),
        (ABSENT, Maybe(), True),
        (3, Maybe(), False),
        (3, Interval(1, 5), True),
        (6, Interval(1, 5), False),
        (Interval(2, 9), Interval(1, 5), False),
        (ABSENT, Interval(-math.inf, math.inf), True),
        (ABSENT, Interval(EARLIEST, LATEST), True),
        (ABSENT, Interval(1, 5), False),
        ("a", codes("a", "b"), True),
        ("c", codes("a", "b"), False),
        (ABSENT, codes("a", NO_CODE), True),
        (ABSENT, codes("a", "b"), False),
        (3, 3, True),
        (3, 4, False),
    ],
)
def test_being_within(value: Value, wide: Value, within: bool) -> None:
    assert is_within(value, wide) is within
