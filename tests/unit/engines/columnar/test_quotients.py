"""Quotients that may be anything, and quotients of the same numbers."""

import math

import numpy as np
import pytest

from todoke.engines.columnar import arithmetic, logic
from todoke.engines.columnar.values import Num, Truth


def both(truth: Truth) -> tuple[list[bool], list[bool]]:
    """Return who surely is, and who may be."""
    return np.broadcast_to(truth.t, 2).tolist(), np.broadcast_to(truth.p, 2).tolist()


@pytest.mark.parametrize("limit", [-2.0, 0.0, 2.0])
def test_a_quotient_that_may_be_anything_is_over_and_under_every_limit(limit: float) -> None:
    low, high = np.array([-math.inf, 3.0]), np.array([math.inf, 3.0])
    quotient, at = Num(low, high, 1, rough=True), Num(limit, limit)
    assert both(logic.is_less(at, quotient)) == ([False, True], [True, True])
    assert both(logic.is_less(quotient, at)) == ([False, False], [True, False])
    assert both(logic.is_equal(quotient, at)) == ([False, False], [True, False])


def test_a_quotient_is_the_same_whoever_else_is_asked() -> None:
    numbers = np.arange(1.0, 1000.0)
    left = Num(numbers, numbers, 7)
    alike = arithmetic.divide(left, Num(3.0, 3.0))
    each = arithmetic.divide(left, Num(divisors := np.full(999, 3.0), divisors))
    assert np.array_equal(alike.lo / alike.d, each.lo / each.d)
