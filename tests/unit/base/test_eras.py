"""Eras: read, written, and refused with words a resident understands."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from todoke.base.eras import ERAS, era_of, format_day, parse_day, parse_partial
from todoke.base.periods import Period


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和8年4月1日", date(2026, 4, 1)),
        ("令和８年４月１日", date(2026, 4, 1)),
        (" 令和 8年 4月 1日 ", date(2026, 4, 1)),
        ("令和八年四月一日", date(2026, 4, 1)),
        ("昭和六十三年十二月三十一日", date(1988, 12, 31)),
        ("昭和二〇年十月十日", date(1945, 10, 10)),
        ("㋿8年4月1日", date(2026, 4, 1)),
        ("R8.4.1", date(2026, 4, 1)),
        ("r8.4.1", date(2026, 4, 1)),
        ("R.8.4.1", date(2026, 4, 1)),
        ("R08-04-01", date(2026, 4, 1)),
        ("令8/4/1", date(2026, 4, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R1.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("大正15年12月24日", date(1926, 12, 24)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("明治45年7月29日", date(1912, 7, 29)),
        ("明治6年1月1日", date(1873, 1, 1)),
        ("令和6年2月29日", date(2024, 2, 29)),
        ("2026年4月1日", date(2026, 4, 1)),
        ("西暦2026年4月1日", date(2026, 4, 1)),
        ("2026-04-01", date(2026, 4, 1)),
        ("2026/4/1", date(2026, 4, 1)),
        ("二〇二六年四月一日", date(2026, 4, 1)),
    ],
)
def test_a_day_is_read(text, day):
    assert parse_day(text) == day
    assert parse_partial(text) == Period(day, day)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("昭和65年1月1日", "昭和は昭和64年1月7日までです。「平成2年1月1日」ではありませんか。"),
        ("昭和64年1月8日", "「平成元年1月8日」ではありませんか"),
        ("平成31年5月1日", "「令和元年5月1日」ではありませんか"),
        ("令和元年4月30日", "令和は令和元年5月1日からです。「平成31年4月30日」ではありませんか。"),
        ("明治45年7月30日", "「大正元年7月30日」ではありませんか"),
        ("大正15年12月25日", "「昭和元年12月25日」ではありませんか"),
        ("明治5年12月2日", "旧暦"),
        ("令和7年2月29日", "暦にない日付"),
        ("令和8年13月1日", "暦にない日付"),
        ("0000年1月1日", "暦にない日付"),
        ("令和0年1月1日", "元年から99年まで"),
        ("令和100年1月1日", "元年から99年まで"),
        ("8年4月1日", "西暦を4桁で"),
        ("元年4月1日", "西暦を4桁で"),
        ("西暦26年4月1日", "西暦を4桁で"),
        ("令和8年4月", "年・月・日をすべて"),
        ("令和8年", "年・月・日をすべて"),
        ("20260401", "日付として読めません"),
        ("安政5年4月1日", "日付として読めません"),
        ("", "日付として読めません"),
        ("令和8年4月1日ごろ", "日付として読めません"),
    ],
)
def test_a_wrong_day_is_refused_with_the_reason(text, message):
    with pytest.raises(ValueError, match=message):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("令和8年", date(2026, 1, 1), date(2026, 12, 31)),
        ("令和8年2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("R8.4", date(2026, 4, 1), date(2026, 4, 30)),
        ("R8", date(2026, 1, 1), date(2026, 12, 31)),
        ("昭和64年1月", date(1989, 1, 1), date(1989, 1, 7)),
        ("平成元年1月", date(1989, 1, 8), date(1989, 1, 31)),
        ("平成31年", date(2019, 1, 1), date(2019, 4, 30)),
        ("令和元年", date(2019, 5, 1), date(2019, 12, 31)),
        ("大正元年", date(1912, 7, 30), date(1912, 12, 31)),
        ("2026年", date(2026, 1, 1), date(2026, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_part_of_a_date_is_the_days_it_spans(text, first, last):
    assert parse_partial(text) == Period(first, last)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("昭和64年2月", "「平成元年」ではありませんか"),
        ("昭和65年", "「平成2年」ではありませんか"),
        ("令和元年4月", "「平成31年」ではありませんか"),
        ("明治5年", "旧暦"),
    ],
)
def test_a_part_wholly_outside_its_era_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        parse_partial(text)


def test_an_error_does_not_repeat_what_was_typed():
    with pytest.raises(ValueError) as caught:
        parse_day("1234-5678-9012")
    assert "5678" not in str(caught.value)


def test_days_before_1873_have_no_era():
    with pytest.raises(ValueError, match="明治6年1月1日より前"):
        era_of(date(1872, 12, 31))


def test_eras_follow_one_another_without_gap():
    for earlier, later in pairwise(ERAS):
        assert later.days.first.toordinal() == earlier.days.last.toordinal() + 1


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1873, 1, 1), date(2100, 12, 31)), st.sampled_from(["long", "short"]))
def test_what_is_written_is_read_back(day, style):
    assert parse_day(format_day(day, style)) == day
    assert day in era_of(day).days
