"""What a person typed, read kindly: full-width figures, commas, 万円, eras; every mistake says its cure."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from todoke.base.eras import ERAS, Era, era_of
from todoke.ui.formats import day as day_words
from todoke.ui.words import Words, t

OLDEST = 130
MOST_MONEY = 10**10
WESTERN = "seireki"
ERA_CODES = {"reiwa": "令和", "heisei": "平成", "showa": "昭和", "taisho": "大正", "meiji": "明治"}

_MONEY = re.compile(
    r"(?P<sign>[-−])?(?:(?P<oku>\d+(?:\.\d+)?)億)?(?:(?P<man>\d+(?:\.\d+)?)万)?(?P<yen>\d+)?円?"
)
_EMPTY_SIGNS = str.maketrans("", "", ",，、 　\t¥")


class InputError(ValueError):
    """What was typed cannot be taken; the message tells how to mend it, ``parts`` which fields of a date."""

    def __init__(self, message: Words, parts: frozenset[str] = frozenset()) -> None:
        """Keep the message."""
        super().__init__(message)
        self.message = message
        self.parts = parts


@dataclass(frozen=True, slots=True)
class DayEntry:
    """A date as typed: an era code or ``seireki``, and three texts."""

    era: str
    year: str
    month: str
    day: str

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not (self.year.strip() or self.month.strip() or self.day.strip())


def read_money(text: str) -> int:
    """Return an amount of yen.

    >>> read_money("３，５００，０００円"), read_money("350万"), read_money("1億2000万円")
    (3500000, 3500000, 120000000)
    """
    plain = _plain(text).translate(_EMPTY_SIGNS)
    found = _MONEY.fullmatch(plain)
    if not found or not any(found[name] for name in ("oku", "man", "yen")):
        raise InputError(t("金額を数字で書いてください。例：3500000、350万"))
    if found["sign"]:
        raise InputError(
            t("マイナスの金額は書けません。0以上の数字を書いてください。赤字のときは0と書きます。")
        )
    parts = ((found["oku"], 10**8), (found["man"], 10**4), (found["yen"], 1))
    amount = int(sum(Decimal(figures or 0) * unit for figures, unit in parts))
    if amount > MOST_MONEY:
        raise InputError(t("金額が大きすぎます。円の単位で書いたか、たしかめてください。"))
    return amount


def read_number(text: str, *, lowest: int, highest: int | None) -> int:
    """Return a whole number between two bounds, both included."""
    plain = _plain(text).translate(_EMPTY_SIGNS)
    if not re.fullmatch(r"-?\d{1,9}", plain):
        raise InputError(t("数字だけで書いてください。例：3"))
    number = int(plain)
    if number < lowest:
        raise InputError(t("%(lowest)s以上の数字を書いてください。", lowest=lowest))
    if highest is not None and number > highest:
        raise InputError(t("%(highest)sまでの数字を書いてください。", highest=highest))
    return number


def read_day(entry: DayEntry, *, today: date, latest: date | None, is_birth: bool) -> str:
    """Return a date as ``2024-05-01``, or as ``2024-05`` or ``2024`` where the rest was left out."""
    year = _year(entry)
    month = _part(entry.month, "month", 12)
    day = _part(entry.day, "day", 31)
    if day and not month:
        raise InputError(t("月も書いてください。日だけでは決まりません。"), frozenset({"month"}))
    if month and day and day > (most := monthrange(year, month)[1]):
        message = t(
            "%(year)s年%(month)s月に%(day)s日はありません。1から%(most)sまでの数字を書いてください。",
            year=year,
            month=month,
            day=day,
            most=most,
        )
        raise InputError(message, frozenset({"day"}))
    first = date(year, month or 1, day or 1)
    if latest is not None and first > latest:
        raise InputError(
            t("これから先の日付です。%(today)sまでの日付を書いてください。", today=day_words(today)),
            frozenset({"year"}),
        )
    if is_birth and today.year - year > OLDEST:
        raise InputError(
            t("%(age)s歳より上になります。生まれた年をたしかめてください。", age=OLDEST), frozenset({"year"})
        )
    if month and day:
        _check_era(entry.era, first)
    return "-".join([f"{year:04}", *(f"{part:02}" for part in (month, day) if part)])


def _year(entry: DayEntry) -> int:
    wrong = frozenset({"year"})
    plain = _plain(entry.year).strip().removesuffix("年")
    if not plain:
        raise InputError(t("年を書いてください。"), wrong)
    era = _era(entry.era)
    if era is not None and plain == "元":
        return era.first_year
    if not plain.isdigit() or len(plain) > 4:
        raise InputError(t("年は数字で書いてください。例：1990"), wrong)
    number = int(plain)
    if era is None:
        if not 1850 <= number <= 2200:
            raise InputError(
                t("西暦は4けたの数字で書いてください。例：1990。和暦のときは、元号を選びます。"), wrong
            )
        return number
    last = era.days.last.year - era.first_year + 1 if era is not ERAS[-1] else 99
    if not 1 <= number <= last:
        raise InputError(
            t(
                "%(era)sは%(last)s年までです。元号と年をたしかめてください。",
                era=era_words(era.name),
                last=last,
            ),
            wrong,
        )
    return era.first_year + number - 1


def _check_era(code: str, day: date) -> None:
    era = _era(code)
    if era is not None and day not in era.days:
        right = era_of(day)
        message = t(
            "その日は%(era)sではなく%(right)sです。元号をたしかめてください。",
            era=era_words(era.name),
            right=era_words(right.name),
        )
        raise InputError(message, frozenset({"year"}))


def era_words(name: str) -> Words:
    """Return an era's name in the language of the page."""
    return {
        "令和": t("令和"),
        "平成": t("平成"),
        "昭和": t("昭和"),
        "大正": t("大正"),
        "明治": t("明治"),
    }[name]


def _era(code: str) -> Era | None:
    name = ERA_CODES.get(code)
    return next((era for era in ERAS if era.name == name), None)


def _part(text: str, name: str, most: int) -> int | None:
    plain = _plain(text).strip().removesuffix("月").removesuffix("日")
    if not plain:
        return None
    if not plain.isdigit() or not 1 <= int(plain) <= most:
        message = (
            t("月は1から12までの数字で書いてください。")
            if name == "month"
            else t("日は1から31までの数字で書いてください。")
        )
        raise InputError(message, frozenset({name}))
    return int(plain)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
