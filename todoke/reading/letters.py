"""Letters and numbers of official text brought to one form without moving any (文字をそろえる).

Offsets stay true, so that a quote can be cut from the text as it was written.
"""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = {
    ord("\u3000"): " ",
    ord("\t"): " ",
    ord("\r"): "\n",
    **dict.fromkeys(map(ord, "〜～∼˜"), "~"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−─"), "-"),
    **dict.fromkeys(map(ord, "【〔［"), "["),
    **dict.fromkeys(map(ord, "】〕］"), "]"),
    ord("，"): ",",
    ord("､"): "、",
    ord("｡"): "。",
    ord("･"): "・",
    ord("才"): "歳",
}


_FOLDED: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    chr(code): sign for code, sign in _SIGNS.items()
}
_FOLDABLE: Final = re.compile(f"[{re.escape(''.join(_FOLDED))}]")
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d)")
_MONTH_COUNTER: Final = re.compile(r"(?<=[0-9〇一二三四五六七八九十数])[カヵヶケ箇ｹｶ個](?=月)")


def fold(text: str) -> str:
    """Return the text with half-width letters, figures and signs, each at its old place.

    >>> fold("１歳６ヵ月～３才（満）")
    '1歳6か月~3歳(満)'
    """
    folded = _FOLDABLE.sub(lambda letter: _FOLDED[letter[0]], text)
    if "," in folded:
        folded = _COMMA.sub("、", folded)
    return _MONTH_COUNTER.sub("か", folded) if "月" in folded else folded


N: Final = r"(?:\d{1,3}|[〇一二三四五六七八九十]{1,3})"
"""A small number in figures or in kanji, for patterns."""

_DIGITS: Final = {letter: value for value, letter in enumerate("〇一二三四五六七八九")}


def number(text: str) -> int:
    """Return a small number written in figures or in kanji.

    >>> number("24"), number("十八"), number("二十"), number("四十五"), number("三")
    (24, 18, 20, 45, 3)
    """
    if text[0].isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_DIGITS[tens[-1]] if tens else 1) + (_DIGITS[ones[0]] if ones else 0)
    return int("".join(str(_DIGITS[letter]) for letter in text))


_YEN: Final = re.compile(r"(?:([\d,]+)億)?(?:([\d,]+)万)?(?:([\d,]+)千)?([\d,]+)?円")


def yen(text: str) -> int:
    """Return a sum of money.

    >>> yen("57,700円"), yen("360万4千円"), yen("15万4,500円")
    (57700, 3604000, 154500)
    """
    match = _YEN.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = [int(part.replace(",", "")) if part else 0 for part in match.groups()]
    return parts[0] * 100_000_000 + parts[1] * 10_000 + parts[2] * 1_000 + parts[3]
