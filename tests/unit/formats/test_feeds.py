"""A calendar feed is read by any calendar: one all-day event for each deadline, whatever its title holds."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from todoke.formats.feeds.dates import DatedLine, write_feed

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def read(*lines: DatedLine):
    source = write_feed(lines, name="todoke", at=AT)
    return source, list(Calendar.from_ical(source).walk("VEVENT"))


def test_a_deadline_is_a_whole_day_and_ends_on_the_day_after():
    source, (event,) = read(DatedLine("a@todoke.example", date(2026, 12, 31), "手続の期限"))
    assert event["DTSTART"].dt == date(2026, 12, 31)
    assert event["DTEND"].dt == date(2027, 1, 1)
    assert b"DTSTART;VALUE=DATE:20261231\r\n" in source
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H\r\n" in source


def test_the_same_notice_is_the_same_event_when_its_day_moves():
    first, second = (
        read(DatedLine("a@x.example", day, "期限"))[1][0] for day in (date(2026, 12, 1), date(2026, 12, 8))
    )
    assert first["UID"] == second["UID"]
    assert first["DTSTART"].dt != second["DTSTART"].dt


def test_a_feed_without_deadlines_is_a_calendar_all_the_same():
    source, events = read()
    assert events == []
    assert source.startswith(b"BEGIN:VCALENDAR\r\n")


@given(st.text(max_size=200))
def test_no_title_adds_an_event_or_a_line(title):
    try:
        source, events = read(DatedLine("a@x.example", date(2026, 12, 1), title))
    except (UnicodeEncodeError, ValueError):
        return
    assert len(events) == 1
    assert all(len(line) <= 75 for line in source.split(b"\r\n"))
    assert source.count(b"BEGIN:VEVENT") == 1 or "BEGIN:VEVENT" in title
