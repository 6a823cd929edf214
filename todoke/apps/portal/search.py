"""Search among programs in everyday words: exact words first, then words that share most letter pairs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from todoke.base.kana import search_key
from todoke.rules.programs import Program
from todoke.rules.texts import Text
from todoke.ui import ruby

_WEIGHTS = (8, 5, 3, 1)
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Indexed:
    """A program's words, from the telling to the general: names, keywords, title, summary."""

    fields: tuple[tuple[str, ...], ...]


def search(programs: Iterable[Program], query: str) -> list[Program]:
    """Return the programs that have every word of ``query``, best first; without words, all of them."""
    words = [key for word in query.split() if (key := search_key(word))]
    if not words:
        return list(programs)
    scored = [(_score(_index(p.name, p.keywords, p.title, p.summary), words), p) for p in programs]
    found = [(score, program) for score, program in scored if score > 0]
    return [program for score, program in sorted(found, key=lambda pair: -pair[0])]


def closeness(word: str, text: str) -> float:
    """Return 1 where ``word`` is ``text``, nearly that where it stands in it, somewhat less where ``text`` stands in
    a longer ``word`` (家賃 in 家賃が払えない), else the share of letter pairs they have in common.

    >>> (
    ...     closeness("手当", "児童手当"),
    ...     closeness("家賃が払えない", "家賃") > 0.7,
    ...     closeness("児童てあて", "児童手当"),
    ... )
    (0.975, True, 0.25)
    """
    if word in text:
        return 0.95 + 0.05 * len(word) / len(text)
    if len(text) >= 2 and text in word:
        return 0.7 + 0.25 * len(text) / len(word)
    if word.isascii():
        return 0.0  # pairs of Latin letters are everywhere
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    if len(pairs) < 2:
        return 0.0
    return sum(pair in text for pair in pairs) / len(pairs)


def _score(indexed: Indexed, words: list[str]) -> float:
    scores = [max(_field_scores(indexed, word)) for word in words]
    return sum(scores) if all(scores) else 0.0


def _field_scores(indexed: Indexed, word: str) -> Iterator[float]:
    for weight, texts in zip(_WEIGHTS, indexed.fields, strict=True):
        near = max((closeness(word, text) for text in texts), default=0.0)
        yield weight * near if near >= _ENOUGH else 0.0


@lru_cache(maxsize=2000)
def _index(name: Text, keywords: tuple[str, ...], title: Text, summary: Text) -> Indexed:
    words = tuple(search_key(word) for word in keywords)
    return Indexed((_keys(name), words, _keys(title), _keys(summary)))


def _keys(text: Text) -> tuple[str, ...]:
    easy = text.easy or ""
    return tuple(
        search_key(one) for one in (text.ja, ruby.plain(easy), ruby.reading(easy), text.en or "") if one
    )
