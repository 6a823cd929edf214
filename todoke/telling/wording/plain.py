"""Plain values (地の値): what may be put into a place of a wording, and can carry no link, markup or header."""

from __future__ import annotations

import re
import unicodedata

from todoke.base.my_number import contains_my_number

LONGEST = 80
_ADDRESS = re.compile(r"[^\s\W][.。．｡][a-z]{2,}", re.IGNORECASE)
_FIGURES = re.compile(r"\d{1,3}(\.\d{1,3}){3}")
_REFUSED = {
    "<": "「<」",
    ">": "「>」",
    "@": "「@」",
    "{": "「{」",
    "}": "「}」",
    "|": "「|」",
    "\\": "「\\」",
    "](": "リンクの書き方",
    "//": "「//」",
    "www.": "アドレス",
}


class PlainError(ValueError):
    """A value cannot be put into a text; the message says why and never repeats it."""


class Plain(str):
    """One line that is only text; raises PlainError where it could be read as anything else.

    >>> Plain("児童手当")
    '児童手当'
    >>> Plain("見る http:/" + "/example.com")
    Traceback (most recent call last):
    todoke.telling.wording.plain.PlainError: 「//」が入っています
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Plain:
        """Check the text as it is and as it looks with its letters made alike."""
        if len(text) > LONGEST:
            raise PlainError(f"{LONGEST}文字より長い値です")
        if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") for sign in text):
            raise PlainError("見えない文字か改行が入っています")
        folded = unicodedata.normalize("NFKC", text).lower()
        for sign, name in _REFUSED.items():
            if sign in folded or sign in text:
                raise PlainError(f"{name}が入っています")
        if _ADDRESS.search(folded) or _FIGURES.search(folded):
            raise PlainError("アドレスのような文字が入っています")
        if contains_my_number(folded):
            raise PlainError("マイナンバーのような番号が入っています")
        return super().__new__(cls, text)
