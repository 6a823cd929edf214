"""The place of a child among its siblings and the number of children (第3子以降, 多子世帯, 多胎児)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.letters import N, number
from todoke.reading.proposals import Kind
from todoke.reading.values import Children

_CHILD: Final = r"(?:子ども|子供|こども|児童|お子さん|お子様|お子さま|子)"
_PATTERN: Final = re.compile(
    rf"(?P<rank>第(?P<rk>{N})子(?P<on>以降|以上|目以降)?)"
    rf"|(?P<nth>(?P<nk>{N})人目(?P<non>以降)?の{_CHILD})"
    rf"|(?P<count>{_CHILD}(?:\([^()]*\))?[がを]?(?:常時)?(?P<c1>{N})人以上)"
    rf"|(?P<many>(?P<c2>{N})人以上の(?:(?:就学前|未就学|小学生以下|中学生以下|扶養する|扶養|小学生|義務教育|\d+歳(?:未満|以下)|高校生世代まで)の?)?(?:{_CHILD}|乳幼児|幼児|児))"
    r"|(?P<multiple>多胎(?:児|妊婦|妊娠|家庭|世帯|の|育児|(?=は))|双子|双生児|三つ子|ふたご)"
    r"|(?P<large>多子(?:世帯|家庭))"
)
_OF_PLACES: Final = re.compile(
    r"の(?:施設|団体|事業|クラス|グループ|サークル)|が(?:参加|集ま)|で(?:申|構成|活動)"
)
_NO_RANK: Final = re.compile(r"[^。]{0,8}(?:の区別|を問わず|かどうか|の数え|は\d|・第|、第.子の)|扱い|と数え")


def find(text: str) -> Iterator[Finding]:
    """Find numbers of children in a folded sentence.

    >>> [one.value.code for one in find("第3子以降のお子さん")]
    ['rank [3,)']
    """
    if (
        "子" not in text
        and "児" not in text
        and "胎" not in text
        and "ふたご" not in text
        and "こども" not in text
    ):
        return
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        value: Children
        if kind == "rank":
            if _NO_RANK.match(text, match.end()):
                continue
            rank = number(match["rk"])
            value = Children("rank", rank, None if match["on"] else rank + 1)
        elif kind == "nth":
            rank = number(match["nk"])
            value = Children("rank", rank, None if match["non"] else rank + 1)
        elif kind in ("count", "many"):
            if _OF_PLACES.match(text, match.end()):
                continue
            value = Children("count", number(match["c1"] or match["c2"]))
        elif kind == "multiple":
            value = Children("multiple")
        else:
            value = Children("many")
        yield Finding(Kind.CHILDREN, value, match.start(), match.end())
