"""School years: who is born on 1 April belongs to the year before."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.ages import reaches
from todoke.base.school import Grade, fiscal_age, fiscal_year_end_after, grade

births = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("born", "on", "expected"),
    [
        (date(2020, 4, 1), date(2026, 3, 31), Grade.PRESCHOOL),
        (date(2020, 4, 1), date(2026, 4, 1), Grade.ELEMENTARY_1),
        (date(2020, 4, 2), date(2026, 4, 1), Grade.PRESCHOOL),
        (date(2020, 4, 2), date(2027, 3, 31), Grade.PRESCHOOL),
        (date(2020, 4, 2), date(2027, 4, 1), Grade.ELEMENTARY_1),
        (date(2020, 3, 31), date(2026, 4, 1), Grade.ELEMENTARY_1),
        (date(2014, 4, 1), date(2026, 4, 1), Grade.JUNIOR_HIGH_1),
        (date(2014, 4, 2), date(2026, 4, 1), Grade.ELEMENTARY_6),
        (date(2011, 4, 1), date(2026, 4, 1), Grade.HIGH_1),
        (date(2008, 4, 2), date(2027, 3, 31), Grade.HIGH_3),
        (date(2008, 4, 2), date(2027, 4, 1), Grade.PAST_HIGH),
        (date(1950, 1, 1), date(2026, 4, 1), Grade.PAST_HIGH),
        (date(2026, 4, 2), date(2026, 11, 22), Grade.PRESCHOOL),
        (date(2020, 2, 29), date(2026, 4, 1), Grade.ELEMENTARY_1),
    ],
)
def test_grades(born, on, expected):
    assert grade(born=born, on=on) is expected


@pytest.mark.parametrize(
    ("age", "short"),
    [(5, "未就学"), (6, "小1"), (11, "小6"), (12, "中1"), (15, "高1相当"), (18, "高校相当より上")],
)
def test_grade_by_fiscal_age(age, short):
    born = date(2026 - age, 4, 1)
    assert fiscal_age(born=born, on=date(2026, 11, 22)) == age
    assert grade(born=born, on=date(2026, 11, 22)).short_name == short


def test_a_child_born_within_the_year_is_zero():
    assert fiscal_age(born=date(2026, 4, 2), on=date(2026, 4, 2)) == 0
    assert fiscal_age(born=date(2026, 4, 1), on=date(2026, 4, 1)) == 0
    assert fiscal_age(born=date(2026, 4, 1), on=date(2027, 4, 1)) == 1
    assert fiscal_age(born=date(2026, 4, 2), on=date(2027, 4, 1)) == 0


def test_nobody_has_a_school_year_before_birth():
    with pytest.raises(ValueError, match="生まれた日より前"):
        fiscal_age(born=date(2026, 4, 2), on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("born", "age", "end"),
    [
        (date(2008, 4, 1), 18, date(2026, 3, 31)),
        (date(2008, 4, 2), 18, date(2027, 3, 31)),
        (date(2008, 1, 1), 18, date(2026, 3, 31)),
        (date(2023, 4, 1), 3, date(2026, 3, 31)),
        (date(2004, 2, 29), 22, date(2026, 3, 31)),
    ],
)
def test_the_first_31_march_on_or_after_the_day_an_age_is_reached(born, age, end):
    assert fiscal_year_end_after(age, born=born) == end


@settings(max_examples=80, deadline=None)
@given(births, st.integers(0, 9000))
def test_until_the_31_march_after_18_is_fiscal_age_up_to_17(born, span):
    on = born + timedelta(days=span)
    assert (on <= fiscal_year_end_after(18, born=born)) == (fiscal_age(born=born, on=on) <= 17)


@settings(max_examples=60, deadline=None)
@given(births, st.integers(0, 30))
def test_the_31_march_is_less_than_a_year_after(born, age):
    day, end = reaches(age, born=born), fiscal_year_end_after(age, born=born)
    assert (end.month, end.day) == (3, 31)
    assert 0 <= (end - day).days < 366


@settings(max_examples=60, deadline=None)
@given(births, st.integers(0, 9000))
def test_the_fiscal_age_changes_on_1_april_only(born, span):
    on = born + timedelta(days=span)
    step = fiscal_age(born=born, on=on + timedelta(days=1)) - fiscal_age(born=born, on=on)
    assert step == 0 or (step == 1 and (on.month, on.day) == (3, 31))
