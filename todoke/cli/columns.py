"""Text in columns on a terminal, where a Japanese sign is as wide as two Latin ones (桁ぞろえ)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_READING = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_WIDE = frozenset("WF")


def width(text: str) -> int:
    """Return how many columns a text takes.

    >>> width("手当 1")
    6
    """
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return a text filled up with spaces.

    >>> padded("手当", 6) + "|", padded("15,000円", 10, right=True)
    ('手当  |', '  15,000円')
    """
    filling = " " * max(columns - width(text), 0)
    return filling + text if right else text + filling


def rows(cells: Sequence[Sequence[str]], *, indent: str = "") -> list[str]:
    """Return lines with each column as wide as its widest cell.

    >>> rows([["手当", "a"], ["x", "b"]])
    ['手当  a', 'x     b']
    """
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    return [
        indent + "  ".join(padded(cell, each) for cell, each in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]


def wrapped(text: str, columns: int, *, indent: str = "", first: str | None = None) -> list[str]:
    """Return a text broken into lines of a width; ``first`` opens the first line, ``indent`` the others.

    >>> wrapped("あいうえお", 6)
    ['あいう', 'えお']
    """
    opening = indent if first is None else first
    lines, line = [], opening
    for sign in _pieces(text):
        if width(line) + width(sign) > columns and line.strip() and line != opening:
            lines.append(line.rstrip())
            line = indent + sign.lstrip()
        else:
            line += sign
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterable[str]:
    """Yield what may stand alone on a line: a Latin word, or one Japanese sign with what must not open a line."""
    return re.findall(r"[!-~]+ ?|.[、。」』)）・ー]*", text)


def plain(text: str) -> str:
    """Return a text with its readings in brackets.

    >>> plain("{児童手当|じどうてあて}を もらう")
    '児童手当(じどうてあて)を もらう'
    """
    return _READING.sub(r"\1(\2)", text)
