"""Figures, days and codes in words: 「月 15,000円」, 「2026年11月22日」, "about 3 years"."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

from todoke.rules.answers import AmountAnswer
from todoke.rules.bases import MONEY
from todoke.rules.texts import Language, Text
from todoke.rules.values import EARLIEST, LATEST, Number

PERIODS: dict[str, Text] = {
    "month": Text(ja="月", easy="1か{月|げつ}", en="a month"),
    "year": Text(ja="年", easy="1{年|ねん}", en="a year"),
    "school_year": Text(ja="年度", easy="1{年度|ねんど}", en="a school year"),
    "once": Text(ja="1回", easy="1{回|かい}", en="once"),
    "day": Text(ja="1日", easy="1{日|にち}", en="a day"),
    "hour": Text(ja="1時間", easy="1{時間|じかん}", en="an hour"),
}

UNITS: dict[str, Text] = {
    "yen": Text(ja="円", easy="{円|えん}", en="yen"),
    "percent": Text(ja="%", easy="%", en="%"),
    "people": Text(ja="人", easy="{人|にん}", en="persons"),
    "years": Text(ja="歳", easy="{歳|さい}", en="years"),
    "months": Text(ja="か月", easy="か{月|げつ}", en="months"),
    "weeks": Text(ja="週", easy="{週|しゅう}", en="weeks"),
    "days": Text(ja="日", easy="{日|にち}", en="days"),
    "hours": Text(ja="時間", easy="{時間|じかん}", en="hours"),
    "times": Text(ja="回", easy="{回|かい}", en="times"),
    "points": Text(ja="点", easy="{点|てん}", en="points"),
    "grade": Text(ja="級", easy="{級|きゅう}", en=""),
    "square_meters": Text(ja="㎡", easy="㎡", en="m²"),
    "rate": Text(ja="", easy="", en=""),
}


def plain(number: Number) -> str:
    """Return a number with separators, fractions to four places at most.

    >>> plain(1234567)
    '1,234,567'
    """
    if isinstance(number, float):
        return "∞" if number > 0 else "-∞"
    if isinstance(number, Fraction) and number.denominator != 1:
        return f"{float(number):,.4f}".rstrip("0")
    return f"{int(number):,}"


def figure(number: Number, basis: str | None, language: Language) -> str:
    """Return a number with its unit; money of every basis is in yen.

    >>> figure(15000, "benefit", "ja")
    '15,000円'
    """
    unit = UNITS["yen"] if basis in MONEY else UNITS.get(basis or "")
    if unit is None:
        return plain(number)
    word = unit.in_language(language)
    if language == "en" and number == 1:
        word = word.removesuffix("s")
    return f"{plain(number)} {word}".rstrip() if language == "en" else f"{plain(number)}{word}"


def span(low: Number | None, high: Number | None, basis: str | None, language: Language) -> str:
    """Return a figure or a range of figures in words.

    >>> span(11010, 46680, "benefit", "ja")
    '11,010円〜46,680円'
    """
    low = None if low is None or (isinstance(low, float) and math.isinf(low)) else low
    high = None if high is None or (isinstance(high, float) and math.isinf(high)) else high
    if low is not None and low == high:
        return figure(low, basis, language)
    if low is not None and high is not None:
        return f"{figure(low, basis, language)}{' to ' if language == 'en' else '〜'}{figure(high, basis, language)}"
    if high is not None:
        return _AT_MOST[language].format(figure(high, basis, language))
    if low is not None and low > 0:
        return _AT_LEAST[language].format(figure(low, basis, language))
    return NOT_KNOWN.in_language(language)


_AT_MOST: dict[Language, str] = {"ja": "{}まで", "easy": "{}まで", "en": "up to {}"}
_AT_LEAST: dict[Language, str] = {"ja": "{}から", "easy": "{}から", "en": "from {}"}
NOT_KNOWN = Text(ja="まだ分かりません", easy="まだ わかりません", en="not known yet")
NO_FIGURE = Text(
    ja="金額は個別に決まります", easy="お{金|かね}は ひとりひとり ちがいます", en="decided case by case"
)


def amount_text(answer: AmountAnswer, language: Language) -> str:
    """Return an amount with its period, as 「月 15,000円」 or 「月 11,010円〜46,680円」."""
    if answer.amount.value is None:
        return NO_FIGURE.in_language(language)
    unit = answer.amount.unit
    words = span(answer.low, answer.high, "benefit" if unit == "yen" else unit, language)
    if unit == "percent" and (answer.low is not None or answer.high is not None):
        words = (
            f"{plain(answer.low or 0)}%"
            if answer.is_exact
            else f"{plain(answer.low or 0)}%〜{plain(answer.high or 0)}%"
        )
    period = PERIODS[answer.amount.period].in_language(language)
    if answer.amount.period == "once" and unit != "yen":
        return words
    if not answer.is_promised or words == NOT_KNOWN.in_language(language):
        return words
    return f"{words} {period}" if language == "en" else f"{period} {words}"


def day_text(day: date, language: Language) -> str:
    """Return a day in words.

    >>> day_text(date(2026, 11, 22), "ja")
    '2026年11月22日'
    """
    if language == "en":
        return f"{day.day} {day:%B %Y}"
    if language == "easy":
        return f"{day.year}{{年|ねん}}{day.month}{{月|がつ}}{day.day}{{日|にち}}"
    return f"{day.year}年{day.month}月{day.day}日"


def days_text(low: date, high: date, language: Language) -> str:
    """Return a day known only roughly in words."""
    if low == high:
        return day_text(low, language)
    if low <= EARLIEST and high >= LATEST:
        return NOT_KNOWN.in_language(language)
    return f"{day_text(low, language)}{' to ' if language == 'en' else '〜'}{day_text(high, language)}"
