"""From what a person types to a plan: readings, slips, life words and synonyms (質問の読み解き)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from todoke.base.kana import normalize
from todoke.search.grams import tokens
from todoke.search.lexicon import Lexicon, LifeWord, latin_key
from todoke.search.plans import MOST_TERMS, QueryPlan, Term, telling
from todoke.search.typos import nearest

LONGEST_QUESTION = 120
_KANA_RUN = re.compile(r"[ぁ-ゖ]{3,}")
_NOUN = re.compile(r"[一-龥々]{2,}|[ァ-ヶー]{3,}")
_OWN = ((0.002, 0.8), (0.01, 0.6), (1.0, 0.35))
"""How firmly a noun points at records that have it, by the share of records it stands in."""
_PARTICLE = re.compile(r"を|(?<=[^ぁ-ゖ\s])[がのにはでともへや](?=[^ぁ-ゖ])")
_WORD = re.compile(r"[ぁ-ゖ]{4,}|[^ぁ-ゖ\s]{3,}|[^\s]{4,}")
_KNOWN_SHARE = 0.6
_INFLECTED = 0.75
_DECAY = (1.0, 0.92, 0.85, 0.75, 0.65, 0.6, 0.55, 0.5)


def plan(question: str, lexicon: Lexicon) -> QueryPlan:
    """Take a question apart. Only its first 120 characters count."""
    asked = " ".join(question.split())[:LONGEST_QUESTION]
    original = lexicon.spelling(asked)
    read = _with_readings(original, lexicon)
    corrected, meant = _with_corrections(read, lexicon)
    texts = tuple(dict.fromkeys((original, read, corrected)))
    found: dict[str, Term] = {}
    for term in (*_official(texts, lexicon), *_from_life(texts, lexicon), *_own(asked, lexicon)):
        known = found.get(term.text)
        if known is None or known.weight < term.weight:
            found[term.text] = term
    terms = sorted(found.values(), key=lambda term: (-term.weight, term.text))[:MOST_TERMS]
    words = without_stop_words(corrected, lexicon)
    bare = without_particles(words)
    return QueryPlan(
        asked=asked,
        folded=corrected,
        words=words,
        bare=bare,
        terms=tuple(terms),
        bigrams=telling(bare, lexicon.weights),
        did_you_mean=meant,
        original=original,
    )


def without_stop_words(folded: str, lexicon: Lexicon) -> str:
    """Return the words without those that only say that somebody asks; all of them when nothing else is left."""
    left = f" {folded} "
    for word in lexicon.stop_words:
        if word.isascii():
            left = left.replace(f" {word} ", " ")
        elif len(word) > 2 or f"{word} " in left:
            left = left.replace(word if len(word) > 2 else f"{word} ", " ")
    return " ".join(left.split()) or folded


def without_particles(words: str) -> str:
    """Return the words parted at を, and at other particles between words that are not kana.

    >>> without_particles("母が施設に入る"), without_particles("がん検診の申込")
    ('母 施設 入る', 'がん検診 申込')
    """
    return " ".join(_PARTICLE.sub(" ", words).split()) or words


def _with_readings(folded: str, lexicon: Lexicon) -> str:
    """Return the question with readings in kana or Latin letters replaced by the words."""
    latin = latin_key(folded)
    if len(latin) >= 4 and latin in lexicon.romaji:
        return lexicon.spelling(lexicon.romaji[latin])
    words = [
        lexicon.romaji.get(latin_key(word), word) if word.isascii() and len(word) >= 5 else word
        for word in folded.split()
    ]
    return lexicon.spelling(_KANA_RUN.sub(lambda run: _read_run(run[0], lexicon), " ".join(words)))


def _read_run(run: str, lexicon: Lexicon) -> str:
    written: list[str] = []
    place = 0
    while place < len(run):
        for size in range(min(16, len(run) - place), 2, -1):
            word = lexicon.readings.get(run[place : place + size])
            if word is not None:
                written.append(word)
                place += size
                break
        else:
            written.append(run[place])
            place += 1
    return "".join(written)


def _with_corrections(folded: str, lexicon: Lexicon) -> tuple[str, str | None]:
    """Return the question with slips mended, and how the mended words are written."""
    corrected, meant = folded, None
    for match in _WORD.finditer(folded):
        word = match[0]
        enough = max(3, len(word) * _KNOWN_SHARE)
        if any(len(term) >= enough and term in word for term in lexicon.shown):
            continue
        known = nearest(word, lexicon.grams_of_terms)
        if known is not None:
            corrected = corrected.replace(word, known)
            meant = lexicon.shown[known]
    return corrected, meant


def _official(texts: Iterable[str], lexicon: Lexicon) -> Iterable[Term]:
    """Yield official words that stand in the question, and their synonyms."""
    for text in texts:
        begun = (word for start in set(text) for word in lexicon.official_by_start.get(start, ()))
        here = [word for word in begun if _stands_in(word, text)]
        longest = max(map(len, here), default=1)
        for word in here:
            inside = any(word != other and word in other for other in here)
            weight = (0.55 if inside else 1.0) * (0.6 + 0.4 * len(word) / longest)
            yield Term(word, weight)
            for other in lexicon.synonyms.get(word, ()):
                yield Term(other, weight * 0.85)


def _own(asked: str, lexicon: Lexicon) -> Iterable[Term]:
    """Yield the question's own nouns, as far as their script tells: the rarer, the firmer."""
    for match in _NOUN.finditer(normalize(asked)):
        word = lexicon.spelling(match[0])
        if len(word) > 1 and word not in lexicon.stop_words:
            common = min((lexicon.weights.share(pair) for pair in tokens(word)), default=1.0)
            yield Term(word, next(weight for most, weight in _OWN if common <= most))


def _from_life(texts: Iterable[str], lexicon: Lexicon) -> Iterable[Term]:
    """Yield the official words everyday words stand for; the more of the question they explain, the firmer."""
    matches: dict[tuple[str, ...], LifeWord] = {}
    inflected: dict[tuple[str, ...], LifeWord] = {}
    for text in texts:
        for start in sorted(set(text)):
            for word in lexicon.life_words_by_start.get(start, ()):
                if all(_stands_in(part, text) for part in word.said):
                    matches[word.said] = word
                elif len(word.said) > 1 and all(_stands_in(stem, text) for stem in word.stems):
                    inflected[word.said] = word
    longest = max((word.length for word in (*matches.values(), *inflected.values())), default=1)
    for word in (*matches.values(), *inflected.values()):
        covered = any(set(word.said) < set(other.said) for other in matches.values())
        firm = (word.length / longest) ** 0.7 * (0.6 if covered else 1.0)
        firm *= 1.0 if word.said in matches else _INFLECTED
        for decay, term in zip(_DECAY, word.means, strict=False):
            yield Term(term, firm * decay)
            for other in lexicon.synonyms.get(term, ())[:2]:
                yield Term(other, firm * decay * 0.8)


def _stands_in(part: str, text: str) -> bool:
    return f" {part} " in f" {text} " if part.isascii() else part in text
