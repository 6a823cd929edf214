"""What is told in advance is told over office days, evenly, the same way every time, and never too late to act."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.calendar import is_office_holiday, next_office_day
from todoke.telling.freshness import FRESH_DAYS
from todoke.telling.quiet import OFFICE_DAYS
from todoke.telling.spreading import telling_days, told_on

days = st.dates(date(2025, 4, 1), date(2030, 3, 31))
leads = st.integers(14, 60)
spreads = st.integers(1, 21)


def office_days_later(day: date, count: int) -> date:
    for _ in range(count):
        day = next_office_day(day)
    return day


@settings(deadline=None)
@given(days, leads, spreads)
def test_it_is_told_within_the_window_on_days_offices_are_open(last: date, lead: int, spread: int) -> None:
    found = telling_days(last, lead, spread)
    first = last - timedelta(lead)
    assert list(found) == sorted(set(found))
    assert all(first <= day <= first + timedelta(spread) for day in found)
    assert len(found) == 1 or not any(map(is_office_holiday, found))


@settings(deadline=None)
@given(days, leads, spreads)
def test_being_told_later_than_the_first_day_still_leaves_the_days_that_in_time_needs(
    last: date, lead: int, spread: int
) -> None:
    for day in telling_days(last, lead, spread)[1:]:
        assert office_days_later(day, FRESH_DAYS + OFFICE_DAYS) <= last


def test_without_a_window_all_are_told_on_the_first_day() -> None:
    assert telling_days(date(2027, 4, 1), 35, 0) == (date(2027, 2, 25),)


def test_no_day_gets_much_more_than_its_share_and_all_get_some() -> None:
    about = np.arange(40_000, dtype=np.int64)
    last = np.full(len(about), date(2027, 4, 1).toordinal(), np.int64)
    days_told, counts = np.unique(
        told_on("begins:gakudo", about, last, lead_days=35, spread_days=14), return_counts=True
    )
    assert [date.fromordinal(day) for day in days_told] == list(telling_days(date(2027, 4, 1), 35, 14))
    assert counts.max() < 1.1 * len(about) / len(days_told)
    assert counts.min() > 0.9 * len(about) / len(days_told)


def test_a_child_is_told_of_on_one_day_and_of_another_program_as_a_rule_on_another() -> None:
    about = np.arange(1, 2_001, dtype=np.int64)
    last = np.full(len(about), date(2027, 4, 1).toordinal(), np.int64)

    def told(matter: str, ids: np.ndarray) -> np.ndarray:
        return told_on(matter, ids, last[: len(ids)], lead_days=35, spread_days=14)

    assert (told("begins:gakudo", about) == told("begins:gakudo", about)).all()
    assert (told("begins:gakudo", about[:7]) == told("begins:gakudo", about)[:7]).all()
    together = (told("begins:gakudo", about) == told("begins:shugaku", about)).mean()
    assert together < 0.15, "eleven days to choose from: about one in eleven"


def test_everybody_has_the_window_of_their_own_day() -> None:
    last = np.array([date(2027, 4, 1).toordinal(), date(2026, 8, 14).toordinal()], np.int64)
    told = told_on("begins:bcg", np.array([5, 5], np.int64), last, lead_days=35, spread_days=14)
    for day, own in zip(told.tolist(), last.tolist(), strict=True):
        assert date.fromordinal(day) in telling_days(date.fromordinal(own), 35, 14)
