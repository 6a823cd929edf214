"""Putting candidates in order (並べ替え): official words, shared pieces, the database's score, word vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from todoke.search.grams import Weights, grams
from todoke.search.plans import QueryPlan
from todoke.search.searchables import BETWEEN_PHRASES, Heading, Tier

_NAME, _PARTS, _WORDS, _SUMMARY = 1.0, 0.85, 0.72, 0.25
_TERMS, _PIECES, _PHRASE, _SCORE, _VECTORS = 0.6, 0.55, 0.25, 0.1, 0.4
_UNRELATED = 0.25
"""Texts that have nothing to do with one another are often this close."""
_PRIOR = {Tier.RESIDENT: 1.0, Tier.BUSINESS: 0.92, Tier.LAW: 0.6, Tier.OFFICE: 0.35}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and the official words that speak for it."""

    key: str
    score: float
    why: tuple[str, ...]


def rank(
    plan: QueryPlan,
    candidates: Sequence[Heading],
    weights: Weights,
    similarities: Mapping[str, float] | None = None,
) -> list[Ranked]:
    """Return the candidates, the best first. ``similarities`` are cosines of word vectors by key, if any."""
    asked = _Asked.of(plan, weights)
    best = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    found = []
    for each in candidates:
        by_terms, why = asked.by_terms(each)
        total = _TERMS * by_terms + _PIECES * asked.by_pieces(each) + _PHRASE * _said(plan.words, each.words)
        # The database's score is relative to the best row's; where words hardly speak for a record, it cannot either.
        total += min(total, _SCORE * each.score / best)
        if similarities is not None:
            total += _VECTORS * max(0.0, similarities.get(each.key, 0.0) - _UNRELATED)
        total *= _PRIOR.get(Tier(each.tier), 0.5) * (1.0 if each.local else 0.98)
        found.append(Ranked(each.key, round(total, 5), why))
    return sorted(found, key=lambda one: (-one.score, one.key))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question ready to be compared with many records."""

    terms: tuple[tuple[str, float, tuple[str, ...]], ...]
    """Official words with their weight and the words they are made of."""
    pieces: tuple[tuple[str, float], ...]
    """Grams of the question's own words with the square of their weight."""
    whole: float
    scale: float

    @classmethod
    def of(cls, plan: QueryPlan, weights: Weights) -> _Asked:
        """Prepare a plan."""
        pieces = [(gram, weights(gram) ** 2) for gram in grams(plan.bare or plan.words)]
        whole = sum(square for _, square in pieces) or 1.0
        return cls(
            terms=tuple((term.text, term.weight, tuple(term.parts)) for term in plan.terms),
            pieces=tuple(pieces),
            whole=whole,
            scale=1.0 / (sqrt(whole) * weights("〇〇") * 1.3),
        )

    def by_terms(self, each: Heading) -> tuple[float, tuple[str, ...]]:
        """Return how firmly the official words point at the record: the firmest whole, the others a little."""
        hits: list[tuple[float, str]] = []
        length = max(len(each.name), 1)
        for text, weight, parts in self.terms:
            if text in each.name:
                hits.append((weight * _NAME * (0.7 + 0.3 * len(text) / length), text))
            elif all(part in each.name for part in parts):
                hits.append((weight * _PARTS * (0.7 + 0.3 * sum(map(len, parts)) / length), text))
            elif text in each.words:
                hits.append((weight * _WORDS, text))
            elif text in each.summary:
                hits.append((weight * _SUMMARY, text))
        if not hits:
            return 0.0, ()
        hits.sort(reverse=True)
        rest = sum(value for value, _ in hits[1:4])
        return hits[0][0] + 0.12 * rest, tuple(word for _, word in hits[:3])

    def by_pieces(self, each: Heading) -> float:
        """Return how much of the question's pieces the record holds: for the length of its texts, and as a share."""
        name = words = summary = 0.0
        for gram, square in self.pieces:
            if gram in each.name:
                name += square
            if gram in each.words:
                words += square
            if gram in each.summary:
                summary += square
        dense = max(
            name / sqrt(max(len(each.name), 4)),
            0.9 * words / sqrt(max(len(each.words), 4)),
        )
        covered = (name + 0.8 * words + 0.6 * summary) / self.whole
        return 0.6 * min(1.0, dense * self.scale) + 0.4 * min(1.0, covered)


def _said(words: str, phrases: str) -> float:
    """Return how much of the question is one of the record's everyday phrases, or of a phrase the question."""
    best = 0.0
    for phrase in phrases.split(BETWEEN_PHRASES):
        if phrase and phrase in words:
            best = max(best, len(phrase) / len(words))
        elif words in phrase:
            best = max(best, len(words) / len(phrase))
    return best
