"""Periods run out where 民法 Art. 143 says."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.periods import Period, end_of_days, end_of_months, end_of_weeks

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 4, 1), 1, date(2026, 4, 30)),
        (date(2026, 4, 10), 3, date(2026, 7, 9)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 30), 1, date(2028, 2, 29)),
        (date(2028, 1, 29), 1, date(2028, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 3, 31), 2, date(2026, 5, 30)),
        (date(2025, 12, 15), 1, date(2026, 1, 14)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 28)),
        (date(2026, 4, 1), 0, date(2026, 3, 31)),
    ],
)
def test_a_period_of_months_ends_on_the_eve_or_the_last_day_of_the_month(first, months, last):
    assert end_of_months(months, counted_from=first) == last


def test_days_and_weeks_count_the_first_day():
    assert end_of_days(1, counted_from=date(2026, 4, 1)) == date(2026, 4, 1)
    assert end_of_days(0, counted_from=date(2026, 4, 1)) == date(2026, 3, 31)
    assert end_of_weeks(8, counted_from=date(2026, 4, 1)) == date(2026, 5, 26)


@pytest.mark.parametrize("end", [end_of_days, end_of_weeks, end_of_months])
def test_a_negative_length_is_refused(end):
    with pytest.raises(ValueError, match="0以上"):
        end(-1, counted_from=date(2026, 4, 1))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(0, 600))
def test_a_longer_period_ends_later(first, months):
    assert end_of_months(months, counted_from=first) < end_of_months(months + 1, counted_from=first)


def test_a_period_holds_both_its_ends_and_nothing_outside():
    april = Period(date(2026, 4, 1), date(2026, 4, 30))
    assert april.days == 30
    assert april.first in april
    assert april.last in april
    assert april.first - timedelta(days=1) not in april
    assert april.last + timedelta(days=1) not in april


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="始まりの日より前"):
        Period(date(2026, 4, 2), date(2026, 4, 1))
