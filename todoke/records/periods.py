"""When something is received or offered: five shapes of a period, each beside the words it was read from.

A period that could not be read stays unreadable: it is neither open nor closed.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import Field, model_validator

from todoke.rules.citations import Standing
from todoke.rules.facts import Definition

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class _Spoken(Definition):
    """What all periods have: their words, how firmly they stand, and what they are about."""

    purpose: Literal["apply", "offered"] = "apply"
    """``apply``: when one may apply (手続期間); ``offered``: when it takes place (実施期間)."""
    text: str | None = None
    standing: Standing = Standing.STATED


class DateRange(_Spoken):
    """From one day to another, both included; an open end is left out."""

    kind: Literal["range"] = "range"
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None
    from_time: time | None = None
    to_time: time | None = None

    @model_validator(mode="after")
    def _check_order(self) -> DateRange:
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"期間の終わり {self.to} が始まり {self.from_} より前です")
        return self


class Rolling(_Spoken):
    """Counted from an event of the person's own, such as 出生から14日以内."""

    kind: Literal["rolling"] = "rolling"
    event: str
    days: int | None = Field(default=None, ge=0)
    months: int | None = Field(default=None, ge=0)
    years: int | None = Field(default=None, ge=0)
    first_day_counts: bool = False
    """Source: 民法 Art. 140 leaves the first day out unless a law says otherwise (戸籍法 Art. 43)."""
    rolls_to_working_day: bool | None = None

    @model_validator(mode="after")
    def _check_length(self) -> Rolling:
        if self.days is None and self.months is None and self.years is None:
            raise ValueError("日数・月数・年数のどれかを書いてください")
        return self


class Yearly(_Spoken):
    """The same days of every year, both included; it may run over New Year (11-01 to 02-28)."""

    kind: Literal["yearly"] = "yearly"
    from_: MonthDay = Field(alias="from")
    to: MonthDay


class UntilBudgetEnds(_Spoken):
    """Open until the money is spent (予算がなくなり次第終了)."""

    kind: Literal["budget"] = "budget"
    from_: date | None = Field(default=None, alias="from")
    latest: date | None = None


class Always(_Spoken):
    """At any time (随時)."""

    kind: Literal["always"] = "always"


class Unreadable(_Spoken):
    """Words about time that could not be read."""

    kind: Literal["unreadable"] = "unreadable"
    standing: Standing = Standing.UNKNOWN

    @model_validator(mode="after")
    def _check_words(self) -> Unreadable:
        if not self.text:
            raise ValueError("読めない期間には元の文が要ります")
        return self


Period = Annotated[
    DateRange | Rolling | Yearly | UntilBudgetEnds | Always | Unreadable, Field(discriminator="kind")
]


def open_on(period: Period, day: date) -> bool | None:
    """Return whether the period is open on ``day``; None where that hangs on the person or the budget.

    >>> from datetime import date
    >>> open_on(Yearly.model_validate({"from": "11-01", "to": "02-28"}), date(2026, 12, 31))
    True
    """
    match period:
        case Always():
            return True
        case DateRange(from_=None, to=None) | Unreadable() | Rolling():
            return None
        case DateRange(from_=first, to=last):
            return (first is None or first <= day) and (last is None or day <= last)
        case Yearly(from_=first_day, to=last_day):
            today = f"{day:%m-%d}"
            if first_day <= last_day:
                return first_day <= today <= last_day
            return today >= first_day or today <= last_day
        case UntilBudgetEnds(from_=first, latest=last):
            over = (first is not None and day < first) or (last is not None and day > last)
            return False if over else None
