"""Money, ranges and days as people read them, in the language of the page."""

from datetime import date

from todoke.ui.languages import EASY_JAPANESE, ENGLISH, current_language
from todoke.ui.words import Words, t

_WEEKDAYS = "月火水木金土日"
_WEEKDAY_READINGS = ("げつ", "か", "すい", "もく", "きん", "ど", "にち")
_DAY_READINGS = {
    1: "ついたち",
    2: "ふつか",
    3: "みっか",
    4: "よっか",
    5: "いつか",
    6: "むいか",
    7: "なのか",
    8: "ようか",
    9: "ここのか",
    10: "とおか",
    14: "じゅうよっか",
    20: "はつか",
    24: "にじゅうよっか",
}


def yen(amount: int) -> Words:
    """Return an amount of money.

    >>> str(yen(11010))
    '11,010円'
    """
    return t("%(amount)s円", amount=f"{amount:,}")


def yen_between(low: int, high: int | None) -> Words:
    """Return an amount known to lie between two bounds; without ``high`` it has no upper bound.

    >>> str(yen_between(11010, 46680)), str(yen_between(5000, 5000)), str(yen_between(0, 10000))
    ('11,010円〜46,680円', '5,000円', '10,000円まで')
    """
    if high is None:
        return t("%(amount)s円以上", amount=f"{low:,}")
    if low == high:
        return yen(low)
    if low <= 0:
        return t("%(amount)s円まで", amount=f"{high:,}")
    return t("%(low)s円〜%(high)s円", low=f"{low:,}", high=f"{high:,}")


def day(on: date) -> Words:
    """Return a day with its weekday.

    >>> str(day(date(2026, 11, 21)))
    '2026年11月21日(土)'
    """
    language = current_language()
    if language == ENGLISH:
        return Words(f"{on:%A} {on.day} {on:%B} {on.year}")
    weekday = on.weekday()
    if language == EASY_JAPANESE:
        reading = _DAY_READINGS.get(on.day)
        in_month = f"{{{on.day}日|{reading}}}" if reading else f"{on.day}{{日|にち}}"
        name = f"{{{_WEEKDAYS[weekday]}|{_WEEKDAY_READINGS[weekday]}}}"
        return Words(f"{on.year}{{年|ねん}}{on.month}{{月|がつ}}{in_month}（{name}）")
    return Words(f"{on.year}年{on.month}月{on.day}日({_WEEKDAYS[weekday]})")


def month(on: date) -> Words:
    """Return the month of a day.

    >>> str(month(date(2026, 8, 1)))
    '2026年8月'
    """
    language = current_language()
    if language == ENGLISH:
        return Words(f"{on:%B} {on.year}")
    if language == EASY_JAPANESE:
        return Words(f"{on.year}{{年|ねん}}{on.month}{{月|がつ}}")
    return Words(f"{on.year}年{on.month}月")
