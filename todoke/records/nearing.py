"""Which day a period opens or closes next, as seen from a day (これから始まる日・終わる日)."""

from __future__ import annotations

from datetime import date

from todoke.records.periods import DateRange, Period, UntilBudgetEnds, Yearly


def opens_next(period: Period, on: date) -> date | None:
    """Return the first day from ``on`` on at which the period begins; None where no calendar tells it.

    >>> opens_next(Yearly.model_validate({"from": "11-01", "to": "02-28"}), date(2026, 11, 22))
    datetime.date(2027, 11, 1)
    """
    match period:
        case DateRange(from_=date() as first) | UntilBudgetEnds(from_=date() as first):
            return first if first >= on else None
        case Yearly(from_=first_day):
            return _next(first_day, on)
    return None


def closes_next(period: Period, on: date) -> date | None:
    """Return the last day of the period where it is open on ``on``; None where it is not, or no calendar tells it.

    >>> closes_next(Yearly.model_validate({"from": "11-01", "to": "02-28"}), date(2026, 11, 22))
    datetime.date(2027, 2, 28)
    """
    match period:
        case DateRange(from_=first, to=date() as last):
            return last if (first is None or first <= on) and on <= last else None
        case Yearly(from_=first_day, to=last_day):
            last = _next(last_day, on)
            begun = _next(first_day, on)
            return last if begun > last or begun == on else None
    return None


def _next(month_day: str, on: date) -> date:
    """Return that day of this year or of the next; 29 February is the last day of February."""
    found = _in_year(month_day, on.year)
    return found if found >= on else _in_year(month_day, on.year + 1)


def _in_year(month_day: str, year: int) -> date:
    try:
        return date.fromisoformat(f"{year:04d}-{month_day}")
    except ValueError:
        month, day = map(int, month_day.split("-"))
        return date(year, month, day - 1) if day > 29 or month == 2 else date(year, month, day)
