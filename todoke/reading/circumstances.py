"""Standings that a plain word names: single parents, sex, nationality, work, school, insurance (身分・状況)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from todoke.reading.findings import Finding
from todoke.reading.proposals import Kind
from todoke.reading.values import Circumstance

_END: Final = r"(?:$|[\s、。・()]|の(?:方|かた|人|者)|である|及び|および|または|又は|もしくは|とその|で)"
_SEX_END: Final = (
    r"(?:$|[\s、。・()]|[区市都]民|の(?:方|かた|人|者)|である|及び|および|または|又は|もしくは|で|に限)"
)
_PEOPLE: Final = r"(?:の(?:方|かた|人)|者|である)"
_PATTERN: Final = re.compile(
    r"(?P<single_parent__>(?:ひとり|一人|1人)親(?!家庭等?医療(?:費助成(?:制度)?(?:\([^()]*\))?(?:を|の|受|証)|費受給者証|証))(?:家庭|世帯)?|配偶者(?:が|の)い?ない|配偶者と(?:死別|離婚)(?:し|[、・]|または|又は|もしくは|若しくは|か)*(?:死別|離婚)?(?:した|し(?=[、て])))"
    r"|(?P<single_parent__mother>シングルマザー|母子(?:家庭(?!等)|世帯(?!等)|(?=[・、]?父子家庭)|(?=又は父子家庭)))"
    r"|(?P<single_parent__father>シングルファ(?:ー)?ザー|父子(?:家庭|世帯)(?!等))"
    rf"|(?P<sex__female>(?:女子|女性|女)(?={_SEX_END}))"
    rf"|(?P<sex__male>(?<!夫)(?:男子|男性)(?={_SEX_END}))"
    r"|(?P<nationality__any>国籍(?:は|を|に)?(?:問わ|問い|関わら|かかわら|不問))"
    r"|(?P<nationality__foreign>外国(?:籍の|人住民|籍を有|人の方|籍住民))"
    r"|(?P<nationality__japanese>日本国籍を(?:有|持|お持ち))"
    r"|(?P<status__insured_>(?:国民健康保険|社会保険|医療保険)(?:等)?(?:\([^()]*\))?(?:又は|または|もしくは|や|・|、)(?:各種)?(?:社会保険|国民健康保険|健康保険|被用者保険)(?:等|など)?(?:\([^()]*\))?に(?:は)?加入)"
    r"|(?P<status__national_insurance>国民健康保険(?:に[^、。]{0,12}加入|加入者|の(?:被保険者|加入者)|被保険者))"
    r"|(?P<status__insured>(?<!国民)(?<!雇用)(?:健康保険|医療保険)(?:等|など)?に(?:は)?[^、。]{0,12}加入)"
    rf"|(?P<status__student>(?<![大小中医護])学生(?={_PEOPLE}|$|、|等の方|を除)|大学生|専門学校生)"
    r"|(?P<status__unemployed>失業(?:中|者)|離職(?:した|され|者|中)|無職の)"
    r"|(?P<status__job_seeking>求職(?:中|者(?!支援|給付)|活動中|活動を(?:し|行)))"
    r"|(?P<status__institution>施設(?:等|など)?(?:\([^()]*\))?(?:に|へ|"
    r"の)?(?:\([^()]*\))?入所(?:して|中|者|児|し|の方|等の措置))"
    r"|(?P<status__nursery>(?:保育所|保育園|幼稚園|認定こども園|保育施設|園)(?:等|"
    r"など)?(?:[、・]?(?:保育所|保育園|幼稚園|認定こども園))*(?:等|など)?"
    r"に(?:は)?(?:在籍|在園|入所|入園|通園|通って|通所|就園)(?:[・、](?:在籍|在園|入所|通園))*(?:して)?(?=い|お|の児童|の方|の子|者|児|する))"
)
_CHILD: Final = re.compile(r"児童|子[をのが]|子ども|お子|こども")
_BOTH_PARENTS: Final = frozenset({"single_parent__mother", "single_parent__father"})
_NEGATED: Final = re.compile(r"(?:して|て)?い?(?:ない|ません|おらず)")
SIGNS: Final = re.compile(
    r"親|シングル|配偶者|母子|父子|[女男]|国籍|外国|保険|学生|学校生|失業|離職|無職|求職|施設|園|保育所"
)


def find(text: str, *, childcare: bool = False) -> Iterator[Finding]:
    """Find circumstances in a folded sentence; where it speaks of childcare, 求職 is one of its grounds instead.

    >>> [(one.kind.value, one.value.code) for one in find("ひとり親家庭の方")]
    [('single_parent', '')]
    """
    if SIGNS.search(text) is None:
        return
    found = list(_PATTERN.finditer(text))
    both = len(found) > 1 and {match.lastgroup for match in found} >= _BOTH_PARENTS
    for match in found:
        kind, word = (
            (match.lastgroup or "").rstrip("_").split("__")
            if match["single_parent__"] is None
            else ("single_parent", "")
        )
        if childcare and word == "job_seeking":
            continue
        if match[0].startswith("配偶者") and not _CHILD.search(text):
            continue
        if both and kind == "single_parent":
            word = ""
        if kind == "sex" and "男女" in text:
            continue
        negated = word in ("nursery", "institution", "insured", "national_insurance") and bool(
            _NEGATED.match(text, match.end())
        )
        yield Finding(Kind(kind), Circumstance(word), match.start(), match.end(), negated=negated)
