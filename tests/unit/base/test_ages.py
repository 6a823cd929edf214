"""Ages: a person is older at the end of the eve of the birthday."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.ages import (
    completed_months,
    completed_years,
    days_since,
    reaches,
    reaches_months,
    weeks_since_birth,
)

births = st.dates(date(1900, 1, 1), date(2030, 12, 31))
spans = st.integers(0, 120 * 366)
counted = st.sampled_from(["birthday", "eve"])
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(1960, 4, 1), 65, date(2025, 3, 31)),
        (date(1960, 4, 2), 65, date(2025, 4, 1)),
        (date(2020, 1, 1), 6, date(2025, 12, 31)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 20, date(2028, 2, 28)),
        (date(2008, 3, 1), 20, date(2028, 2, 29)),
        (date(2008, 3, 1), 18, date(2026, 2, 28)),
        (date(2020, 5, 5), 0, date(2020, 5, 4)),
    ],
)
def test_an_age_is_reached_on_the_eve_of_the_birthday(born, age, day):
    assert reaches(age, born=born) == day
    assert completed_years(born=born, on=day + ONE_DAY) == age


@pytest.mark.parametrize(
    ("on", "birthday", "eve"),
    [
        (date(2025, 2, 27), 0, 0),
        (date(2025, 2, 28), 0, 1),
        (date(2025, 3, 1), 1, 1),
        (date(2028, 2, 27), 3, 3),
        (date(2028, 2, 28), 3, 4),
        (date(2028, 2, 29), 4, 4),
    ],
)
def test_a_person_born_on_29_february_is_older_from_1_march_in_common_years(on, birthday, eve):
    born = date(2024, 2, 29)
    assert completed_years(born=born, on=on) == birthday
    assert completed_years(born=born, on=on, counted="eve") == eve


@pytest.mark.parametrize(
    ("on", "months"),
    [
        (date(2026, 1, 31), 0),
        (date(2026, 2, 28), 0),
        (date(2026, 3, 1), 1),
        (date(2026, 3, 30), 1),
        (date(2026, 3, 31), 2),
        (date(2026, 4, 30), 2),
        (date(2026, 5, 1), 3),
    ],
)
def test_months_of_a_child_born_on_the_31st(on, months):
    assert completed_months(born=date(2026, 1, 31), on=on) == months


def test_months_of_a_child_born_on_the_first_day_of_a_month():
    born = date(2026, 3, 1)
    assert reaches_months(1, born=born) == date(2026, 3, 31)
    assert completed_months(born=born, on=date(2026, 3, 31)) == 0
    assert completed_months(born=born, on=date(2026, 3, 31), counted="eve") == 1
    assert completed_months(born=born, on=date(2026, 4, 1)) == 1


def test_weeks_and_days():
    born = date(2026, 4, 1)
    assert weeks_since_birth(born=born, on=date(2026, 4, 7)) == 0
    assert weeks_since_birth(born=born, on=date(2026, 4, 7), counted="eve") == 1
    assert weeks_since_birth(born=born, on=date(2026, 4, 8)) == 1
    assert days_since(born, on=born) == 0
    assert days_since(born, on=date(2026, 3, 31)) == -1


def test_a_newborn_is_zero_in_every_unit():
    born = date(2026, 4, 1)
    assert completed_years(born=born, on=born) == 0
    assert completed_months(born=born, on=born) == 0
    assert weeks_since_birth(born=born, on=born) == 0


@pytest.mark.parametrize("age_on", [completed_years, completed_months, weeks_since_birth])
def test_nobody_has_an_age_before_birth(age_on):
    with pytest.raises(ValueError, match="生まれた日より前"):
        age_on(born=date(2026, 4, 2), on=date(2026, 4, 1))


def test_a_negative_age_is_refused():
    with pytest.raises(ValueError, match="0以上"):
        reaches(-1, born=date(2026, 4, 1))


@settings(max_examples=80, deadline=None)
@given(births, spans, counted)
def test_ages_never_fall_as_days_go_by(born, span, how):
    on = born + timedelta(days=span)
    for age_on in (completed_years, completed_months, weeks_since_birth):
        step = age_on(born=born, on=on + ONE_DAY, counted=how) - age_on(born=born, on=on, counted=how)
        assert step in (0, 1)


@settings(max_examples=80, deadline=None)
@given(births, spans, counted)
def test_units_agree_with_one_another(born, span, how):
    on = born + timedelta(days=span)
    years = completed_years(born=born, on=on, counted=how)
    months = completed_months(born=born, on=on, counted=how)
    weeks = weeks_since_birth(born=born, on=on, counted=how)
    assert years == months // 12
    assert weeks * 7 <= days_since(born, on=on) + 1 < weeks * 7 + 8
    assert 4 * months <= weeks + 1


@settings(max_examples=80, deadline=None)
@given(births, spans)
def test_eve_is_birthday_one_day_earlier(born, span):
    on = born + timedelta(days=span)
    for age_on in (completed_years, completed_months, weeks_since_birth):
        assert age_on(born=born, on=on, counted="eve") == age_on(born=born, on=on + ONE_DAY)


@settings(max_examples=80, deadline=None)
@given(births, st.integers(1, 1400))
def test_the_day_a_month_is_reached_is_the_first_on_which_it_counts(born, months):
    day = reaches_months(months, born=born)
    assert completed_months(born=born, on=day, counted="eve") == months
    assert completed_months(born=born, on=day) == months - 1
