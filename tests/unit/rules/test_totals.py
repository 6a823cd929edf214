"""Totals keep cash, reductions and loans apart, and count from zero what is not decided."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.smallbook import write_small_data
from todoke.rules.answers import AmountAnswer, Answer, Outcome
from todoke.rules.loading import load
from todoke.rules.programs import Amount
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household
from todoke.rules.texts import Text
from todoke.rules.totals import POSSIBLE, Range, Total, Totals, totals

ON = date(2026, 11, 22)
ME: dict[str, Any] = {"id": "me", "relation": "self", "salary_gross": 1}


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> Rulebook:
    return Rulebook(load(write_small_data(Path(tmp_path_factory.mktemp("small")) / "data")))


def _totals(rulebook: Rulebook, raw: dict[str, Any], *arguments: Any) -> Totals:
    household = read_household({"municipality": "131016", **raw}, rulebook.content, on=ON)
    return totals(rulebook.check(household, on=ON), *arguments)


def test_a_child_brings_cash_each_month_and_other_kinds_apart(rulebook: Rulebook) -> None:
    child = {"id": "c", "relation": "child", "birth_date": "2020-01-01", "salary_gross": 9000000}
    found = _totals(rulebook, {"complete": True, "members": [ME, child]})
    assert found.cash == Total(Range(1000, 1000), Range(12000, 12000), Range(100, 100))
    assert found.reduction == Total(year=Range(12000, 12000))
    assert found.loan == Total(once=Range(500000, 500000))
    assert found.services == ("service",)
    assert found.without_figure == ("service",)


def test_nothing_sure_is_nothing_and_possible_counts_from_zero(rulebook: Rulebook) -> None:
    household: dict[str, Any] = {"complete": True, "members": [{"id": "me", "relation": "self"}]}
    sure, possible = _totals(rulebook, household), _totals(rulebook, household, POSSIBLE)
    assert sure == Totals()
    assert sure.cash.is_nothing
    assert not possible.cash.is_nothing
    assert possible.cash.once == Range(0, 100)
    assert possible.cash.month == Range()


def test_while_members_are_unknown_there_is_no_upper_bound(rulebook: Rulebook) -> None:
    possible = _totals(rulebook, {"members": [{"id": "me", "relation": "self"}]}, POSSIBLE)
    assert possible.cash.month == Range(0, None)
    assert possible.cash.year == Range(0, None)


def test_ranges_add_and_repeat() -> None:
    assert Range(1, 2) + Range(3, 4) == Range(4, 6)
    assert Range(1, None).times(12) == Range(12, None)
    assert Range(1, 2).times(12) == Range(12, 24)
    assert Range().is_nothing
    assert not Range(0, 1).is_nothing
    assert not Total(once=Range(0, 1)).is_nothing


def test_what_is_paid_for_a_few_months_counts_so_often_in_a_year() -> None:
    """Help with rent for three months (住居確保給付金) is no promise for twelve."""
    label = Text(ja="家賃")
    three = AmountAnswer(amount=Amount(label=label, months=3), low=53700, high=53700)
    always = AmountAnswer(amount=Amount(label=label), low=53700, high=53700)
    for amount, in_a_year in ((three, 161100), (always, 644400)):
        found = totals([Answer("rent", ON, Outcome.ELIGIBLE, amounts=(amount,))]).cash
        assert found.month == Range(53700, 53700)
        assert found.year == Range(in_a_year, in_a_year)
