"""Pieces of words: the bigrams an index holds, and the 1- to 3-grams ranking weighs.

Trigram tokenizers find nothing for 保育, 国保 or 年金; pairs of characters do.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

_PARTS = re.compile(r"[a-z]+|[^a-z\s]+")
_KANA = re.compile(r"[ぁ-ゖ]+")
_UNSEEN = 9.0
_KANA_SHARE, _MIXED_SHARE = 0.45, 0.6


def bigrams(folded: str) -> Iterator[str]:
    """Yield the pairs of neighboring characters; Latin words whole, a lone character alone.

    >>> list(bigrams("児童手当 dv の")), list(bigrams("1歳半"))
    (['児童', '童手', '手当', 'dv', 'の'], ['1歳', '歳半'])
    """
    for part in _PARTS.findall(folded):
        if len(part) < 2 or (part.isascii() and part.isalpha()):
            yield part
        else:
            for start in range(len(part) - 1):
                yield part[start : start + 2]


def tokens(folded: str, most: int = 10_000) -> list[str]:
    """Return the different bigrams in order of appearance, ``most`` at the most."""
    found: dict[str, None] = {}
    for token in bigrams(folded):
        found[token] = None
        if len(found) >= most:
            break
    return list(found)


def lone_characters(folded: str) -> list[str]:
    """Return the different characters that are no kana: they answer questions of one character (税, 犬, 墓).

    >>> lone_characters("犬の登録")
    ['犬', '登', '録']
    """
    return [char for char in dict.fromkeys(folded) if not ("ぁ" <= char <= "ゖ" or char.isascii())]


def grams(folded: str) -> set[str]:
    """Return the 1- to 3-grams of the text, Latin words whole.

    >>> sorted(grams("国保 dv"))
    ['dv', '保', '国', '国保']
    """
    found: set[str] = set()
    for part in _PARTS.findall(folded):
        if part.isascii() and part.isalpha():
            found.add(part)
            continue
        for size in (1, 2, 3):
            found.update(part[start : start + size] for start in range(len(part) - size + 1))
    return found


class Weights:
    """How telling a gram is: the inverse of how many records hold it."""

    def __init__(self, counts: Mapping[str, int] | None = None, records: int = 1) -> None:
        """Take in how many of ``records`` each bigram stands. What is not counted is taken as rare."""
        self._weights = {gram: math.log(1 + records / (1 + n)) for gram, n in (counts or {}).items()}
        self._unseen = max(self._weights.values(), default=_UNSEEN)

    def __call__(self, gram: str) -> float:
        """Return the weight of a gram. Kana weighs less: most of it is grammar or an ending.

        >>> Weights()("保育") > Weights()("する")
        True
        """
        if len(gram) == 2 or gram.isascii():
            weight = self._weights.get(gram, self._unseen)
        elif len(gram) == 1:
            weight = 0.3 * self._unseen
        else:
            pairs = (gram[start : start + 2] for start in range(len(gram) - 1))
            weight = max(self._weights.get(pair, self._unseen) for pair in pairs) + 0.5
        if _KANA.fullmatch(gram):
            return weight * _KANA_SHARE
        return weight * _MIXED_SHARE if _KANA.search(gram) else weight

    def share(self, bigram: str) -> float:
        """Return the share of records that hold a bigram, as far as it was counted."""
        return min(1.0, 1.0 / max(math.expm1(self._weights.get(bigram, self._unseen)), 1e-9))
