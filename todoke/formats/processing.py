"""Processing periods as officials write them: 「1月」「14日」「２週間」「一か月」."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

_BLANKS = frozenset({"-", "ー", "－", "ｰ", "―", "−", "—"})
_LENGTH = re.compile(
    r"(?:約|最大|概ね|おおむね|原則)?(\d{1,4})(日|週間|週|か月|カ月|ヶ月|ケ月|ヵ月|箇月|月|年)間?(?:以内|程度|未満)?"
)
_KANJI = str.maketrans("一二三四五六七八九", "123456789")


@lru_cache(maxsize=8192)
def read_processing(text: str | None) -> dict[str, Any] | None:
    """Return the plain processing time of a text; days or months only where it is one length.

    >>> read_processing("１月")
    {'text': '１月', 'months': 1}
    >>> read_processing("1日～1月"), read_processing("－")
    ({'text': '1日～1月'}, None)
    """
    if not text or not text.strip() or text.strip() in _BLANKS:
        return None
    spoken = text.strip()
    plain = unicodedata.normalize("NFKC", spoken).replace(" ", "")
    matched = _LENGTH.fullmatch(plain) or _LENGTH.fullmatch(plain.translate(_KANJI))
    if matched is None:
        return {"text": spoken}
    count, unit = int(matched[1]), matched[2]
    if unit == "日":
        return {"text": spoken, "days": count}
    if unit in ("週", "週間"):
        return {"text": spoken, "days": 7 * count}
    return {"text": spoken, "months": 12 * count if unit == "年" else count}
