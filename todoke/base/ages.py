"""Ages as Japanese law counts them (満年齢).

A person reaches an age at the end of the day before the birthday, not on it. Two readings follow:
*eve* counts the age already on the day it is reached (達する日); *birthday* counts it from the next morning
on, as people do. Which one a program uses is for its rule to say: laws and offices differ.
Sources: 年齢計算ニ関スル法律 (Act No. 50 of 1902); 民法 Art. 143.
"""

from datetime import date, timedelta
from typing import Literal

from todoke.base.periods import end_of_months

Counted = Literal["birthday", "eve"]


def reaches(age: int, *, born: date) -> date:
    """Return the day at whose end a person born on ``born`` reaches ``age`` in years.

    >>> reaches(65, born=date(1960, 4, 1))
    datetime.date(2025, 3, 31)
    >>> reaches(18, born=date(2008, 2, 29))
    datetime.date(2026, 2, 28)
    """
    return end_of_months(12 * age, counted_from=born)


def reaches_months(months: int, *, born: date) -> date:
    """Return the day at whose end a child born on ``born`` reaches ``months`` months.

    >>> reaches_months(2, born=date(2026, 1, 15))
    datetime.date(2026, 3, 14)
    >>> reaches_months(1, born=date(2026, 1, 31))
    datetime.date(2026, 2, 28)
    """
    return end_of_months(months, counted_from=born)


def completed_years(*, born: date, on: date, counted: Counted = "birthday") -> int:
    """Return the age in whole years on a day.

    A person born on 29 February is a year older from 1 March in common years (*birthday*), or already
    on 28 February (*eve*).

    >>> completed_years(born=date(1960, 4, 1), on=date(2025, 3, 31))
    64
    >>> completed_years(born=date(1960, 4, 1), on=date(2025, 3, 31), counted="eve")
    65
    """
    return completed_months(born=born, on=on, counted=counted) // 12


def completed_months(*, born: date, on: date, counted: Counted = "birthday") -> int:
    """Return the age in whole months on a day.

    >>> completed_months(born=date(2026, 1, 31), on=date(2026, 2, 28))
    0
    >>> completed_months(born=date(2026, 1, 31), on=date(2026, 2, 28), counted="eve")
    1
    """
    over = _last_day_over(born=born, on=on, counted=counted)
    months = 12 * (over.year - born.year) + over.month - born.month + 1
    while end_of_months(months, counted_from=born) > over:
        months -= 1
    return months


def weeks_since_birth(*, born: date, on: date, counted: Counted = "birthday") -> int:
    """Return the age in whole weeks on a day (生後…週).

    >>> weeks_since_birth(born=date(2026, 4, 1), on=date(2026, 5, 13))
    6
    """
    over = _last_day_over(born=born, on=on, counted=counted)
    return ((over - born).days + 1) // 7


def days_since(day: date, *, on: date) -> int:
    """Return the days gone by since ``day``, which is itself not counted (初日不算入, 民法 Art. 140).

    The figure is negative before ``day``.

    >>> days_since(date(2026, 4, 1), on=date(2026, 4, 15))
    14
    """
    return (on - day).days


def _last_day_over(*, born: date, on: date, counted: Counted) -> date:
    """Return the last day that is taken as over: ``on`` itself for *eve*, else the day before."""
    if on < born:
        raise ValueError("基準日が、生まれた日より前です。")
    return on if counted == "eve" else on - timedelta(days=1)
