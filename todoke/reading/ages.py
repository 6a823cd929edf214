"""Ages and school years in all their phrasings, as half-open bands (年齢と学年).

「3歳未満」 ends before 36 months, 「3歳以下」 before 48, 「7歳6か月の前日まで」 before 90.
「18歳に達する日以後の最初の3月31日まで」 and 「高校3年生まで」 are school years.
Sources: 年齢計算ニ関スル法律; 学校教育法 Art. 17; 母子保健法 Art. 12(1) (健康診査 of 1歳6か月 and 3歳).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from todoke.reading.agepoints import ON_1_APRIL, Point, points
from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind
from todoke.reading.values import Ages, Axis, Band

THROUGH_MONTH: Final = "「まで」の月齢を含むと読みました。含まないこともあるので、確かめてください"
_JOINT: Final = re.compile(r"\s*(?:[~\-ー]|から|より)\s*")
_AFTER_LOWER: Final = re.compile(r"[、]?\s*(?:かつ|で|[~\-ー])?\s*(?:から)?\s*")
_LIST: Final = re.compile(r"[・、]")
_RAISED: Final = re.compile(
    r"(?:[のに]?(?:児童|子ども|子|こども|お子さん|お子様|お子さま|乳児|乳幼児|幼児|赤ちゃん|"
    r"扶養者)|\([^()]*\)|まで|の間にある|[、・とがや]|お?子|妊婦|等)*"
    r"(?:を(?:[0-9]人以上)?(?:現に)?(?:養育|監護|扶養|育て|育児|お持ち)|の(?:保護者|養育者|父母|"
    r"親)|が(?:\S{0,4})いる|のいる|を持つ)"
)
_MONTH_WORDS: Final = re.compile(r"(?:以上|未満|まで|以下|~|から)?(?:の|児|頃)?(?:乳|児|幼|子|お子|赤)")
_STANDS: Final = re.compile(
    r"$|児|[\s、。・)\](]|の(?:方|かた|者|人|お子|子|児|区民|市民|都民|市内|区内|都内|女|男|乳|幼|年齢)|相当|"
    r"に(?:該当|在学|在籍|相当)|とその|及び|および|または|又は|もしくは|である|や|です|を(?:対象|"
    r"養育|監護|扶養|育|除)|が|の保護者|と"
)
_UNREAD_END: Final = re.compile(r"の(?:お?誕生日|誕生月)|に(?:なる|達|到達|至)|になった|を(?:過|経|迎)")
_UNREAD_UPPER: Final = re.compile(r"(?:から|より)[^、。()]{1,25}まで")
_LISTED: Final = re.compile(r"\d歳?[・、]$")
_LISTS: Final = re.compile(r"[・、]\d")
_CHECKUP: Final = re.compile(r"児?(?:歯科)?(?:健診|健康診査|健康診断|歯科)")


def find(text: str, *, name: bool = False) -> Iterator[Finding]:
    """Find the ages of one folded sentence; the ages in the names of checkups count in a name only.

    >>> [one.value.code for one in find("生後6か月から小学校就学前までの児童")]
    ['m[6,) & s[,6)']
    """
    found = points(text)
    index = 0
    while index < len(found):
        first = found[index]
        if index + 1 < len(found) and _joined(first, found[index + 1], text):
            last = found[index + 1]
            listed = first.head and _LISTED.search(text, max(0, first.start - 4), first.start)
            finding = None if listed else _range(first, last, text)
            index += 2
        else:
            last = first
            finding = None if first.head else _single(replace(first, sure=True) if name else first, text)
            index += 1
        if finding is not None and (name or not _CHECKUP.match(text, last.end)):
            yield finding


def _joined(first: Point, second: Point, text: str) -> bool:
    if first.generic or second.generic or (first.until_only and first.bound != "from"):
        return False
    if second.start < first.bound_end:
        return False
    gap = text[first.bound_end : second.start]
    if first.head:
        if _LIST.fullmatch(gap):
            return second.low // (12 if second.high - second.low == 12 else 1) - first.low == 1
        return _JOINT.fullmatch(gap) is not None
    if first.bound == "from":
        if second.until_only and gap == "の":
            return True
        words = text[first.end : first.bound_end]
        if words.endswith(("から", "より")):
            return _AFTER_LOWER.fullmatch(gap) is not None and second.bound != "from"
        return _AFTER_LOWER.fullmatch(gap) is not None and (
            second.bound in ("before", "through") or second.until_only
        )
    if first.bound == "exceeding":
        return (gap == "" and second.bound == "before") or (gap in ("て", "、") and second.bound == "before")
    return first.bound == "" and _JOINT.fullmatch(gap.removeprefix("児")) is not None


def _range(first: Point, second: Point, text: str) -> Finding | None:
    first, second = _alike(first, second)
    if not (first.sure or second.sure or _stands(second, text) or _MONTH_WORDS.match(text, second.end)):
        return None
    if second.axis is Axis.DAYS and not (first.sure or second.sure):
        return None
    if second.bound == "" and _UNREAD_END.match(text, second.end):
        return None
    lower = first.low if first.bound != "before" else first.high
    upper = second.low if second.bound == "before" else second.high
    if first.axis is second.axis:
        bands: tuple[Band, ...] = (Band(first.axis, lower or None, upper),)
        if upper <= lower:
            return None
    elif lower <= 0:
        bands = (Band(second.axis, None, upper),)
    else:
        bands = (Band(first.axis, lower, None), Band(second.axis, None, upper))
    note = None
    if second.axis is Axis.MONTHS and second.high - second.low == 1 and second.bound == "through":
        note = THROUGH_MONTH
    return _finding(bands, first.start, second.bound_end, text, note=note)


def _alike(first: Point, second: Point) -> tuple[Point, Point]:
    """Give a bare number the unit of the age behind it, and 「0歳児」 before 「2歳児クラス」 the class."""
    whole = second.axis is Axis.MONTHS and second.high - second.low == 12
    if first.head:
        if second.axis is Axis.SCHOOL_YEARS:
            low = first.low if not second.school or second.school == 1 else second.school + first.low - 1
            return replace(first, axis=second.axis, low=low, high=low + 1), second
        if second.axis is Axis.DAYS:
            return replace(first, axis=Axis.DAYS, low=7 * first.low, high=7 * first.low + 1), second
        if whole or second.high > 19:
            return replace(first, low=12 * first.low, high=12 * first.high), second
        return first, replace(second, sure=True) if second.sure else second
    if first.school == ON_1_APRIL and whole:
        return first, replace(second, axis=first.axis, low=second.low // 12, high=second.high // 12)
    if second.school == 1 and first.axis is Axis.MONTHS and first.high - first.low == 12:
        return replace(first, axis=Axis.SCHOOL_YEARS, low=first.low // 12, high=first.low // 12 + 1), second
    return first, second


def _single(point: Point, text: str) -> Finding | None:
    if point.low < 0 and point.axis is Axis.DAYS:
        return None
    if point.generic:
        first = None if point.until_only else point.low
        return _finding(
            (Band(point.axis, first, point.high),), point.start, point.end, text, generic=point.bound == ""
        )
    if not point.sure and (
        point.axis is Axis.DAYS
        or not (_stands_as_child(point, text) or (point.bound and _MONTH_WORDS.match(text, point.bound_end)))
    ):
        return None
    low: int | None
    high: int | None
    note = None
    if point.bound == "from" and (
        text.startswith("になる", point.bound_end) or _UNREAD_UPPER.match(text, point.bound_end - 2)
    ):
        return None
    if (
        point.bound == "before"
        and text.startswith("に", point.bound_end)
        and text[point.bound_end - 1] == "前"
    ):
        return None
    if point.bound == "from":
        low, high = (point.high if point.until_only else point.low), None
    elif point.bound == "exceeding":
        return None
    elif point.bound == "within":
        low, high = None, point.high if point.axis is Axis.DAYS else point.low
    elif point.bound in ("before", "through"):
        high = point.low if point.bound == "before" and not point.until_only else point.high
        low = None
        if point.bound == "through" and point.axis is Axis.MONTHS and point.high - point.low == 1:
            note = THROUGH_MONTH
    elif point.until_only:
        low, high = None, point.high
    elif point.axis is Axis.DAYS:
        return None
    else:
        low, high = point.low, point.high
        checkup = _CHECKUP.match(text, point.end)
        if checkup and point.low == 18:
            high = 24
        elif not _stands(point, text) or _in_list(point, text) or _aside(point, text):
            return None
    if low == 0 and high is None:
        return None
    if low is not None and (low < 0 or (low == 0 and high is not None)):
        low = None
    return _finding((Band(point.axis, low, high),), point.start, point.bound_end, text, note=note)


def _in_list(point: Point, text: str) -> bool:
    """Tell whether the age is one of several (20・25・30歳), which no single band says."""
    return point.axis is Axis.MONTHS and (
        _LISTED.search(text, max(0, point.start - 4), point.start) is not None
        or _LISTS.match(text, point.end) is not None
    )


def _aside(point: Point, text: str) -> bool:
    """Tell whether the age only explains the words before it: 60か月(5歳)."""
    return (
        point.axis is Axis.MONTHS
        and text[point.start - 1 : point.start] == "("
        and text[point.end : point.end + 1] == ")"
    )


def _stands(point: Point, text: str) -> bool:
    return point.axis is Axis.SCHOOL_YEARS or _STANDS.match(text, point.end) is not None


def _stands_as_child(point: Point, text: str) -> bool:
    return point.bound == "" and text.startswith("児", point.end)


def _finding(
    bands: tuple[Band, ...],
    start: int,
    end: int,
    text: str,
    *,
    generic: bool = False,
    note: str | None = None,
) -> Finding:
    of_child = _RAISED.match(text, end) is not None
    return Finding(Kind.AGE, Ages(bands, of_child), start, end, generic=generic, note=note)
