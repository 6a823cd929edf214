"""Cutting a line into words, signs, numbers, days and quoted texts."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass


class LineError(ValueError):
    """The line cannot be read; the message says where and what to do."""

    def __init__(self, message: str, at: int) -> None:
        """Say at which character, counted from one."""
        super().__init__(f"{at + 1}文字目: {message}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a line: ``word``, ``label`` (「…」), ``text`` ("…"), ``number``, ``day``, ``sign`` or ``end``."""

    kind: str
    text: str
    at: int


_PIECES = re.compile(
    r"""(?P<space>\s+)
    |(?P<label>「[^「」]*」)
    |(?P<text>"(?:[^"\\]|\\.)*")
    |(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})
    |(?P<number>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)
    |(?P<sign><=|>=|!=|->|[<>=()\[\],+*/-]|[、→≦≧≠×÷])
    |(?P<word>[^\s「」"()\[\],、<>=+*/→≦≧≠×÷!-]+)
    """,
    re.VERBOSE,
)
_SAME = {"、": ",", "≦": "<=", "≧": ">=", "≠": "!=", "→": "->", "×": "*", "÷": "/"}
_WIDE = {
    ord(wide): narrow
    for wide, narrow in zip(
        "＜＞＝（）［］，＋－＊／！０１２３４５６７８９．　", "<>=()[],+-*/!0123456789. ", strict=True
    )
}


def tokens(line: str) -> list[Token]:
    """Return the pieces of a line. Full-width signs and figures outside quotes are read as half-width ones.

    >>> [piece.text for piece in tokens("年齢 ＜ １８ かつ 「妊娠している」")]
    ['年齢', '<', '18', 'かつ', '妊娠している', '']
    """
    text = _narrowed(line)
    found: list[Token] = []
    place = 0
    while place < len(text):
        matched = _PIECES.match(text, place)
        if matched is None:
            raise LineError(
                f'「{text[place]}」は読めません。「 」や " " が閉じているか確かめてください', place
            )
        kind = str(matched.lastgroup)
        piece = matched.group()
        if kind == "label":
            found.append(Token("label", piece[1:-1], place))
        elif kind == "text":
            found.append(Token("text", re.sub(r"\\(.)", _escaped, piece[1:-1]), place))
        elif kind == "sign":
            found.append(Token("sign", _SAME.get(piece, piece), place))
        elif kind != "space":
            found.append(Token(kind, unicodedata.normalize("NFC", piece), place))
        place = matched.end()
    found.append(Token("end", "", len(text)))
    return found


def _escaped(matched: re.Match[str]) -> str:
    return "\n" if matched.group(1) == "n" else matched.group(1)


def _narrowed(line: str) -> str:
    parts = re.split(r'(「[^「」]*」|"(?:[^"\\]|\\.)*")', line)
    return "".join(part if index % 2 else part.translate(_WIDE) for index, part in enumerate(parts))


def quoted(text: str) -> str:
    r"""Return a text in quotes, as ``tokens`` reads it back.

    >>> print(quoted('a"b'))
    "a\"b"
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
