"""Pregnancy with its weeks and the time after birth (妊娠・産後)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.letters import N, number
from todoke.reading.proposals import Kind
from todoke.reading.values import Axis, Band, Maternity

WITHIN: Final = "「以内」の最後の日までとするかは、確かめてください"
MONTHS: Final = "妊娠の月数を4週ずつ数えました(妊娠5か月は16週から)"
_AFTER_BIRTH: Final = r"(?:産後|出産後|分娩後|出産から|出産した日から|出産の日から|出産日から)"
_PATTERN: Final = re.compile(
    rf"(?P<both>妊娠(?:中|期)(?:から|及び|および|または|又は|もしくは|、|・|~|"
    rf"や)*{_AFTER_BIRTH}(?:(?P<bn>{N})(?P<bu>年|か月|週))(?:間)?(?:以内|未満|まで))"
    r"|(?P<mothers>妊産婦)"
    rf"|(?P<months>妊娠(?:満)?(?P<mf>\d{{1,2}})か月(?:目)?(?P<mb>以降|以上|から|以後))"
    rf"|(?P<weeks>妊娠(?:満)?(?P<wf>\d{{1,2}})週(?:目)?(?:0日)?(?:(?P<wfrom>以降|以上|から|以後|~|"
    rf"-)(?:(?:妊娠)?(?P<wt>\d{{1,2}})週(?:6日)?)?)?(?P<wb>まで|未満|以下)?)"
    rf"|(?P<after>{_AFTER_BIRTH}(?:(?P<sn>{N})か月(?:から|~|-|以上))?(?P<an>{N})(?P<au>年|か月|週|日)(?:間)?(?:以内|未満|まで|"
    rf"を経過しない|を過ぎない|に満たない))"
    r"|(?P<pregnant>妊娠(?:している|中(?=の|[、。)]|及び|および|また|又は|で|に|か)|中$|"
    r"(?:した|された)(?:方|人))|妊娠期の方|妊婦|出産(?:を予定|予定の)|妊娠の?届出?(?:出|書)?を(?:提出した|出した|した|された|し(?=た)))"
    r"|(?P<mother>産婦|(?<!を)出産(?:した|された)(?:方|母|人|産婦|女性))"
)
_EITHER: Final = re.compile(
    r"(?:している|中)?(?:の)?(?:方|かた|人|者|女性)?[、・]?(?:または|又は|もしくは|若しくは|及び|および|か|や|と|から|~)?[、]?"
)
_NOT_A_PERSON: Final = re.compile(
    r"健康?診|歯科|面談|訪問|相談|教室|支援|一般|届|のしおり|の(?:同居|配偶者|夫|パートナー|家族)|のための支援給付|体操|学級|タクシー|給付|科|用"
)
_LOST: Final = re.compile(r"(?:に|で)[^、。]{0,6}(?:流産|死産|出産)")
_OF_SPOUSE: Final = re.compile(r"(?:配偶者|妻|パートナー)が$")
_FROM: Final = re.compile(r"(?:から|[~\-])$")
_APPROXIMATE: Final = re.compile(r"頃|ころ|ごろ")
_UNITS: Final = {
    "年": (Axis.MONTHS, 12),
    "か月": (Axis.MONTHS, 1),
    "週": (Axis.DAYS, 7),
    "日": (Axis.DAYS, 1),
}
_PERSON: Final = re.compile(
    r"(?:の)?(?:[^、。]{0,12})?(?:方|者|人|母|産婦|女|赤|ママ|親|乳|世帯|家庭|お母|児|$)|で(?:[、]|あ)"
)


def find(text: str, *, name: bool = False) -> Iterator[Finding]:
    """Find pregnancy and the time after birth in a folded sentence, or in the name of a program.

    >>> [one.value.code for one in find("妊娠16週以降の妊婦")]
    ['pregnant w[16,)']
    """
    if "妊" not in text and "産" not in text:
        return
    generic: list[Finding] = []
    exact: list[Finding] = []
    for match in _PATTERN.finditer(text):
        if _APPROXIMATE.match(text, match.end()):
            continue
        finding = _finding(match, text, name)
        if finding is None:
            continue
        if finding.generic:
            generic.append(finding)
        else:
            exact.append(finding)
    if len(exact) == 1 and (ahead := [one for one in generic if one.end <= exact[0].start]):
        exact = [_either(ahead[-1], exact[0], text) or exact[0]]
    yield from exact or generic


def _either(pregnant: Finding, born: Finding, text: str) -> Finding | None:
    """Return one finding where pregnancy and a time after birth are alternatives (妊娠中または産後)."""
    one, other = pregnant.value, born.value
    if not (isinstance(one, Maternity) and isinstance(other, Maternity)) or one.postnatal or other.pregnant:
        return None
    if _EITHER.fullmatch(text, pregnant.end, born.start) is None:
        return None
    both = Maternity(True, True, after=other.after)
    return Finding(Kind.MATERNITY, both, pregnant.start, born.end, note=born.note)


def _finding(match: re.Match[str], text: str, name: bool) -> Finding | None:
    start, end = match.span()
    kind = match.lastgroup
    if kind in ("months", "weeks") and text.startswith(("出産", "産後"), end):
        return None
    if _OF_SPOUSE.search(text, max(0, start - 8), start):
        return None
    if _LOST.match(text, end) or (kind == "after" and _FROM.search(text, max(0, start - 3), start)):
        return None
    after = text[end : end + 12]
    value: Maternity
    generic = False
    note = None
    if kind == "both":
        value = Maternity(True, True, after=_band(match["bn"], match["bu"], match[0]))
    elif kind == "mothers":
        if not name and _NOT_A_PERSON.match(after):
            return None
        value, generic = Maternity(True, True), True
    elif kind == "months":
        value = Maternity(True, False, weeks=Band(Axis.WEEKS, 4 * (int(match["mf"]) - 1), None))
        note = MONTHS
    elif kind == "weeks":
        value = Maternity(True, False, weeks=_weeks(match))
        if value.weeks is None:
            return None
    elif kind == "after":
        if not _PERSON.match(text, end):
            return None
        band = _band(match["an"], match["au"], match[0])
        if match["sn"]:
            if band.axis is not Axis.MONTHS:
                return None
            band = Band(band.axis, number(match["sn"]), band.until)
        value = Maternity(False, True, after=band)
        note = WITHIN if "以内" in match[0] else None
    elif kind == "pregnant":
        if match[0] == "妊婦" and not name and _NOT_A_PERSON.match(after):
            return None
        value, generic = Maternity(True, False), True
    else:
        value, generic = Maternity(False, True), True
    return Finding(Kind.MATERNITY, value, start, end, generic=generic, note=note)


def _band(figure: str, unit: str, words: str) -> Band:
    axis, size = _UNITS[unit]
    amount = number(figure) * size
    return Band(axis, None, amount if axis is Axis.MONTHS or words.endswith("未満") else amount + 1)


def _weeks(match: re.Match[str]) -> Band | None:
    first, last = int(match["wf"]), int(match["wt"]) if match["wt"] else None
    if last is not None:
        return Band(Axis.WEEKS, first, last if match["wb"] == "未満" else last + 1)
    if match["wfrom"]:
        return Band(Axis.WEEKS, first, None)
    if match["wb"]:
        return Band(Axis.WEEKS, None, first if match["wb"] == "未満" else first + 1)
    return None
