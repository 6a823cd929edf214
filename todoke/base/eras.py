"""Dates in Japanese eras (和暦), read and written.

Eras are known from 1 January 1873 (明治6年), when the calendar became the solar one. The day an era was
changed on belongs to the new era: the rescripts of 1912 and 1926 say 「…以後ヲ改メテ…元年ト為ス」, and the
orders of 1989 and 2019 came into force on the next day.
Sources: 元号法 (Act No. 43 of 1979); 元号を改める政令 (昭和64年政令第1号, 平成31年政令第143号);
大正改元の詔書 (1912-07-30); 昭和改元の詔書 (1926-12-25);
明治5年太政官布告第337号 for the solar calendar (recalled).
"""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Literal

from todoke.base.periods import Period


@dataclass(frozen=True, slots=True)
class Era:
    """An era: its name, letter, the Western year of its first year (元年) and its days."""

    name: str
    letter: str
    first_year: int
    days: Period

    def year_name(self, year: int) -> str:
        """Return the era's name of a Western year.

        >>> ERAS[-1].year_name(2019), ERAS[-1].year_name(2026)
        ('令和元年', '令和8年')
        """
        number = year - self.first_year + 1
        return f"{self.name}{'元' if number == 1 else number}年"


ERAS = (
    Era("明治", "M", 1868, Period(date(1873, 1, 1), date(1912, 7, 29))),
    Era("大正", "T", 1912, Period(date(1912, 7, 30), date(1926, 12, 24))),
    Era("昭和", "S", 1926, Period(date(1926, 12, 25), date(1989, 1, 7))),
    Era("平成", "H", 1989, Period(date(1989, 1, 8), date(2019, 4, 30))),
    Era("令和", "R", 2019, Period(date(2019, 5, 1), date.max)),
)

_BY_SIGN = {sign: era for era in ERAS for sign in (era.name, era.name[0], era.letter)}

_TEXT = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|西暦|[明大昭平令MTSHR])?\.?"
    r"(?P<year>元|[0-9]{1,4})(?:年|(?=[./-]|$))"
    r"(?:[./-]?(?P<month>[0-9]{1,2})(?:月|(?=[./-]|$))"
    r"(?:[./-]?(?P<day>[0-9]{1,2})日?)?)?"
)
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九]?十[一二三四五六七八九]?|[〇零一二三四五六七八九]+")
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")

_HINT = "「令和8年4月1日」か「2026年4月1日」のように書いてください。"


def era_of(day: date) -> Era:
    """Return the era a day belongs to.

    Raises:
        ValueError: the day is before 1 January 1873 (明治6年).
    """
    for era in ERAS:
        if day in era.days:
            return era
    raise ValueError("明治6年1月1日より前の日は、和暦で表せません。")


def format_day(day: date, style: Literal["long", "short"] = "long") -> str:
    """Write a day in its era, long (令和8年4月1日) or short (R8.4.1).

    >>> format_day(date(2019, 5, 1)), format_day(date(1989, 1, 7), "short")
    ('令和元年5月1日', 'S64.1.7')
    """
    era = era_of(day)
    if style == "short":
        return f"{era.letter}{day.year - era.first_year + 1}.{day.month}.{day.day}"
    return f"{era.year_name(day.year)}{day.month}月{day.day}日"


def parse_day(text: str) -> date:
    """Read a day written in an era or in Western years.

    Full-width and kanji figures, 元年, the letters M T S H R and the separators ``. / -`` are understood.

    >>> parse_day("令和8年4月1日"), parse_day("R8.4.1"), parse_day("昭和六十四年一月七日")
    (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1), datetime.date(1989, 1, 7))

    Raises:
        ValueError: no such day, a day outside its era (昭和65年), or a text that is not a whole date.
    """
    parts = _parts(text)
    if parts["day"] is None:
        raise ValueError("年・月・日をすべて書いてください。" + _HINT)
    return _period(parts).first


def parse_partial(text: str) -> Period:
    """Read a year, a month or a day, and return the days it spans.

    A year in which the era changes spans only the days of the era that was written.

    >>> parse_partial("昭和64年")
    Period(first=datetime.date(1989, 1, 1), last=datetime.date(1989, 1, 7))
    >>> parse_partial("R8.4").last
    datetime.date(2026, 4, 30)

    Raises:
        ValueError: as ``parse_day``.
    """
    return _period(_parts(text))


def _parts(text: str) -> dict[str, str | None]:
    compact = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    match = _TEXT.fullmatch(_KANJI_NUMBER.sub(_arabic, compact))
    if match is None:
        raise ValueError("日付として読めません。" + _HINT)
    return match.groupdict()


def _arabic(match: re.Match[str]) -> str:
    tens, ten, ones = match[0].partition("十")
    if not ten:
        return tens.translate(_KANJI_DIGITS)
    return (tens or "一").translate(_KANJI_DIGITS) + (ones or "〇").translate(_KANJI_DIGITS)


def _period(parts: dict[str, str | None]) -> Period:
    era = _BY_SIGN.get(parts["era"] or "")
    year = _western_year(parts["year"] or "", era)
    month = int(parts["month"] or 0)
    day = int(parts["day"] or 0)
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError("暦にない日付です。月や日の数字を確かめてください。") from None
    last_month = month or 12
    last = date(year, last_month, day or monthrange(year, last_month)[1])
    if era is None:
        return Period(first, last)
    return _inside(era, Period(first, last))


def _western_year(figures: str, era: Era | None) -> int:
    if era is not None:
        number = 1 if figures == "元" else int(figures)
        if not 1 <= number <= 99:
            raise ValueError(f"{era.name}の年は、元年から99年までで書いてください。")
        return era.first_year + number - 1
    if figures == "元" or len(figures) < 4:
        raise ValueError("元号を付けるか、西暦を4桁で書いてください。" + _HINT)
    return int(figures)


def _inside(era: Era, asked: Period) -> Period:
    """Return the days asked for that lie in the era, or say in Japanese what they are called instead."""
    first, last = max(asked.first, era.days.first), min(asked.last, era.days.last)
    if first <= last:
        return Period(first, last)
    if asked.last < ERAS[0].days.first:
        raise ValueError("明治5年までの日付（旧暦）は読めません。明治6年1月1日から後の日付を書いてください。")
    instead = era_of(asked.first)
    right = format_day(asked.first) if asked.days == 1 else instead.year_name(asked.first.year)
    edge = (
        f"{era.name}は{format_day(era.days.first)}からです。"
        if asked.last < era.days.first
        else f"{era.name}は{format_day(era.days.last)}までです。"
    )
    raise ValueError(f"{edge}「{right}」ではありませんか。")
