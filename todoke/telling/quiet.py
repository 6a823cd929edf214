"""Quiet hours (受け取らない時間) and days in time: when something may be pushed, and whether that is still in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from todoke.base.calendar import next_office_day

TOKYO: Final = ZoneInfo("Asia/Tokyo")
DAY_MINUTES: Final = 24 * 60
OFFICE_DAYS: Final = 3
"""Somebody needs so many office days to do something about it; told later it is too late."""


def wait_minutes(minute: int, quiet_from: int, quiet_until: int) -> int:
    """Return for how many minutes a push must wait; equal ends mean that there are no quiet hours.

    >>> wait_minutes(22 * 60, 21 * 60, 8 * 60)
    600
    >>> wait_minutes(12 * 60, 21 * 60, 8 * 60)
    0
    """
    since = (minute - quiet_from) % DAY_MINUTES
    length = (quiet_until - quiet_from) % DAY_MINUTES
    return length - since if since < length else 0


def allowed_at(now: datetime, quiet_from: int, quiet_until: int) -> datetime:
    """Return the first moment from ``now`` on, in Tokyo, that is outside the quiet hours."""
    here = now.astimezone(TOKYO)
    wait = wait_minutes(here.hour * 60 + here.minute, quiet_from, quiet_until)
    if not wait:
        return here
    return here.replace(second=0, microsecond=0) + timedelta(minutes=wait)


@lru_cache(maxsize=4096)
def first_useful_deadline(told_on: date) -> date:
    """Return the earliest deadline that being told on a day still serves: three office days later.

    >>> first_useful_deadline(date(2026, 11, 20))  # a Friday before a holiday on Monday
    datetime.date(2026, 11, 26)
    """
    day = told_on
    for _ in range(OFFICE_DAYS):
        day = next_office_day(day)
    return day
