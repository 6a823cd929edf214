"""Yen keep to their basis, and are rounded only where a rule says how."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.money import Basis, BasisError, Rounding, Yen, format_man, format_yen, rounded, total

amounts = st.integers(-(10**12), 10**12)
bases = st.sampled_from(Basis)


def aid(amount):
    return Yen(amount, Basis.AMOUNT)


@pytest.mark.parametrize(
    "act",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: a == b,
        lambda a, b: a != b,
        lambda a, b: a < b,
        lambda a, b: a <= b,
        lambda a, b: a > b,
        lambda a, b: a >= b,
    ],
)
def test_figures_of_two_bases_never_meet(act):
    with pytest.raises(BasisError, match="「収入」と「所得割額」は、足したり比べたりできません"):
        act(Yen(1, Basis.GROSS), Yen(1, Basis.INCOME_LEVY))


def test_figures_of_one_basis_are_added_and_compared():
    assert aid(3) + aid(4) == aid(7)
    assert aid(3) - aid(4) == aid(-1)
    assert -aid(3) == aid(-3)
    assert aid(3) != aid(4)
    assert aid(3) < aid(4) <= aid(4)
    assert aid(4) > aid(3) >= aid(3)
    assert not aid(4) < aid(4)
    assert not aid(4) > aid(4)
    assert len({aid(3), aid(3), aid(4)}) == 2


def test_yen_are_not_bare_numbers():
    assert aid(3) != 3
    with pytest.raises(TypeError, match="基準の付いた"):
        aid(3) < 4  # noqa: B015
    with pytest.raises(TypeError, match="基準の付いた"):
        aid(3) + 4


@pytest.mark.parametrize("amount", [1.0, "1", True, Decimal(1), None])
def test_an_amount_is_a_whole_number(amount):
    with pytest.raises(TypeError, match="整数"):
        Yen(amount, Basis.AMOUNT)


@pytest.mark.parametrize(
    ("value", "unit", "rounding", "expected"),
    [
        (12_345, 10, Rounding.DOWN, 12_340),
        (12_345, 10, Rounding.UP, 12_350),
        (12_345, 10, Rounding.HALF_UP, 12_350),
        (12_344, 10, Rounding.HALF_UP, 12_340),
        (12_340, 10, Rounding.UP, 12_340),
        (12_345, 1000, Rounding.DOWN, 12_000),
        (-12_345, 10, Rounding.DOWN, -12_340),
        (-12_345, 10, Rounding.UP, -12_350),
        (-12_345, 10, Rounding.HALF_UP, -12_350),
        (Fraction(1, 3), 1, Rounding.UP, 1),
        (Fraction(1, 3), 1, Rounding.HALF_UP, 0),
        (Decimal("0.5"), 1, Rounding.HALF_UP, 1),
        (0, 10, Rounding.UP, 0),
    ],
)
def test_rounding(value, unit, rounding, expected):
    assert rounded(value, unit=unit, rounding=rounding) == expected


def test_a_unit_is_at_least_one_yen():
    with pytest.raises(ValueError, match="1円以上"):
        rounded(1, unit=0, rounding=Rounding.DOWN)


def test_products_are_exact_before_they_are_rounded():
    assert aid(10).times(Decimal("0.1"), unit=1, rounding=Rounding.UP) == aid(1)
    assert aid(33_333).times(Fraction(2, 3), unit=100, rounding=Rounding.DOWN) == aid(22_200)
    assert aid(12_345).rounded(unit=10, rounding=Rounding.DOWN) == aid(12_340)


def test_a_total_has_a_basis_even_when_there_is_nothing_to_add():
    assert total([], basis=Basis.FEE) == Yen(0, Basis.FEE)
    assert total([aid(1), aid(2)], basis=Basis.AMOUNT) == aid(3)
    with pytest.raises(BasisError):
        total([aid(1)], basis=Basis.FEE)


@pytest.mark.parametrize(
    ("amount", "commas", "man"),
    [
        (0, "0円", "0円"),
        (900, "900円", "900円"),
        (15_000, "15,000円", "1万5,000円"),
        (20_000, "20,000円", "2万円"),
        (6_220_000, "6,220,000円", "622万円"),
        (100_000_000, "100,000,000円", "1億円"),
        (120_030_005, "120,030,005円", "1億2,003万5円"),
        (-15_000, "-15,000円", "-1万5,000円"),
    ],
)
def test_writing(amount, commas, man):
    assert format_yen(amount) == commas == str(aid(amount))
    assert format_man(amount) == man


def test_every_basis_has_a_japanese_name_of_its_own():
    assert len({basis.name_ja for basis in Basis}) == len(Basis)


@settings(max_examples=80, deadline=None)
@given(amounts, amounts, bases, bases)
def test_addition_undoes_subtraction_or_is_refused(one, other, basis, other_basis):
    first, second = Yen(one, basis), Yen(other, other_basis)
    if basis is other_basis:
        assert first + second - second == first
        assert (first < second) == (one < other)
    else:
        with pytest.raises(BasisError):
            first + second


@settings(max_examples=80, deadline=None)
@given(amounts, st.integers(1, 10**5))
def test_roundings_enclose_the_value(amount, unit):
    down, up, half = (rounded(abs(amount), unit=unit, rounding=mode) for mode in Rounding)
    assert down <= abs(amount) <= up
    assert up - down in (0, unit)
    assert half in (down, up)
    assert down % unit == up % unit == 0
    for mode in Rounding:
        assert rounded(-amount, unit=unit, rounding=mode) == -rounded(amount, unit=unit, rounding=mode)
