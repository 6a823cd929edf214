"""Totals are whole hundredths of a yen, so that it does not matter in what order, or from when, they are added."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from todoke.engines.port import AmountColumns, ProgramAnswers
from todoke.engines.slicing import sliced
from todoke.nights.stored.totals import NO_SUMS, Sums, Totals, sums_of, sums_of_amount
from todoke.rules.answers import Outcome
from todoke.rules.programs import Amount
from todoke.rules.texts import Text

YEN = Amount(id="yen", label=Text(ja="手当"))
PERCENT = Amount(id="percent", label=Text(ja="割引"), unit="percent")


def columns(low: Any, high: Any = None, amount: Amount = YEN) -> AmountColumns:
    lows = np.asarray(low, np.float64)
    return AmountColumns(amount, lows, lows if high is None else np.asarray(high, np.float64))


def answers(possible: list[bool], sure: list[bool], *amounts: AmountColumns) -> ProgramAnswers:
    planes = np.array(possible, np.bool_), np.array(sure, np.bool_)
    rows, open_rows = np.flatnonzero(planes[0]), np.flatnonzero(planes[0] & ~planes[1])
    return ProgramAnswers(
        "p",
        "person",
        sure=planes[1],
        possible=planes[0],
        rows=rows.astype(np.int32),
        amounts=amounts,
        open_rows=open_rows.astype(np.int32),
    )


def test_the_eligible_and_the_undetermined_are_added_apart() -> None:
    told = answers(
        [True, False, True, True, True],
        [True, False, False, True, False],
        columns([100.0, 20.0, 3.0, 4.0], [100.0, 25.0, 3.5, math.inf]),
        columns([7.0, 8.0, 9.0, 10.0], amount=PERCENT),
    )
    totals = Totals()
    (yen, percent) = totals.add(told, 5)
    assert yen == (10_300, 10_350, 0, 2_400, 2_500, 1)
    assert percent == NO_SUMS
    found = totals.as_json()["p"]
    assert (found["rows"], found["eligible"], found["undetermined"], found["failed"]) == (5, 2, 2, 0)
    assert found["amounts"] == {"yen": [103, 103.5, 0]}
    assert found["possible_amounts"] == {"yen": [24, 25, 1]}


def test_what_is_not_among_the_amounts_adds_nothing() -> None:
    told = answers([True, True], [True, True], columns([math.nan, 5.0], [math.nan, 6.0]))
    assert sums_of(told, 2, 0) == [(500, 600, 0, 0, 0, 0)]
    none = answers([True, True], [True, True], AmountColumns(YEN, None, None, np.array([True, False])))
    assert sums_of(none, 2, 0) == [NO_SUMS]
    nobody = answers([False, False], [False, False], columns([]))
    assert sums_of(nobody, 0, 0) == [NO_SUMS]


def test_one_figure_for_all_is_added_for_each() -> None:
    told = answers([True] * 3, [True, False, True], columns(33.33, math.inf))
    assert sums_of(told, 3, 1) == [(6_666, 0, 2, 3_333, 0, 1)]
    alike = answers([True] * 3, [True, False, True], columns([33.33] * 3, [math.inf] * 3))
    assert sums_of(alike, 3, 1) == sums_of(told, 3, 1)


def test_thirds_are_rounded_one_by_one() -> None:
    third = float(Fraction(100, 3))
    told = answers([True] * 3, [True] * 3, columns([third] * 3))
    assert sums_of(told, 3, 0)[0][:2] == (9_999, 9_999)


def test_an_outcome_is_counted_without_rows() -> None:
    totals = Totals()
    assert totals.add(ProgramAnswers("p", "person", outcome=Outcome.NOT_ENCODED), 9) == []
    assert totals.as_json()["p"] == {
        "rows": 0,
        "eligible": 0,
        "undetermined": 0,
        "failed": 0,
        "amounts": {},
        "possible_amounts": {},
    }


def test_counts_carried_over_are_totals_as_well() -> None:
    totals = Totals()
    totals.add_counts("p", 10, 6, 2, 1, ["yen"], [(101, 102, 0, 7, 8, 1)])
    totals.add_counts("p", 5, 0, 0, 5, ["yen"], [NO_SUMS])
    found = totals.as_json()["p"]
    assert (found["rows"], found["eligible"], found["undetermined"], found["failed"]) == (15, 4, 2, 6)
    assert found["amounts"] == {"yen": [1.01, 1.02, 0]}
    assert found["possible_amounts"] == {"yen": [0.07, 0.08, 1]}


FIGURES = st.one_of(
    st.integers(0, 10**9).map(lambda parts: parts / 100),
    st.floats(0, 1e12),
    st.just(math.inf),
    st.just(math.nan),
    st.floats(-1e6, 0),
)
ROWS = st.lists(st.tuples(st.booleans(), st.booleans(), FIGURES, FIGURES), max_size=40)


def told_of(rows: list[tuple[bool, bool, float, float]]) -> ProgramAnswers:
    possible = [one[0] for one in rows]
    sure = [one[0] and one[1] for one in rows]
    figures = [(one[2], one[3]) for one in rows if one[0]]
    low = [math.nan if math.isnan(high) else min(low, high) for low, high in figures]
    high = [math.nan if math.isnan(low) else max(low, high) for low, high in figures]
    return answers(possible, sure, columns(low, high))


def summed(of: ProgramAnswers) -> Sums:
    assert of.rows is not None
    assert of.open_rows is not None
    (found,) = sums_of(of, len(of.rows), len(of.open_rows))
    return found


@given(ROWS)
def test_sums_are_those_of_whole_hundredths(rows: list[tuple[bool, bool, float, float]]) -> None:
    told = told_of(rows)
    assert told.rows is not None
    found = summed(told)
    for start, wanted in ((0, True), (3, False)):
        lows, highs, without_end = [], [], 0
        (amount,) = told.amounts
        assert amount.low is not None
        assert amount.high is not None
        for place, row in enumerate(told.rows.tolist()):
            if bool(np.asarray(told.sure)[row]) is wanted:
                low, high = float(amount.low[place]), float(amount.high[place])
                lows.append(round(low * 100) if math.isfinite(low) else 0)
                highs.append(round(high * 100) if math.isfinite(high) else 0)
                without_end += math.isinf(high)
        assert found[start : start + 3] == (sum(lows), sum(highs), without_end)


@given(ROWS, st.integers(0, 40), st.randoms(use_true_random=False))
def test_parts_and_other_orders_come_to_the_same(
    rows: list[tuple[bool, bool, float, float]], cut: int, chance: Any
) -> None:
    whole = told_of(rows)
    cut = min(cut, len(rows))
    pieces = [sliced(whole, slice(0, cut)), sliced(whole, slice(cut, len(rows)))]
    added = tuple(map(sum, zip(*map(summed, pieces), strict=True)))
    assert added == summed(whole)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert summed(told_of(shuffled)) == summed(whole)


def test_ends_that_are_the_same_object_are_added_once() -> None:
    exact = columns([0.1, 0.2])
    assert exact.low is exact.high
    assert sums_of_amount(exact, None, 2, 0) == (30, 30, 0, 0, 0, 0)
    assert sums_of_amount(exact, np.array([True, False]), 2, 1) == (20, 20, 0, 10, 10, 0)
