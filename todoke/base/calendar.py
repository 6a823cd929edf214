"""Office days, holidays and deadlines of public offices (行政機関の休日・期限).

Offices are closed on Saturdays, Sundays, the holidays of 国民の祝日に関する法律 and from 29 December to
3 January. A municipality sets its days by its own ordinance (地方自治法 Art. 4-2(1)); what one of them does
otherwise is not known here. Some Saturdays were open until the amendments of 1992, so earlier days are not
answered truly. Equinox holidays are computed; a year's dates become final in the February of the year before,
when 暦要項 is published.
Sources: 行政機関の休日に関する法律 (Act No. 91 of 1988) Art. 1, 2; 地方自治法 (Act No. 67 of 1947) Art. 4-2;
国民の祝日に関する法律 (Act No. 178 of 1948) Art. 2, 3.
"""

from datetime import date, timedelta
from enum import Enum

import jpholiday

from todoke.base.periods import end_of_days, end_of_months

_ONE_DAY = timedelta(days=1)


class Roll(Enum):
    """Where a deadline goes that falls on a day the office is closed."""

    KEEP = "そのまま"
    NEXT = "次の開庁日"  # the rule: 地方自治法 Art. 4-2(4), 行政機関の休日に関する法律 Art. 2
    PREVIOUS = "前の開庁日"  # where a program says so, as for days of payment


def holiday_name(day: date) -> str | None:
    """Return the name of the national holiday, substitute holidays included, or ``None``.

    >>> holiday_name(date(2026, 5, 6)), holiday_name(date(2026, 5, 7))
    ('憲法記念日 振替休日', None)
    """
    name: str | None = jpholiday.is_holiday_name(day)
    return name


def is_office_holiday(day: date) -> bool:
    """Tell whether public offices are closed.

    >>> is_office_holiday(date(2026, 12, 28)), is_office_holiday(date(2026, 12, 29))
    (False, True)
    """
    at_weekend = day.weekday() >= 5
    at_new_year = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return at_weekend or at_new_year or holiday_name(day) is not None


def next_office_day(day: date) -> date:
    """Return the first office day after ``day``.

    >>> next_office_day(date(2026, 12, 28))
    datetime.date(2027, 1, 4)
    """
    return rolled(day + _ONE_DAY, Roll.NEXT)


def rolled(day: date, roll: Roll) -> date:
    """Return ``day``, or the office day it is moved to when the office is closed.

    >>> rolled(date(2026, 11, 22), Roll.NEXT), rolled(date(2026, 11, 22), Roll.PREVIOUS)
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 20))
    """
    if roll is Roll.KEEP:
        return day
    step = _ONE_DAY if roll is Roll.NEXT else -_ONE_DAY
    while is_office_holiday(day):
        day += step
    return day


def deadline(start: date, days: int, *, first_day_counts: bool = False, roll: Roll = Roll.NEXT) -> date:
    """Return the last day of a time limit of ``days`` days that is set off by an event on ``start``.

    The day of the event is not counted (民法 Art. 140) unless the law says that it is: the 14 days for
    reporting a birth begin with the day of birth (戸籍法 Art. 49; Art. 43(1), recalled).

    >>> deadline(date(2026, 4, 1), 15)
    datetime.date(2026, 4, 16)
    >>> deadline(date(2026, 4, 1), 14, first_day_counts=True)
    datetime.date(2026, 4, 14)
    """
    return rolled(end_of_days(days, counted_from=_counted_from(start, first_day_counts)), roll)


def deadline_in_months(
    start: date, months: int, *, first_day_counts: bool = False, roll: Roll = Roll.NEXT
) -> date:
    """Return the last day of a time limit of months that is set off by an event on ``start``.

    >>> deadline_in_months(date(2026, 3, 31), 3)
    datetime.date(2026, 6, 30)
    """
    return rolled(end_of_months(months, counted_from=_counted_from(start, first_day_counts)), roll)


def _counted_from(start: date, first_day_counts: bool) -> date:
    return start if first_day_counts else start + _ONE_DAY
