"""Where a person lives, works or studies, registered or not, and since when (住所).

住所を有する and 住民登録 are taken as being on the resident register; 在住 and お住まい as living there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.letters import N, number
from todoke.reading.proposals import Kind
from todoke.reading.values import Area, Residence, Tie

_HERE: Final = r"(?:(?:本|当|同)?(?:区市町村|市区町村|市町村|区|市|町|村)|[一-龥々ヶケ]{2,5}?[区市町村])"
_PLACE: Final = rf"(?:(?P<japan>日本国内|日本|国内)|(?P<tokyo>東京都内?|都内)|{_HERE}内?)"
_SPAN: Final = rf"(?:{N})(?:年|か月)"
_SINCE: Final = (
    rf"(?:(?:引き?続き|継続して|続けて|、|に|から|の)*(?:{_SPAN}(?:以上前から|以上|以前から|前から)|"
    rf"令和\d+年\d+月\d+日(?:以前)?から)?(?:引き?続き|継続して|続けて|、|の)*)"
)
_REGISTERED: Final = (
    r"(?P<registered>住所(?:を有|があ(?:る|り|っ)|のある|を置)|住民登録(?:が|の|を)?(?:あ(?:る|り|"
    r"っ)|し|有|されて)|住民登録を?有|"
    rf"住民票(?:が|の)(?:あ(?:る|り|っ))|住民票を(?:有|置)|住民票に登録|住民基本台帳に(?P<rolled>{_SINCE})(?:記録|記載|登録))"
)
_ALONE: Final = _REGISTERED.replace("P<registered", "P<alone").replace("P<rolled", "P<enrolled")
_LIVING: Final = (
    r"(?P<live>(?:在住|居住|お住まい|お住い|住んで|住む(?!居))(?P<ties>(?:[・、]|または|又は|"
    r"もしくは|若しくは|及び|か|し)*(?:在勤|在学|勤務|在園|在職|通勤|通学)"
    r"(?:(?:[・、]|または|又は|もしくは|若しくは|及び|か)*(?:在勤|在学|在園|通勤|通学))*)?)"
)
_PATTERN: Final = re.compile(
    rf"{_PLACE}(?:に|で|の|において)?(?P<span>{_SINCE})(?:{_REGISTERED}|{_LIVING}|(?P<away>(?:の(?:会社|事業所|企業|学校)(?:など)?に)?(?:在勤|在学|在園|通勤|通学|お?勤め|勤務)(?:[・、](?:在勤|在学|在住))*))"
    rf"|(?P<turned>(?:住所|住民票|住民登録)が(?:(?P<tokyo2>都内|東京都)|{_HERE}内?)にあ(?:る|り))"
    rf"|(?P<bare>(?<![一-龥]){_ALONE})"
    r"|(?:(?<![一-龥])|(?<=[女男]性))(?P<citizen>(?:[一-龥]{1,4}(?=[区市町村]民の方))?(?:区|市|町|村)民|(?P<metro>都民))(?!税|センタ|会|館|課|係|病|の皆|"
    r"プ|農|セ|が運|活|サ|交|相|向|協|後見|大学|参|ホ|生活|健康|葬)"
)
_BEFORE: Final = re.compile(
    rf"(?:申請日?|届出日?|基準日|申込日?)(?:時点)?の?(?P<n>{N})(?P<u>年|"
    rf"か月)(?:以上)?前から(?:引き?続き|継続して)?[、]?$"
    rf"|(?P<m>{N})(?P<v>年|か月)以上(?:継続して|引き?続き|[、])*$"
)
_DURATION: Final = re.compile(rf"(?P<n>{N})(?P<u>年|か月)(?:以上前から|以上|以前から|前から)")
_NEGATED: Final = re.compile(r"(?:して|し|んで)?(?:い)?(?:ない|ません|なかった)")
SIGNS: Final = re.compile(r"住|在[勤学園]|勤[めし務]|通[勤学]|[区市町村都]民")


def find(text: str) -> Iterator[Finding]:
    """Find residence in a folded sentence.

    >>> [one.value.code for one in find("市内に引き続き1年以上住所を有する方")]
    ['municipality registered since 12m']
    """
    if SIGNS.search(text) is None:
        return
    last: Finding | None = None
    for finding in _each(text):
        joined = last and _joined(last, finding, text)
        if last is not None and joined is None:
            yield last
        last = joined or finding
    if last is not None:
        yield last


def _each(text: str) -> Iterator[Finding]:
    for match in _PATTERN.finditer(text):
        start, end = match.span()
        if match["citizen"]:
            if _of_people(text, end):
                area: Area = "tokyo" if match["metro"] else "municipality"
                yield Finding(Kind.RESIDENCE, Residence(area, ("live",)), start, end)
            continue
        if match["live"] and match[0].startswith(("外国", "他")):
            continue
        area = "japan" if match["japan"] else "tokyo" if match["tokyo"] or match["tokyo2"] else "municipality"
        ties: tuple[Tie, ...] = ("registered",)
        if match["live"] or match["away"]:
            ties = _ties(match["ties"] or match["away"] or "", live=bool(match["live"]))
        months = _months(_DURATION.search(match["span"] or match["rolled"] or match["enrolled"] or ""))
        before = _BEFORE.search(text, max(0, start - 20), start)
        if before:
            told = before["n"] or before["m"], before["u"] or before["v"]
            months, start = number(told[0]) * (12 if told[1] == "年" else 1), before.start()
        negated = _NEGATED.match(text, end) is not None
        yield Finding(Kind.RESIDENCE, Residence(area, ties, months), start, end, negated=negated)


def _joined(first: Finding, second: Finding, text: str) -> Finding | None:
    """Return one finding where living and working (or studying) in the same place are alternatives."""
    one, other = first.value, second.value
    if (
        not (isinstance(one, Residence) and isinstance(other, Residence))
        or _OR.fullmatch(text, first.end, second.start) is None
    ):
        return None
    if one.area != other.area or one.ties == other.ties or one.since_months or other.since_months:
        return None
    if "registered" in (*one.ties, *other.ties):
        return None
    ties = tuple(dict.fromkeys((*one.ties, *other.ties)))
    return Finding(Kind.RESIDENCE, Residence(one.area, ties), first.start, second.end)


_OR: Final = re.compile(
    r"(?:の方|して|する方|し)?[、]?(?:か|または|又は|もしくは|若しくは|・|及び|および|いる方)?[、]?"
)
_PEOPLE: Final = re.compile(r"$|[\s、。()・で]|の(?:方|うち|人|かた|妊|保護)|である|及び|または|を対象|に")


def _of_people(text: str, end: int) -> bool:
    return _PEOPLE.match(text, end) is not None


def _ties(words: str, *, live: bool) -> tuple[Tie, ...]:
    ties: list[Tie] = ["live"] if live or "在住" in words else []
    if "在勤" in words or "勤務" in words or "在職" in words or "勤め" in words or "通勤" in words:
        ties.append("work")
    if "在学" in words or "通学" in words or "在園" in words:
        ties.append("study")
    return tuple(ties)


def _months(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    return number(match["n"]) * (12 if match["u"] == "年" else 1)
