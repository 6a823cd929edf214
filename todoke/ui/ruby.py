"""Furigana (ふりがな) in running text: the markup ``{漢字|かんじ}``, and how it becomes HTML, plain text or a reading.

Easy Japanese (やさしい日本語) is written with this markup in catalogs and data; everything else passes through untouched.
"""

import re
from collections.abc import Callable

from django.utils.html import escape

_MARKUP = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_KANJI = re.compile(r"[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def html(text: str) -> str:
    """Return ``text`` escaped, with its markup as ruby elements.

    >>> html("{届|とどけ}を<出す>")
    '<ruby>届<rp>(</rp><rt>とどけ</rt><rp>)</rp></ruby>を&lt;出す&gt;'
    """
    return _render(text, lambda base, reading: f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>", escape)


def plain(text: str) -> str:
    """Return ``text`` without readings, for titles and attributes.

    >>> plain("{届|とどけ}を出す")
    '届を出す'
    """
    return _MARKUP.sub(r"\1", text)


def reading(text: str) -> str:
    """Return ``text`` with each marked word replaced by its reading, for search and for reading aloud.

    >>> reading("{届|とどけ}を{出|だ}す")
    'とどけをだす'
    """
    return _MARKUP.sub(r"\2", text)


def bare_kanji(text: str) -> list[str]:
    """Return the kanji of ``text`` that carry no reading; easy Japanese must have none.

    >>> bare_kanji("{届|とどけ}を出す")
    ['出']
    """
    return _KANJI.findall(_MARKUP.sub("", text))


def _render(text: str, marked: Callable[[str, str], str], unmarked: Callable[[str], str]) -> str:
    parts: list[str] = []
    at = 0
    for found in _MARKUP.finditer(text):
        parts.append(unmarked(text[at : found.start()]))
        parts.append(marked(unmarked(found[1]), unmarked(found[2])))
        at = found.end()
    parts.append(unmarked(text[at:]))
    return "".join(parts)
