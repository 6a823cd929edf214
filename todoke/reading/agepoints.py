"""The ages, months, weeks and school years that a sentence names, each with the words that bound it (年齢を指す語).

A point is the interval a bare word covers: 「3歳」 is months 36 to 47, 「小6」 is school year 11.
Sources of the words of law: 児童福祉法 Art. 4 (乳児, 幼児); 母子保健法 Art. 6(5) (新生児); 学校教育法 Art. 17 (学齢).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from todoke.reading.letters import N, number
from todoke.reading.values import Axis


@dataclass(slots=True)
class Point:
    """A named age: its interval, where it stands, and the bound behind it (``from``, ``through``, ``before``)."""

    axis: Axis
    low: int
    high: int
    start: int
    end: int
    bound: str = ""
    bound_end: int = 0
    sure: bool = True
    head: bool = False
    school: int = 0
    generic: bool = False
    until_only: bool = False

    def bounded(self, text: str) -> Point:
        """Return the point with the bound that follows it."""
        match = _BOUND.match(text, self.end)
        if match is None:
            self.bound_end = self.end
            return self
        bound = next(name for name, words in match.groupdict().items() if words is not None)
        return replace(self, bound=bound, bound_end=match.end())


_BOUND: Final = re.compile(
    r"(?:児(?=以|未|ま|か))?(?:クラス)?(?:に?相当(?:する)?)?(?:の?年齢)?(?:(?:の(?:児童|者|方|"
    r"子ども|生徒|お子さん|児))(?=以|未|まで))?"
    r"(?:\([^()]*\)(?=以|未|まで|から|に至|に達|にな|の前|の誕))?(?:の(?=間))?"
    r"(?:(?P<before>未満|より前|"
    r"の?お?(?:誕生日)?の?前(?:々)?日(?:まで)?(?!から)|のお?誕生日の2日前(?:まで)?|"
    r"に(?:なる|達する|到達する)(?:日)?の?前(?:日)?(?:まで)?|になるまで|に達する(?:日)?まで|に至る(?:日)?まで|"
    r"に(?:満たない|達しない|至らない|達していない|なっていない)|のお?誕生日を迎える(?:日の)?前(?:日)?(?:まで)?|のお?誕生日(?:を迎える)?まで|を迎える前|に到達するまで|を迎えるまで)"
    r"|(?P<through>以下|まで|の?(?:3月31日|3月末日?|年度末|学年末)まで)"
    r"|(?P<within>以内)"
    r"|(?P<exceeding>を?超え)"
    r"|(?P<from>以上|~(?=\)|$)|の?お?(?:誕生日)?の?前日から|を過ぎた|\)から|(?:を経過した|経過後の?)(?:日)?(?:以後|以降|から)?|以降|以後|から|より|に(?:到達した|達した)(?=[方者]))"
    r")"
)
ON_1_APRIL: Final = 2
_MONTH: Final = "か月"
_BEFORE: Final = r"(?:生後|出生後|月齢|満|おおむね|概ね)"
_EXACT: Final = re.compile(
    rf"(?P<year_end>満?(?P<ye>{N})歳(?:に?(?:達する|達した|到達する|到達した|なる|なった|なって|"
    rf"到達)|を迎え(?:た|て))?(?:(?<=て)から)?(?:日|お?誕生日)?(?:前日)?"
    rf"(?:の?翌日)?(?:以後|以降|後)?[、]?の?[、]?(?:最初の|(?<=後の))(?:3月31日|三月三十一日|3月末日?|年度末|"
    rf"(?P<ystart>4月1日|四月一日))(?:\([^()]*\))?)"
    rf"|(?P<fiscal>満?(?P<fy>{N})歳(?:に?(?:達する|達した|なる|なった|"
    rf"到達する|到達した|到達))?の?(?:日の?属する)?年度(?:の?(?:末日?|3月31日|最終日|終わり)(?:\([^()]*\))?|(?=まで|から)))"
    rf"|(?P<turning>(?:今年度|本年度|年度内|年度中|当該年度|年度末まで|(?:令和)?[0-9]{{1,2}}年度(?:中|内)?|年度)(?:に|で|中に|内に|"
    rf"末に)*満?(?P<ty>{N})歳(?:に?(?:なる|達する|到達する|なられる)|を迎え(?:る|られる)))"
    rf"|(?P<yearend>年度末(?:時点)?の?年齢が?[、]?満?(?P<yd>{N})歳)"
    rf"|(?P<april>(?:4月1日)(?:現在|時点)?(?:で|の年齢が|において|に)?[、]?満?(?P<ap>{N})歳)"
    rf"|(?P<klass>(?P<full>満)?(?P<kl>\d)歳児?(?:\([^()]*\))?(?:クラス|組))"
    rf"|(?P<weeks>(?:生後|出生後?|出生)?満?(?P<wk>\d{{1,2}})週(?:目|齢|間)?(?:(?P<wd>\d)日)?(?:後)?)"
    rf"|(?P<days>(?:生後|出生後)満?(?P<dy>\d{{1,3}})日(?:目|間)?)"
    rf"|(?P<moredays>(?<=[~\-ら])(?P<md>\d{{1,3}})日(?=未満|ま|以))"
    rf"|(?P<decade>(?P<dc>[1-9]0)歳?代(?=の(?:方|女|男|区民|市民|市内|区内|独身|夫婦)))"
    rf"|(?P<birth>出生(?=から))"
    rf"|(?P<age>{_BEFORE}*(?P<ay>{N}) ?歳(?:(?P<am>{N}){_MONTH}|(?P<half>半))?)"
    rf"|(?P<months>(?P<mp>{_BEFORE}*)(?P<mo>{N}){_MONTH})"
    rf"|(?P<lawmonths>生後(?P<lm>{N})月(?!\d))"
    rf"|(?P<lawyears>生後(?P<ly>{N})年)"
    rf"|(?P<head>(?P<hd>\d{{1,2}})(?=(?:[~\-ー・]|から)満?\d{{1,2}}(?:歳|{_MONTH}|週|年生)))"
    rf"|(?P<grade>(?:小学校?|小|(?P<junior>中学校?|中)|(?P<senior>高等?学?校|"
    rf"高))第?(?P<gr>[1-6])(?:年[生次]?|学年|(?![\d日月号時か級割対階])))"
    rf"|(?P<bare>(?<!\d)(?P<bg>[1-6])年生)"
)
_EXACT_SIGNS: Final = re.compile(
    r"[0-9〇一二三四五六七八九十] ?(?:歳|か月|週|月|日|年|代)|[校学小中高][1-6]|出生から"
)
_TO_COME: Final = r"(?:する|予定の|予定である|を予定)"
_ATTENDS: Final = (
    r"に(?:在学|在籍|通学|就学|通う|通って)(?!前)(?:予定)?(?:し(?!ない|ていない|ません)|する|中|者|児|い(?!ない|ません)|(?<=通う))"
    r"(?!.{0,12}(?:[1-6]年生|[1-6]学年))"
)
_SCHOOLS: Final[tuple[tuple[str, int | None, int, bool], ...]] = (
    (r"(?:小学校)?(?:就学|入学|に入る|に入学する)前の?(?:1年間|1年|年度)", 5, 6, False),
    (
        r"未就学児童?|未就学の?|学齢前|小学校に?(?:入学(?:する)?|入る)(?:前|まで)|(?:小学校)?就学前児?(?!\d)|"
        r"(?:小学校)?就学の始期(?:に達する|前)?(?:まで)?",
        None,
        6,
        False,
    ),
    (r"小学校を?(?:卒業|修了)(?:する)?(?:前|まで)", None, 12, False),
    (r"(?:中学校?|義務教育)を?(?:卒業|修了|終了)(?:する)?(?:年度末)?(?:前|まで)", None, 15, False),
    (r"高(?:等学)?校(?:を?卒業|修了)(?:する)?(?:前|まで)", None, 18, False),
    (rf"来年4月に小学校?[へに](?:入学|就学|入る){_TO_COME}", 5, 6, False),
    (rf"(?:来年度|次年度|翌年度)(?:に|から)?小学校?[へに](?:入学|就学|入る){_TO_COME}", 5, 6, False),
    (rf"小学?校?(?:[・、]|及び|および|または|又は|か|と)*中学校(?:など)?{_ATTENDS}", 6, 15, True),
    (rf"小学校{_ATTENDS}", 6, 12, True),
    (rf"(?<![・と小])中学校{_ATTENDS}", 12, 15, True),
    (r"小[・、]?中[・、]?高(?:校)?生", 6, 18, False),
    (r"小[・、]?中学?生", 6, 15, False),
    (r"中[・、]?高(?:校)?生", 12, 18, False),
    (r"小学生", 6, 12, False),
    (r"中学生", 12, 15, False),
    (r"高校生(?:等|相当|世代|年代)*", 15, 18, False),
    (r"年長(?:児|クラス|組|(?=[~\-まか]))", 5, 6, False),
    (r"年中(?:児|クラス|組)", 4, 5, False),
    (r"年少(?:児|クラス|組|(?=[~\-まか]))", 3, 4, False),
    (r"学齢(?:期|児)|義務教育就学児", 6, 15, False),
    (r"乳幼児", None, 6, True),
)
_SCHOOL: Final = re.compile("|".join(f"(?P<s{index}>{words})" for index, (words, *_) in enumerate(_SCHOOLS)))
_WORD_SIGNS: Final = re.compile(
    r"就学|入学|小学|中学|高校|高等|義務|小・|小、|小中|中・|中、|中高|年長|年中|年少|学齢|乳|幼|新生児"
)
_SCHOOL_NAMED: Final = re.compile(r"小学校|中学校|高校")
_ITS: Final = re.compile(r"(?:その|当該)$")
_DECADE_BEFORE: Final = re.compile(r"代(?:[・、~か]|から)$")
_BABIES: Final = re.compile(r"(?P<newborn>新生児)|(?P<infant>乳児)|(?P<child>(?<!乳)幼児)")
_NO_AGE_BEFORE: Final = re.compile(r"(?:平均(?:年齢)?は?|昭和|平成|令和|第|約|新|来年度|[\d,.])$")
_ON_A_DAY: Final = re.compile(
    r"(?:(?:3月31日|年度末|1月1日|基準日|12月31日)[^、。]{0,4}(?:時点|現在)|(?:た|る)(?:とき|時|際)|離職時|年度末年齢|治療開始|(?:妻|夫|夫婦|配偶者)(?:とも)?)"
    r"(?:の|が|に|で|における|において|の?年齢|とも|時|女性|満|[、])*$"
)
_NO_AGE_BEHIND: Final = re.compile(
    r"代(?!わ)|上の|下の|差|の差|時(?!点)|頃|ころ|ごろ|のお?誕生月|のお?誕生日に|児?担当|のとき|"
    r"のころ|前から|前まで予"
)
_NO_WORD_BEHIND: Final = re.compile(
    r"院|医療[証券]|健診の|期(?!間)|保育(?!所に入所し)|教育|のころ|だった|用|向け|食"
)
AGE_SIGNS: Final = re.compile(r"[歳週年月生児代]|[小中高][1-6]|就学|教育|高校|中学|小学")


def points(text: str) -> list[Point]:
    """Return every age named in a folded sentence, in order, with its bound.

    >>> [(p.axis.value, p.low, p.high, p.bound) for p in points("生後6か月から小学3年生まで")]
    [('m', 6, 7, 'from'), ('s', 8, 9, 'through')]
    """
    if AGE_SIGNS.search(text) is None:
        return []
    found = [point.bounded(text) for point in _exact(text)]
    taken = [(point.start, point.bound_end) for point in found]
    for point in _words(text):
        if not any(start < point.end and point.start < end for start, end in taken):
            found.append(point.bounded(text))
    return sorted(found, key=lambda point: point.start)


def _exact(text: str) -> Iterator[Point]:
    if _EXACT_SIGNS.search(text) is None:
        return
    school = 0
    for match in _EXACT.finditer(text):
        if _NO_AGE_BEFORE.search(text, max(0, match.start() - 8), match.start()):
            continue
        if _NO_AGE_BEHIND.match(text, match.end()) or _ON_A_DAY.search(
            text, max(0, match.start() - 16), match.start()
        ):
            continue
        point = _point(match, school or _school_before(text, match.start()))
        if point is not None:
            school = point.school
            yield point


def _school_before(text: str, place: int) -> int:
    """Return the first year of the school named shortly before (市内の小学校に在籍する1年生)."""
    named = _SCHOOL_NAMED.findall(text, max(0, place - 20), place)
    return {"小学校": 6, "中学校": 12, "高校": 15}[named[-1]] if named else 0


def _point(match: re.Match[str], school: int) -> Point | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "year_end":
        age = number(match["ye"])
        if match["ystart"]:
            return Point(Axis.SCHOOL_YEARS, age, age + 1, start, end)
        return Point(Axis.SCHOOL_YEARS, age - 1, age, start, end, until_only=True)
    if kind == "fiscal":
        age = number(match["fy"])
        return Point(Axis.SCHOOL_YEARS, age - 1, age, start, end, until_only=True)
    if kind in ("turning", "yearend"):
        age = number(match["ty"] or match["yd"])
        return Point(Axis.SCHOOL_YEARS, age - 1, age, start, end)
    if kind == "klass" and match["full"]:
        return None
    if kind in ("april", "klass"):
        age = number(match["ap" if kind == "april" else "kl"])
        return Point(Axis.SCHOOL_YEARS, age, age + 1, start, end, school=1 if kind == "klass" else ON_1_APRIL)
    if kind == "weeks":
        days = 7 * int(match["wk"]) + int(match["wd"] or 0)
        return Point(Axis.DAYS, days, days + 1, start, end, sure=match[0].startswith(("生後", "出生")))
    if kind == "moredays":
        return Point(Axis.DAYS, int(match["md"]), int(match["md"]) + 1, start, end, sure=False)
    if kind == "days":
        return Point(Axis.DAYS, int(match["dy"]), int(match["dy"]) + 1, start, end)
    if kind == "decade":
        if _DECADE_BEFORE.search(match.string, max(0, start - 4), start):
            return None
        return Point(Axis.MONTHS, 12 * int(match["dc"]), 12 * int(match["dc"]) + 120, start, end)
    if kind == "birth":
        return Point(Axis.DAYS, -1, 0, start, end)
    if kind in ("grade", "bare"):
        return _grade(match, school)
    return _in_months(match)


def _grade(match: re.Match[str], school: int) -> Point | None:
    first = school if match["bare"] else 15 if match["senior"] else 12 if match["junior"] else 6
    year = int(match["bg"] or match["gr"])
    if first < 6 or (first > 6 and year > 3):
        return None
    return Point(Axis.SCHOOL_YEARS, first + year - 1, first + year, match.start(), match.end(), school=first)


def _in_months(match: re.Match[str]) -> Point:
    start, end = match.span()
    kind = match.lastgroup
    if kind == "age" and (match["half"] or match["am"]):
        age = 12 * number(match["ay"]) + (number(match["am"]) if match["am"] else 6)
        return Point(Axis.MONTHS, age, age + 1, start, end)
    if kind in ("age", "lawyears"):
        age = 12 * number(match["ay" if kind == "age" else "ly"])
        return Point(Axis.MONTHS, age, age + 12, start, end)
    if kind == "head":
        return Point(Axis.MONTHS, int(match["hd"]), int(match["hd"]) + 1, start, end, sure=False, head=True)
    age = number(match["lm"] or match["mo"])
    return Point(Axis.MONTHS, age, age + 1, start, end, sure=kind == "lawmonths" or bool(match["mp"]))


def _words(text: str) -> Iterator[Point]:
    if _WORD_SIGNS.search(text) is None:
        return
    for match in _SCHOOL.finditer(text):
        index = int((match.lastgroup or "s0")[1:])
        _, low, high, generic = _SCHOOLS[index]
        if _NO_WORD_BEHIND.match(text, match.end()):
            continue
        yield Point(
            Axis.SCHOOL_YEARS,
            low if low is not None else -1,
            high,
            match.start(),
            match.end(),
            generic=generic,
            until_only=low is None,
        )
    for match in _BABIES.finditer(text):
        if _NO_WORD_BEHIND.match(text, match.end()) or _ITS.search(
            text, max(0, match.start() - 2), match.start()
        ):
            continue
        if match["newborn"]:
            yield Point(Axis.DAYS, 0, 28, match.start(), match.end(), generic=True, until_only=True)
        elif match["infant"]:
            yield Point(Axis.MONTHS, 0, 12, match.start(), match.end(), generic=True, until_only=True)
