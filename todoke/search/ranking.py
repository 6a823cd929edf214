"""Putting candidates in order (並べ替え): official words, shared pieces, the database's score, word vectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from todoke.search.documents import BETWEEN_PHRASES, Heading, Tier
from todoke.search.grams import Weights, grams
from todoke.search.plans import QueryPlan

_NAME, _PARTS, _WORDS, _SUMMARY = 1.0, 0.85, 0.72, 0.25
_TERMS, _COSINE, _PHRASE, _SCORE, _VECTORS = 0.6, 0.55, 0.25, 0.1, 0.3
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
    own = _weighed(plan.words, weights)
    length = sqrt(sum(weight**2 for weight in own.values())) or 1.0
    best = max((candidate.score for candidate in candidates), default=0.0) or 1.0
    found = []
    for each in candidates:
        by_terms, why = _by_terms(plan, each)
        shared = _cosine(own, length, each, weights)
        total = _TERMS * by_terms + _COSINE * shared + _SCORE * each.score / best
        total += _PHRASE * _said(plan.words, each.words)
        if similarities is not None:
            total += _VECTORS * max(0.0, similarities.get(each.key, 0.0))
        total *= _PRIOR.get(Tier(each.tier), 0.5) * (1.0 if each.local else 0.98)
        found.append(Ranked(each.key, round(total, 5), why))
    return sorted(found, key=lambda one: (-one.score, one.key))


def _by_terms(plan: QueryPlan, each: Heading) -> tuple[float, tuple[str, ...]]:
    """Return how firmly the official words point at the record: the firmest whole, the others a little."""
    hits: list[tuple[float, str]] = []
    for term in plan.terms:
        if term.text in each.name:
            share = len(term.text) / max(len(each.name), 1)
            hits.append((term.weight * _NAME * (0.7 + 0.3 * share), term.text))
        elif all(part in each.name for part in term.parts):
            share = sum(map(len, term.parts)) / max(len(each.name), 1)
            hits.append((term.weight * _PARTS * (0.7 + 0.3 * share), term.text))
        elif term.text in each.words:
            hits.append((term.weight * _WORDS, term.text))
        elif term.text in each.summary:
            hits.append((term.weight * _SUMMARY, term.text))
    if not hits:
        return 0.0, ()
    hits.sort(reverse=True)
    rest = sum(value for value, _ in hits[1:4])
    return hits[0][0] + 0.12 * rest, tuple(word for _, word in hits[:3])


def _said(words: str, phrases: str) -> float:
    """Return how much of the question is one of the record's everyday phrases, or of a phrase the question."""
    best = 0.0
    for phrase in phrases.split(BETWEEN_PHRASES):
        if phrase and phrase in words:
            best = max(best, len(phrase) / len(words))
        elif words in phrase:
            best = max(best, len(words) / len(phrase))
    return best


def _weighed(words: str, weights: Weights) -> dict[str, float]:
    return {gram: weights(gram) for gram in grams(words)}


def _cosine(own: Mapping[str, float], length: float, each: Heading, weights: Weights) -> float:
    """Return how much of the question's pieces the record's name and everyday words hold, for their length."""
    shared_name = sum(weight**2 for gram, weight in own.items() if gram in each.name)
    shared_words = sum(weight**2 for gram, weight in own.items() if gram in each.words)
    shared_summary = sum(weight**2 for gram, weight in own.items() if gram in each.summary)
    if not (shared_name or shared_words or shared_summary):
        return 0.0
    typical = weights("〇〇")

    def against(shared: float, text: str) -> float:
        return shared / (length * typical * sqrt(max(len(text), 4)) * 1.3)

    covered = (shared_name + 0.8 * shared_words + 0.4 * shared_summary) / length**2
    return (
        min(1.0, max(against(shared_name, each.name), 0.9 * against(shared_words, each.words))) * 0.6
        + min(1.0, covered) * 0.4
    )
