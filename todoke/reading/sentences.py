"""A field cut into sentences, each with what its heading and the list it stands in say about it (文と見出し)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from todoke.reading.childcare import speaks_of_childcare


class Heading(Enum):
    """What the part of the text is about."""

    NONE = "none"
    TARGET = "target"
    OTHER = "other"


@dataclass(slots=True)
class Sentence:
    """A folded sentence at ``start`` of its field.

    ``excluded`` when it is an item of a list of whom the program is *not* for; ``exception`` when it opens with ただし
    or なお; ``choice`` numbers the list of which one item is enough.
    """

    text: str
    start: int
    heading: Heading
    excluded: bool = False
    exception: bool = False
    childcare: bool = False
    choice: int | None = None


_SENTENCE: Final = re.compile(r"(?:[^。\n()]+|\([^()\n]*\)|[()])+。?|\n\s*\n")
_LABEL: Final = re.compile(
    r"^[\s■◆●○◎▼▽◇□★#*・]*(?:\[(?P<boxed>[^\[\]\n]{1,20})\]|(?P<colon>[^\s:。、()]{1,14}):|"
    r"(?P<bare>[^\s。、:()]{2,10})$)"
)
_TARGET: Final = re.compile(
    r"(?:支給|利用|助成|交付|給付|申請|受診|接種|認定|受給)*(?:の?(?:対象|要件|資格|条件))(?:者|"
    r"児童|児|年齢|世帯|要件|の方|となる(?:方|かた|人|児童)|になる方)?|"
    r"(?:利用|申請|受給)(?:の)?(?:でき|出来)る(?:方|かた|人)|どんな(?:人|方)が対象"
)
_NOT_TARGET: Final = re.compile(r".*(?:対象外|対象(?:と|に)ならない|除外|できない|受けられない).*")
_OTHER: Final = re.compile(
    r".*(?:費用|料金|利用料|負担|内容|方法|申請先|申込|手続|期間|期限|場所|会場|持ち物|必要な|"
    r"書類|問い?合わ?せ|額|窓口|注意|時間|定員|日時|日程|回数|電話|FAX|届出|参考|関連|根拠).*"
)
_EXCLUDING_LEAD: Final = re.compile(
    r"(?:次|以下|下記|いずれか)[^。]*(?:除(?:く|きます|かれます|外)|対象外[^。]{0,6}|なりません|ならない[^。]{0,4}|できません|"
    r"できない[方者人かたこと]{0,3}|受けられ(?:ません|ない)[^。]{0,4}|(?:され|し|なり|でき)ません|(?:受け|受給し)ていない[^。]{0,4}|"
    r"該当しない[^。]{0,4}|いない(?:こと|方|者))[)」]?[。:)]?\s*$|"
    r"(?:次|以下|下記)[^。、]{0,20}を除(?:く|き|いた)"
)
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_SHORT: Final = 3
_FULFILLED: Final = re.compile(r"(?:該当|満た|あてはま|当てはま)(?:し|り)、")
_GROUNDS_HEADING: Final = re.compile(r"事由|理由|要件|基準")
_LEAD: Final = re.compile(
    r"(?:次|以下|下記|いずれか|すべて|全て)[^。]*(?:該当|満た|あてはま|当てはま|により|こと。?$|方|事由|理由|事情|要件|条件|対象)"
)
_CHOICE: Final = re.compile(r"いずれか|どれか|1つ以上")
_ITEM: Final = re.compile(
    r"\s*(?:[・\-●○◯◎■◆*※▪□◇•]|\(?\d{1,2}[).、 ]|[①-⑳]|\([ア-ンa-z一二三四五六七八九]\)|[ア-コ][ .、)])"
)
_EXCEPTION: Final = re.compile(r"[\s※・\-(]*(?:注\d?[)、]?)?(?:ただし|但し|なお|この場合|また、次の場合)")


def sentences(text: str) -> Iterator[Sentence]:
    r"""Cut a folded field.

    >>> [(s.text, s.excluded) for s in sentences("次の方を除きます。\n・生活保護の受給者")]
    [('次の方を除きます。', False), ('・生活保護の受給者', True)]
    """
    heading = Heading.NONE
    excluded = childcare = items = False
    choice: int | None = None
    choices = 0
    for match in _SENTENCE.finditer(text):
        words = match[0]
        if words[0] == "\n":
            if items or not (excluded or childcare):
                excluded = childcare = items = False
                choice = None
            continue
        if "://" in words:
            continue
        found = _heading(words) if len(words) < 15 or ":" in words or "[" in words else None
        if found is not None:
            heading, excluded = found
            items = False
            childcare = False
            choice = None
        item = _ITEM.match(words) is not None
        if excluded and items and not item and found is None:
            excluded = False
        yield Sentence(
            words,
            match.start(),
            heading,
            excluded=excluded and (found is None or len(words) > 14),
            exception=("なお" in words or "だし" in words or "但し" in words or "場合" in words)
            and _EXCEPTION.match(words) is not None,
            childcare=childcare,
            choice=choice,
        )
        items = items or item
        if not ("次" in words or "下" in words or "いずれか" in words or "べて" in words or "全て" in words):
            if len(words) < 26 and _GROUNDS_HEADING.search(words) and speaks_of_childcare(words):
                excluded, items, childcare, choice = False, False, True, None
        elif _excludes(words):
            excluded, items, choice = True, False, None
        elif _LEAD.search(words):
            excluded, items = False, False
            childcare = speaks_of_childcare(words)
            if _CHOICE.search(words):
                choices += 1
                choice = choices
            else:
                choice = None


def _excludes(words: str) -> bool:
    plain = _PARENTHESES.sub("", words) if "(" in words else words
    plain = plain if len(plain.strip()) > _SHORT else words
    return _EXCLUDING_LEAD.search(plain) is not None and _FULFILLED.search(plain) is None


def _heading(words: str) -> tuple[Heading, bool] | None:
    match = _LABEL.match(words)
    if match is None:
        return None
    marked = match["bare"] is not None and match[0].lstrip()[0] in "■◆●◎▼▽◇□★#"
    label = match["boxed"] or match["colon"] or match["bare"]
    if _NOT_TARGET.fullmatch(label):
        return (
            (Heading.TARGET, True)
            if match["bare"] is None or label.endswith(("方", "人", "者", "場合"))
            else None
        )
    if _TARGET.fullmatch(label):
        return Heading.TARGET, False
    if match["bare"] and not marked:
        return None
    if _OTHER.fullmatch(label):
        return Heading.OTHER, False
    return (Heading.NONE, False) if match["boxed"] else None
