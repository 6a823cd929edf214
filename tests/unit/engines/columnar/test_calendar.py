"""Days and ages for whole columns are those of the reference, day by day."""

import random
from datetime import date, timedelta

import numpy as np
import pytest

from todoke.engines.columnar import calendar
from todoke.rules.evaluation import days

ON = date(2026, 11, 22)
EDGES = [
    (2, 28),
    (2, 29),
    (3, 1),
    (3, 31),
    (4, 1),
    (4, 2),
    (1, 31),
    (12, 31),
    (1, 1),
    (11, 21),
    (11, 22),
    (11, 23),
]


def some_days(first: int, last: int) -> list[date]:
    chance = random.Random(first)
    span = (date(last, 12, 31) - date(first, 1, 1)).days
    drawn = [date(first, 1, 1) + timedelta(days=chance.randint(0, span)) for _ in range(1500)]
    years = range(first, last + 1, 7)
    return drawn + [date(y, m, d) for y in years for m, d in EDGES if (m, d) != (2, 29) or y % 4 == 0]


def ordinals(of: list[date]) -> np.ndarray:
    return np.array([day.toordinal() for day in of], np.int64)


PAIRS = list(zip(some_days(1905, 2030), reversed(some_days(1990, 2035)), strict=False))
FIRSTS, SECONDS = [one for one, _ in PAIRS], [other for _, other in PAIRS]


@pytest.mark.parametrize("unit", ["years", "months", "weeks", "days"])
@pytest.mark.parametrize("counted", ["birthday", "eve"])
def test_an_age_is_the_same(unit, counted):
    plain = days.age_function(unit, counted)
    found = calendar.age_function(unit, counted)(ordinals(FIRSTS), ordinals(SECONDS))
    assert found.tolist() == [plain(born, on) for born, on in PAIRS]


def test_a_school_age_is_the_same():
    found = calendar.school_age(ordinals(FIRSTS), ordinals(SECONDS))
    assert found.tolist() == [days.school_age(born, on) for born, on in PAIRS]


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_a_span_is_the_same(unit):
    plain = days.elapsed_function(unit)
    found = calendar.elapsed_function(unit)(ordinals(FIRSTS), ordinals(SECONDS))
    assert found.tolist() == [plain(start, end) for start, end in PAIRS]


@pytest.mark.parametrize(
    "by", [(1, 0, 0), (0, 1, 0), (0, -5, 3), (-3, 2, -40), (18, 0, -1), (300, 0, 0), (-200, 0, 0)]
)
def test_a_shifted_day_is_the_same(by):
    years, months, more = by
    found = calendar.shifted(years, months, more)(ordinals(FIRSTS))
    plain = [days.shift(day, years=years, months=months, days=more).toordinal() for day in FIRSTS]
    assert found.tolist() == plain


@pytest.mark.parametrize("age", [0, 6, 15, 18, 65])
def test_the_year_end_after_an_age_is_the_same(age):
    found = calendar.year_end_after(age)(ordinals(FIRSTS))
    assert found.tolist() == [days.year_end_after(age, born).toordinal() for born in FIRSTS]


@pytest.mark.parametrize("limit", [0, 1, 3, 18, 65, 75])
@pytest.mark.parametrize("strict", [True, False])
def test_a_limit_of_age_is_a_limit_of_birth(limit, strict):
    plain = days.age_function("years", "eve")
    first = calendar.Aging(calendar.age_function("years", "eve"), ON.toordinal()).births_at_most(
        limit, strict=strict
    )
    for born in some_days(1920, 2026):
        age = plain(born, ON)
        assert (born.toordinal() >= first) == (age < limit if strict else age <= limit)


def test_an_unknown_day_stays_unknown():
    aging = calendar.Aging(calendar.age_function("years", "birthday"), ON.toordinal())
    born = np.array([np.nan, float(date(2000, 1, 1).toordinal())])
    assert np.isnan(aging.at(born)[0])
    assert aging.at(born)[1] == 26


def test_a_year_end_after_the_last_day_anybody_names_is_still_found():
    late = date(2218, 3, 31)
    found = calendar.Moving(calendar.year_end_after(18)).at(np.array([float(late.toordinal())]))
    assert found.tolist() == [days.year_end_after(18, late).toordinal()]
