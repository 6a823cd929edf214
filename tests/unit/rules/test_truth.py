"""Kleene's logic as tables, and comparisons that the tables of tests/spec/nodes do not reach."""

from datetime import date

import pytest

from todoke.rules.truth import (
    COMPARISONS,
    as_truth,
    conjunction,
    disjunction,
    is_among,
    is_at_least,
    is_at_most,
    is_equal,
    is_less,
    is_more,
    negation,
)
from todoke.rules.values import ABSENT, Choices, Interval, Maybe, Truth, need

Y, N, U = True, False, Maybe(need("person.a", "me"))
OTHER = Maybe(need("person.b", "me"))


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        (Y, Y, Y, Y),
        (Y, N, N, Y),
        (Y, U, U, Y),
        (N, Y, N, Y),
        (N, N, N, N),
        (N, U, N, U),
        (U, Y, U, Y),
        (U, N, N, U),
        (U, U, U, U),
    ],
)
def test_and_and_or(left: Truth, right: Truth, both: Truth, either: Truth) -> None:
    assert conjunction([left, right]) == both
    assert disjunction([left, right]) == either
    assert conjunction([right, left]) == both
    assert disjunction([right, left]) == either
    assert negation(conjunction([negation(left), negation(right)])) == either, "De Morgan"


def test_nothing_at_all_is_true_together_and_false_apart() -> None:
    assert conjunction([]) is True
    assert disjunction([]) is False


def test_what_is_unknown_names_all_that_would_tell() -> None:
    assert conjunction([U, True, OTHER]) == Maybe(U.needs | OTHER.needs)
    assert disjunction([U, False, OTHER]) == Maybe(U.needs | OTHER.needs)
    assert negation(U) is U


def test_truth_is_read_from_what_has_one() -> None:
    assert as_truth(True) is True
    assert as_truth(False) is False
    assert as_truth(U) is U
    assert as_truth(ABSENT) is False
    with pytest.raises(TypeError, match="not a truth value: 3"):
        as_truth(3)


@pytest.mark.parametrize("compare", COMPARISONS.values(), ids=COMPARISONS)
def test_no_comparison_with_what_does_not_apply_holds(compare: object) -> None:
    assert callable(compare)
    for other in (3, date(2026, 1, 1), ABSENT, Interval(1, 2)):
        assert compare(ABSENT, other) is False
        assert compare(other, ABSENT) is False


def test_an_interval_that_touches_the_limit() -> None:
    assert is_less(Interval(1, 3), 3) == Maybe()
    assert is_at_most(Interval(1, 3), 3) is True
    assert is_more(Interval(4, 5), 3) is True
    assert is_at_least(Interval(1, 2), 3) is False


def test_equality_by_kind() -> None:
    assert is_equal(True, True) is True
    assert is_equal(True, False) is False
    assert is_equal(True, U) == U
    assert is_equal("a", "a") is True
    assert is_equal("a", "b") is False
    assert is_equal("a", Choices(frozenset({"a", "b"}), U.needs)) == U
    assert is_equal(Choices(frozenset({"b", "c"})), "a") is False
    assert is_equal(Interval(1, 2), 2) == Maybe()
    assert is_equal(Interval(1, 2), 3) is False
    assert is_equal(3, Interval(1, 2)) is False
    assert is_equal(2, 2) is True


def test_being_among() -> None:
    some = frozenset({"a", "b"})
    assert is_among(ABSENT, some) is False
    assert is_among("a", some) is True
    assert is_among("c", some) is False
    assert is_among(Choices(frozenset({"a", "b"})), some) is True
    assert is_among(Choices(frozenset({"b", "c"}), U.needs), some) == U
