"""Furigana in texts that leave as plain text: ``{漢字|かんじ}`` becomes 漢字(かんじ)."""

import re

_MARKUP = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_KANJI = re.compile(r"[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def in_brackets(text: str) -> str:
    """Return a text with each reading in brackets behind its word.

    >>> in_brackets("{手続|てつづき}をする")
    '手続(てつづき)をする'
    """
    return _MARKUP.sub(r"\1(\2)", text)


def without(text: str) -> str:
    """Return a text without its readings.

    >>> without("{手続|てつづき}をする")
    '手続をする'
    """
    return _MARKUP.sub(r"\1", text)


def unread(text: str) -> list[str]:
    """Return the words in kanji that have no reading.

    >>> unread("{手続|てつづき}の期限")
    ['期限']
    """
    return _KANJI.findall(_MARKUP.sub("", text))
