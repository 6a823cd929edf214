"""Periods of the Tokyo registry: five leaves (日と時刻の始めと終わり, 条件) and the shapes of a period."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from todoke.formats.cleaning import ALWAYS_WORDS, Cleaning
from todoke.records.periods import (
    Always,
    DateRange,
    Period,
    Rolling,
    UntilBudgetEnds,
    Yearly,
)

LEAVES = ("fromYMD", "fromHM", "toYMD", "toHM", "conditions")

_BUDGET = re.compile(r"予算[^。\n]{0,12}(?:次第|まで|終了)")


def read_period(
    group: dict[str, Any], path: str, purpose: str, cleaning: Cleaning, extra: dict[str, Any]
) -> dict[str, Any] | None:
    """Return the plain period of a group of leaves, None where all are empty."""
    first, first_time = group.get("fromYMD"), group.get("fromHM")
    last, last_time = group.get("toYMD"), group.get("toHM")
    words = group.get("conditions")
    if first is last is words is first_time is last_time is None:
        return None
    starts = cleaning.day(f"{path}.fromYMD", first)
    ends = cleaning.day(f"{path}.toYMD", last)
    text = cleaning.text(f"{path}.conditions", words)
    always = text in ALWAYS_WORDS
    spoken = [text] if text else []
    for name, day in (("toYMD", ends), ("fromYMD", starts)):
        if not isinstance(day, str):
            continue
        field = f"{path}.{name}"
        if day in ALWAYS_WORDS:
            always = True
            cleaning.repaired(field, day, None, "always")
        else:
            cleaning.repaired(field, day, None, "date_words")
            cleaning.doubt(field, day, "bad_date")
        if day not in spoken:
            spoken.insert(0, day)
    period: dict[str, Any] = {"purpose": purpose}
    if spoken:
        period["text"] = "\n".join(spoken)
    from_day = starts if isinstance(starts, date) else None
    to_day = ends if isinstance(ends, date) else None
    times: dict[str, Any] = {}
    for name, key, value in (("fromHM", "from_time", first_time), ("toHM", "to_time", last_time)):
        if value is None:
            continue
        clock = cleaning.clock(f"{path}.{name}", value)
        if clock is not None:
            times[key] = clock
        else:
            extra[f"{path}.{name}"] = value
    if from_day and to_day and to_day < from_day:
        cleaning.doubt(path, f"{from_day}～{to_day}", "period_reversed")
        said = f"{from_day}～{to_day}"
        return {
            **period,
            "kind": "unreadable",
            "text": "\n".join([*spoken, said]),
            "standing": "unknown",
        }
    if from_day or to_day or times:
        if text and not times and _BUDGET.search(text):
            return _named({**period, "kind": "budget", "standing": "inferred"}, "latest", from_day, to_day)
        return _named({**period, **times, "kind": "range"}, "to", from_day, to_day)
    if always and len(spoken) <= 2:
        return {**period, "kind": "always"}
    if not spoken:
        return None
    return {**period, "kind": "unreadable", "standing": "unknown"}


def _named(period: dict[str, Any], last: str, from_day: date | None, to_day: date | None) -> dict[str, Any]:
    if from_day:
        period["from"] = from_day
    if to_day:
        period[last] = to_day
    return period


def write_period(periods: list[Period]) -> dict[str, Any]:
    """Return the five leaves of the first period; further ones are told in its conditions.

    >>> write_period([Always(text="随時")])["conditions"]
    '随時'
    """
    group: dict[str, Any] = dict.fromkeys(LEAVES)
    if not periods:
        return group
    first = periods[0]
    spoken = [words for period in periods if (words := in_words(period, told=period is not first))]
    if isinstance(first, DateRange):
        group["fromYMD"] = first.from_.isoformat() if first.from_ else None
        group["toYMD"] = first.to.isoformat() if first.to else None
        group["fromHM"] = f"{first.from_time:%H:%M}" if first.from_time else None
        group["toHM"] = f"{first.to_time:%H:%M}" if first.to_time else None
    elif isinstance(first, UntilBudgetEnds):
        group["fromYMD"] = first.from_.isoformat() if first.from_ else None
        group["toYMD"] = first.latest.isoformat() if first.latest else None
    group["conditions"] = "\n".join(spoken) or None
    return group


def in_words(period: Period, *, told: bool = True) -> str | None:
    """Return the words of a period: its own, or such as its values make.

    ``told`` adds the days of a range that has no words; the leaves of the first one hold them already.
    """
    if period.text:
        return period.text
    match period:
        case Always():
            return "随時"
        case Yearly(from_=first, to=last):
            return f"毎年{_month_day(first)}から{_month_day(last)}まで"
        case Rolling(event=event, years=years, months=months, days=days):
            length = "".join(
                f"{count}{unit}"
                for count, unit in ((years, "年"), (months, "か月"), (days, "日"))
                if count is not None
            )
            return f"{event}から{length}以内"
        case UntilBudgetEnds():
            return "予算がなくなり次第終了"
        case DateRange(from_=first_day, to=last_day) if told and (first_day or last_day):
            return f"{first_day or ''}～{last_day or ''}"
    return None


def _month_day(text: str) -> str:
    return f"{int(text[:2])}月{int(text[3:])}日"
