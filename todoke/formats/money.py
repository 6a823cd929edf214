"""Sums of money in official texts, read only where the text is one sum and nothing else."""

from __future__ import annotations

import re
import unicodedata

_FREE = frozenset(
    {"無料", "なし", "不要", "無償", "0円", "無料です", "無料です。", "費用はかかりません", "かかりません"}
)
_SUM = re.compile(r"(?:(\d[\d,]*)億)?(?:(\d[\d,]*)万)?(\d[\d,]*)?円")


def yen_of(text: str) -> int | None:
    """Return the yen of a text that is one sum; None where it says more.

    >>> yen_of("無料"), yen_of("１万5,000円"), yen_of("1回500円から")
    (0, 15000, None)
    """
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    if plain in _FREE:
        return 0
    matched = _SUM.fullmatch(plain)
    if matched is None or not any(matched.groups()):
        return None
    hundred_millions, ten_thousands, ones = (int((part or "0").replace(",", "")) for part in matched.groups())
    return hundred_millions * 100_000_000 + ten_thousands * 10_000 + ones
