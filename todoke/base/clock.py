"""The clock of the house: now and today in Tokyo. The only place that reads the time (時計).

Everything below the edge takes ``on`` (a day) or ``at`` (an instant) instead.
"""

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")
Source = Callable[[], datetime]


def system() -> datetime:
    """Return the machine's time, in Tokyo."""
    return datetime.now(JST)


def fixed(at: datetime) -> Source:
    """Return a source that always gives ``at``, for tests and for answering as of an earlier moment.

    >>> today(fixed(datetime(2026, 3, 31, 15, 0, tzinfo=ZoneInfo("UTC"))))
    datetime.date(2026, 4, 1)
    """
    return lambda: at


def now(source: Source = system) -> datetime:
    """Return the present instant, in Tokyo.

    Raises:
        ValueError: the source gives a time without a zone.
    """
    at = source()
    if at.utcoffset() is None:
        raise ValueError("時刻に時間帯がありません。")
    return at.astimezone(JST)


def today(source: Source = system) -> date:
    """Return the present day, in Tokyo."""
    return now(source).date()
