"""Periods in days, weeks and months as the Civil Code counts them (期間).

A period begins with its first counted day (起算日) and runs out at the end of its last day.
Sources: 民法 (Act No. 89 of 1896) Art. 140 (the first day is not counted), 141, 143.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole days, both ends included.

    >>> date(2026, 4, 30) in Period(date(2026, 4, 1), date(2026, 4, 30))
    True
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.last < self.first:
            raise ValueError("期間の終わりの日が、始まりの日より前です。")

    def __contains__(self, day: date) -> bool:
        """Tell whether ``day`` lies in the period."""
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """Return the number of days, both ends counted."""
        return (self.last - self.first).days + 1


def end_of_days(days: int, *, counted_from: date) -> date:
    """Return the last day of a period of ``days`` days whose first counted day is ``counted_from``.

    Zero days run out at the end of the day before.

    >>> end_of_days(14, counted_from=date(2026, 4, 1))
    datetime.date(2026, 4, 14)
    """
    _refuse_negative(days)
    return counted_from + timedelta(days=days - 1)


def end_of_weeks(weeks: int, *, counted_from: date) -> date:
    """Return the last day of a period of weeks: the eve of the same weekday (民法 Art. 143(2)).

    >>> end_of_weeks(1, counted_from=date(2026, 4, 1))
    datetime.date(2026, 4, 7)
    """
    return end_of_days(7 * weeks, counted_from=counted_from)


def end_of_months(months: int, *, counted_from: date) -> date:
    """Return the last day of a period of months: the eve of the corresponding day (応当日).

    Where the last month has no corresponding day, the period runs out on that month's last day.
    Source: 民法 Art. 143(2).

    >>> end_of_months(1, counted_from=date(2026, 4, 10))
    datetime.date(2026, 5, 9)
    >>> end_of_months(1, counted_from=date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    """
    _refuse_negative(months)
    years, month = divmod(counted_from.month - 1 + months, 12)
    year, month = counted_from.year + years, month + 1
    length = monthrange(year, month)[1]
    if counted_from.day > length:
        return date(year, month, length)
    return date(year, month, counted_from.day) - timedelta(days=1)


def _refuse_negative(length: int) -> None:
    if length < 0:
        raise ValueError("期間の長さは0以上で指定してください。")
