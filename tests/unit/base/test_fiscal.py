"""Fiscal years and their names."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.fiscal import FiscalYear, parse_fiscal_year


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 3, 31), 2025),
        (date(2026, 4, 1), 2026),
        (date(2026, 12, 31), 2026),
        (date(2027, 1, 1), 2026),
    ],
)
def test_a_fiscal_year_turns_on_1_april(day, year):
    assert FiscalYear.of(day) == FiscalYear(year)


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (2026, "令和8年度"),
        (2019, "令和元年度"),
        (2018, "平成30年度"),
        (1989, "平成元年度"),
        (1988, "昭和63年度"),
    ],
)
def test_names(year, name):
    assert FiscalYear(year).name == name
    assert parse_fiscal_year(name) == FiscalYear(year)


@pytest.mark.parametrize(("text", "year"), [("平成31年度", 2019), ("２０２６年度", 2026), ("R8年度", 2026)])
def test_other_spellings(text, year):
    assert parse_fiscal_year(text) == FiscalYear(year)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("令和8年", "年度として読めません"),
        ("令和8年4月", "年度として読めません"),
        ("令和8年4月1日度", "年度として読めません"),
        ("平成32年度", "「令和2年」ではありませんか"),
        ("昭和64年度", "「平成元年度」ではありませんか"),
        ("年度", "年度として読めません"),
    ],
)
def test_what_is_no_fiscal_year_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_fiscal_year(text)


@settings(max_examples=60, deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_lies_in_its_own_fiscal_year_only(day):
    found = FiscalYear.of(day)
    assert day in found.period
    assert day not in FiscalYear(found.year + 1).period
    assert found.end + timedelta(days=1) == FiscalYear(found.year + 1).start
    assert found < FiscalYear(found.year + 1)
