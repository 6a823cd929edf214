"""Words offered while somebody types (入力候補)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from todoke.search.lexicon import Lexicon, latin_key
from todoke.search.spelling import fold

SHORTEST = 1
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
"""Words in hiragana only are spellings of others, not words to offer."""
_MOST = 8


def suggest(prefix: str, lexicon: Lexicon, names: Iterable[str] = (), most: int = _MOST) -> list[str]:
    """Return known words and names that begin as ``prefix`` does, in kanji, kana or Latin letters; shortest first.

    Words that only hold the prefix somewhere come after those that begin with it.
    """
    typed = fold(prefix)
    if len(typed) < SHORTEST:
        return []
    spelled = lexicon.spelling(prefix)
    latin = latin_key(prefix)
    found: dict[str, tuple[int, int, str]] = {}

    def offer(shown: str, folded: str, place: int) -> None:
        found[folded] = min(found.get(folded, (9, 0, "")), (place, len(shown), shown))

    for kana, word in lexicon.readings.items():
        if kana.startswith(typed):
            offer(lexicon.shown.get(word, word), word, 1)
    if len(latin) >= 3:
        for romaji, word in lexicon.romaji.items():
            if romaji.startswith(latin):
                offer(lexicon.shown.get(word, word), word, 1)
    for word in lexicon.official:
        if word.startswith(spelled):
            offer(lexicon.shown[word], word, 1)
        elif spelled in word:
            offer(lexicon.shown[word], word, 3)
    for name in names:
        folded = lexicon.spelling(name)
        if folded.startswith(spelled):
            offer(name, folded, 0)
        elif spelled in folded:
            offer(name, folded, 2)
    return [shown for _, _, shown in sorted(found.values()) if not _HIRAGANA.fullmatch(shown)][:most]
