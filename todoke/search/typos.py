"""Slips of the hand and the nearest word that is known (打ち間違い)."""

from __future__ import annotations

from collections.abc import Mapping

from todoke.search.grams import grams


def distance(one: str, other: str, most: int) -> int:
    """Return how many characters must be put in, left out, exchanged or swapped, or ``most + 1`` when more.

    >>> (
    ...     distance("児道手当", "児童手当", 2),
    ...     distance("まいなばかど", "まいなんばかど", 2),
    ...     distance("あい", "いあ", 2),
    ... )
    (1, 1, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = list[int](), list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (char != against))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)


def nearest(word: str, known: Mapping[str, frozenset[str]]) -> str | None:
    """Return the known word that one slip (two from eight characters on) makes of ``word``, or None.

    >>> nearest("生活補護", {"生活保護": frozenset(grams("生活保護"))})
    '生活保護'
    """
    if len(word) < 4 or word in known:
        return None
    most = 2 if len(word) >= 8 else 1
    own = grams(word)
    best: tuple[int, int, str] | None = None
    for term, pieces in known.items():
        if abs(len(term) - len(word)) <= most and len(own & pieces) * 4 >= len(own):
            away = distance(word, term, most)
            if away <= most and (best is None or (away, -len(own & pieces), term) < best):
                best = (away, -len(own & pieces), term)
    return best[2] if best else None
