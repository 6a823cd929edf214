"""Office days and deadlines."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.calendar import (
    Roll,
    deadline,
    deadline_in_months,
    holiday_name,
    is_office_holiday,
    next_office_day,
    rolled,
)

days = st.dates(date(1993, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 11, 21),  # Saturday
        date(2026, 11, 22),  # Sunday
        date(2026, 11, 23),  # 勤労感謝の日, a Monday
        date(2026, 5, 6),  # the substitute for 3 May, a Sunday
        date(2026, 9, 22),  # between two holidays
        date(2019, 5, 1),  # the enthronement
        date(2019, 10, 22),
        date(2026, 12, 29),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2028, 1, 3),
    ],
)
def test_offices_are_closed(day):
    assert is_office_holiday(day)


@pytest.mark.parametrize(
    "day", [date(2026, 11, 24), date(2026, 12, 28), date(2027, 1, 4), date(2026, 5, 7), date(2026, 10, 1)]
)
def test_offices_are_open(day):
    assert not is_office_holiday(day)


def test_the_end_of_the_year_is_closed_without_being_a_holiday():
    assert holiday_name(date(2026, 12, 30)) is None
    assert holiday_name(date(2027, 1, 1)) == "元日"


def test_the_next_office_day_is_never_the_day_itself():
    assert next_office_day(date(2026, 11, 24)) == date(2026, 11, 25)
    assert next_office_day(date(2026, 11, 20)) == date(2026, 11, 24)


def test_rolling():
    assert rolled(date(2026, 12, 31), Roll.KEEP) == date(2026, 12, 31)
    assert rolled(date(2026, 12, 31), Roll.NEXT) == date(2027, 1, 4)
    assert rolled(date(2026, 12, 31), Roll.PREVIOUS) == date(2026, 12, 28)
    assert rolled(date(2026, 11, 24), Roll.NEXT) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("start", "length", "first", "roll", "last"),
    [
        (date(2026, 4, 1), 15, False, Roll.NEXT, date(2026, 4, 16)),
        (date(2026, 4, 1), 14, True, Roll.NEXT, date(2026, 4, 14)),
        (date(2026, 4, 4), 14, True, Roll.NEXT, date(2026, 4, 17)),
        (date(2026, 4, 4), 14, False, Roll.NEXT, date(2026, 4, 20)),
        (date(2026, 4, 4), 14, False, Roll.PREVIOUS, date(2026, 4, 17)),
        (date(2026, 4, 4), 14, False, Roll.KEEP, date(2026, 4, 18)),
        (date(2026, 12, 15), 15, False, Roll.NEXT, date(2027, 1, 4)),
    ],
)
def test_deadlines_in_days(start, length, first, roll, last):
    assert deadline(start, length, first_day_counts=first, roll=roll) == last


@pytest.mark.parametrize(
    ("start", "months", "first", "roll", "last"),
    [
        (date(2026, 1, 30), 1, False, Roll.KEEP, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, False, Roll.KEEP, date(2026, 2, 28)),
        (date(2026, 3, 31), 3, False, Roll.KEEP, date(2026, 6, 30)),
        (date(2026, 4, 10), 3, False, Roll.KEEP, date(2026, 7, 10)),
        (date(2026, 4, 10), 3, True, Roll.KEEP, date(2026, 7, 9)),
        (date(2026, 1, 31), 1, False, Roll.NEXT, date(2026, 3, 2)),
    ],
)
def test_deadlines_in_months(start, months, first, roll, last):
    assert deadline_in_months(start, months, first_day_counts=first, roll=roll) == last


@settings(max_examples=60, deadline=None)
@given(days)
def test_the_next_office_day_is_open_and_all_between_are_closed(day):
    found = next_office_day(day)
    assert not is_office_holiday(found)
    between = (found - day).days - 1
    assert all(is_office_holiday(day + timedelta(days=n + 1)) for n in range(between))


@settings(max_examples=60, deadline=None)
@given(days, st.integers(1, 60))
def test_rolling_forward_only_ever_lengthens_a_deadline(start, length):
    kept = deadline(start, length, roll=Roll.KEEP)
    assert deadline(start, length, roll=Roll.PREVIOUS) <= kept <= deadline(start, length)
    assert deadline(start, length, first_day_counts=True, roll=Roll.KEEP) == kept - timedelta(days=1)
