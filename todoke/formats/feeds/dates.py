"""Dates of deadlines as a calendar feed (iCalendar) that the person's own calendar reads again and again.

Sources: RFC 5545 (an all-day event ends on the day after, exclusive), RFC 7986 (REFRESH-INTERVAL).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event, vDuration

REFRESH = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class DatedLine:
    """One day in the feed. The same ``uid`` is the same event, also when its day moves."""

    uid: str
    on: date
    title: str
    url: str = ""


def write_feed(lines: Iterable[DatedLine], *, name: str, at: datetime) -> bytes:
    """Return the feed; text of others is escaped and folded by the library."""
    calendar = Calendar()
    calendar.add("prodid", "-//todoke//notices//JA")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    for line in sorted(lines, key=lambda one: (one.on, one.uid)):
        event = Event()
        event.add("uid", line.uid)
        event.add("dtstamp", at)
        event.add("dtstart", line.on)
        event.add("dtend", line.on + timedelta(days=1))
        event.add("summary", " ".join(line.title.split()))
        event.add("transp", "TRANSPARENT")
        if line.url:
            event.add("url", line.url)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
