"""The clock gives Tokyo's time, whatever the source's zone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from todoke.base import clock


def test_a_day_begins_in_tokyo_nine_hours_before_utc():
    assert clock.today(clock.fixed(datetime(2026, 3, 31, 14, 59, tzinfo=UTC))) == date(2026, 3, 31)
    assert clock.today(clock.fixed(datetime(2026, 3, 31, 15, 0, tzinfo=UTC))) == date(2026, 4, 1)


def test_now_is_the_same_instant_told_in_tokyo():
    at = datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
    told = clock.now(clock.fixed(at))
    assert told == at
    assert told.utcoffset() == timedelta(hours=9)


def test_the_machines_clock_is_read_unless_a_source_is_given():
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.today() in {before.astimezone(clock.JST).date(), datetime.now(clock.JST).date()}


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="時間帯"):
        clock.now(clock.fixed(datetime(2026, 3, 31)))
