"""Furigana (ふりがな) in running text: the markup ``{漢字|かんじ}`` as HTML, as plain text and as a reading.

Easy Japanese (やさしい日本語) is written with this markup in catalogs and data; the rest passes untouched.
"""

import re

from django.utils.html import escape

_MARKUP = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_KANJI = re.compile(r"[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def html(text: str) -> str:
    """Return ``text`` escaped, with its markup as ruby elements.

    >>> html("{届|とどけ}を<出す>")
    '<ruby>届<rp>(</rp><rt>とどけ</rt><rp>)</rp></ruby>を&lt;出す&gt;'
    """
    parts: list[str] = []
    at = 0
    for found in _MARKUP.finditer(text):
        base, reading = escape(found[1]), escape(found[2])
        parts.append(escape(text[at : found.start()]))
        parts.append(f"<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby>")
        at = found.end()
    parts.append(escape(text[at:]))
    return "".join(parts)


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
