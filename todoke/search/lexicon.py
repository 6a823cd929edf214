"""The words search knows: spellings, synonyms, life words, readings and stop words of ``data/search``."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from todoke.search.grams import Weights, grams
from todoke.search.romaji import of_kana, short_vowels
from todoke.search.spelling import Spelling, fold

_INFLECTED = re.compile(r"[一-龥][ぁ-ゖ]$")


@dataclass(frozen=True, slots=True)
class LifeWord:
    """What a person says, as word stems that all have to occur, and the official words it stands for."""

    said: tuple[str, ...]
    means: tuple[str, ...]

    stems: tuple[str, ...] = ()
    """The same with the last kana of a verb left off (入り: 入), for another ending of it."""

    @property
    def length(self) -> int:
        """How many characters of a question it explains."""
        return sum(1 + len(part) // 3 if part.isascii() else len(part) for part in self.said)


@dataclass(frozen=True)
class Lexicon:
    """Everything ``data/search`` says, folded."""

    spelling: Spelling
    life_words: tuple[LifeWord, ...]
    synonyms: Mapping[str, tuple[str, ...]]
    """Every word of a set of synonyms, with the others; the official one first."""
    readings: Mapping[str, str]
    """Folded reading, and the word."""
    stop_words: tuple[str, ...]
    shown: Mapping[str, str]
    """Folded known word, and how it is written."""
    official: frozenset[str]
    """The folded words of offices: those of synonyms and those life words stand for."""
    weights: Weights

    @cached_property
    def romaji(self) -> dict[str, str]:
        """Readings in Latin letters, and the word."""
        return {of_kana(kana): word for kana, word in self._readings_unfolded.items()}

    @cached_property
    def life_words_by_start(self) -> dict[str, list[LifeWord]]:
        """Life words by the character their first stem begins with."""
        found: dict[str, list[LifeWord]] = defaultdict(list)
        for word in self.life_words:
            found[word.said[0][0]].append(word)
        return dict(found)

    @cached_property
    def official_by_start(self) -> dict[str, list[str]]:
        """Official words by their first character."""
        found: dict[str, list[str]] = defaultdict(list)
        for word in self.official:
            found[word[0]].append(word)
        return dict(found)

    @cached_property
    def grams_of_terms(self) -> dict[str, frozenset[str]]:
        """Official words of four characters and more with their grams, to find the one nearest to a slip."""
        return {term: frozenset(grams(term)) for term in self.shown if 4 <= len(term) <= 16}

    _readings_unfolded: Mapping[str, str]


def read_lexicon(folder: Path) -> Lexicon:
    """Read the files of ``data/search``. Raises ValueError for an entry that says nothing."""
    spelling = Spelling(_read(folder / "spelling.yaml"))
    shown: dict[str, str] = {}
    synonyms = _synonyms(_read(folder / "synonyms.yaml"), spelling, shown)
    life_words = tuple(_life_words(_read(folder / "life_words.yaml"), spelling, shown))
    spoken = {str(kana): str(word) for word, kana in _read(folder / "readings.yaml").items()}
    readings = {fold(kana): spelling(word.replace(" ", "")) for kana, word in spoken.items()}
    official = frozenset(word for word in shown if len(word) > 1)
    for word in spoken.values():
        shown.setdefault(spelling(word), word)
    stop_words = sorted(
        {fold(str(word)) for word in _read(folder / "stop_words.yaml")}, key=len, reverse=True
    )
    return Lexicon(
        spelling=spelling,
        life_words=life_words,
        synonyms=synonyms,
        readings=readings,
        stop_words=tuple(stop_words),
        shown=shown,
        official=official,
        weights=_weights(folder / "gram_counts.tsv"),
        _readings_unfolded={kana: spelling(word.replace(" ", "")) for kana, word in spoken.items()},
    )


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def _synonyms(
    listed: Mapping[str, list[str]], spelling: Spelling, shown: dict[str, str]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for official, others in listed.items():
        words = [spelling(str(word)) for word in (official, *others)]
        shown.setdefault(words[0], official)
        for written, folded in zip((official, *others), words, strict=True):
            shown.setdefault(folded, str(written))
            found.setdefault(folded, {}).update(dict.fromkeys(word for word in words if word != folded))
    return {word: tuple(others) for word, others in found.items()}


def _life_words(
    fields: Mapping[str, Mapping[str, str]], spelling: Spelling, shown: dict[str, str]
) -> Iterator[LifeWord]:
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for field, entries in fields.items():
        for said, meant in entries.items():
            written = str(meant).split("、")
            means = [spelling(word) for word in written]
            shown.update(
                {folded: word for folded, word in zip(means, written, strict=True) if folded not in shown}
            )
            for alternative in str(said).split(" | "):
                parts = tuple(spelling(part) for part in alternative.split())
                if not all(parts) or not all(means):
                    raise ValueError(f"life_words.yaml, {field}: {alternative!r} says nothing")
                found.setdefault(parts, {}).update(dict.fromkeys(means))
    return (LifeWord(said, tuple(means), tuple(map(stem, said))) for said, means in found.items())


def _weights(path: Path) -> Weights:
    if not path.exists():
        return Weights()
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    counts = dict(row.split("\t") for row in rows)
    return Weights({gram: int(count) for gram, count in counts.items()}, records=int(head.split("\t")[1]))


def stem(part: str) -> str:
    """Return a kanji and one kana without the kana: 入り, 入る and 入った share 入.

    >>> stem("入り"), stem("払え"), stem("保育園"), stem("お金")
    ('入', '払', '保育園', 'お金')
    """
    return part[:-1] if _INFLECTED.search(part) else part


def latin_key(text: str) -> str:
    """Return what a Latin question is compared by with readings in Latin letters.

    >>> latin_key("Juumin Hyo")
    'juminhyo'
    """
    return short_vowels(fold(text))
