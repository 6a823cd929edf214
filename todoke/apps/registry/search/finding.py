"""Finding records by everyday words, for one municipality's residents (検索)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter

from todoke.apps.registry.models import Record
from todoke.apps.registry.search.candidates import Candidate, by_facets, by_records, by_words, variants_of
from todoke.apps.registry.search.lexicons import lexicon
from todoke.apps.registry.search.vectors import closest, similarities
from todoke.search.planning import plan
from todoke.search.plans import QueryPlan, Reach
from todoke.search.ranking import Ranked, rank
from todoke.search.records import NO_AGE
from todoke.search.searchables import (
    LAW_SCOPES,
    METROPOLIS,
    OFFICE_SCOPES,
    Heading,
    facet_token,
    front_scopes,
)

Facets = Mapping[str, Sequence[str]]
FACETS = ("life_event", "category", "kind", "age", "online")
_FRONT, _LAW, _OFFICE = 90, 25, 20
_ENOUGH, _PLENTY = 5, 20
_LEAST_SCORE = 0.075
_LEAST_OF_BEST = 0.22
_SURE = 0.6
"""Below this score meaning is asked too, where word vectors are installed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found, with the official words that speak for it."""

    record: Record
    score: float
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found. Results are candidates (候補), never a decision."""

    results: tuple[Hit, ...] = ()
    total: int = 0
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How many of all found have each value of each facet."""
    did_you_mean: str | None = None
    meant: tuple[str, ...] = ()
    """Official words the question was taken for, as they are written."""
    took: float = 0.0
    """Seconds."""


def find_records(
    words: str,
    *,
    area: str,
    on: date,
    facets: Facets | None = None,
    limit: int = 20,
    offset: int = 0,
    synthetic: bool = False,
) -> Found:
    """Find records in everyday words for a municipality's residents, one version of each family: theirs.

    ``area`` is the municipality's code, or empty for what holds in all Tokyo. Without words, everything within
    the facets is listed by name. What is not public ``on`` that day is left out, and so are synthetic records
    unless they are asked for too.
    """
    began = perf_counter()
    narrowed = narrowed_by(facets or {})
    front = front_scopes(area, synthetic)
    known = lexicon()
    asked = plan(words, known) if words.strip() else QueryPlan("", "", "")
    if asked.is_empty:
        if words.strip() or not narrowed:
            return Found(took=perf_counter() - began)
        found = by_facets(front, narrowed)
        ranked = [Ranked(each.heading.key, 1.0, ()) for each in sorted(found, key=lambda c: c.heading.name)]
    else:
        found = _candidates(asked, front, narrowed)
        ranked = _ranked(asked, found)
        if not ranked or ranked[0].score < _SURE:
            near = set(closest(asked, area=area, synthetic=synthetic, most=_OFFICE))
            known_already = {each.record for each in found}
            if near := near - known_already:
                found += by_records(sorted(near))
                ranked = _ranked(asked, found)
        if not ranked:
            found = by_words(asked, front, narrowed, _OFFICE, Reach.BODIES)
            ranked = [Ranked(each.heading.key, _LEAST_SCORE, ()) for each in found]
    chosen = _one_of_each(ranked, {each.heading.key: each for each in found}, area, on, synthetic)
    records = Record.objects.select_related("current", "body").in_bulk(
        [each.record for each, _ in chosen[offset : offset + limit]]
    )
    return Found(
        results=tuple(
            Hit(records[each.record], one.score, _shown(one.why))
            for each, one in chosen[offset : offset + limit]
        ),
        total=len(chosen),
        facets=_counted(each for each, _ in chosen),
        did_you_mean=asked.did_you_mean,
        meant=_shown(term.text for term in asked.terms)[:3],
        took=perf_counter() - began,
    )


def _shown(words: Iterable[str]) -> tuple[str, ...]:
    """Return official words as they are written; the question's own nouns are left out."""
    known = lexicon()
    return tuple(dict.fromkeys(known.shown[word] for word in words if word in known.official))


def narrowed_by(facets: Facets) -> list[list[str]]:
    """Return the tokens of the facets asked for: of each facet one value suffices.

    A record that tells no ages is never left out for its ages. Raises ValueError for a facet not known.
    """
    groups: list[list[str]] = []
    for facet, values in facets.items():
        if facet not in FACETS:
            raise ValueError(f"知らない絞り込みです: {facet}")
        wanted = [*values, NO_AGE] if facet == "age" and values else list(values)
        if wanted:
            groups.append([facet_token(facet, value) for value in wanted])
    return groups


def _candidates(asked: QueryPlan, front: list[str], narrowed: list[list[str]]) -> list[Candidate]:
    """Return what the words may mean: first what residents do, then what the law has them file."""
    found = by_words(asked, front, narrowed, _FRONT)
    if len(found) < _PLENTY:
        found += by_words(asked, front, narrowed, _FRONT, Reach.SUMMARIES)
    found += by_words(asked, LAW_SCOPES, narrowed, _LAW)
    if len(found) < _ENOUGH:
        found += by_words(asked, OFFICE_SCOPES, narrowed, _OFFICE)
    return list({each.heading.key: each for each in found}.values())


def _ranked(asked: QueryPlan, found: Sequence[Candidate]) -> list[Ranked]:
    headings: list[Heading] = [each.heading for each in found]
    close = similarities(asked, {each.heading.key: each.vector for each in found})
    ranked = rank(asked, headings, lexicon().weights, close)
    if not ranked or ranked[0].score < _LEAST_SCORE:
        return []
    least = max(_LEAST_SCORE, ranked[0].score * _LEAST_OF_BEST)
    return [one for one in ranked if one.score >= least]


def _one_of_each(
    ranked: Sequence[Ranked], found: Mapping[str, Candidate], area: str, on: date, synthetic: bool
) -> list[tuple[Candidate, Ranked]]:
    """Return one version of each family in order, the municipality's own where it has one."""
    own = {}
    if area and area != METROPOLIS:
        heads = {found[one.key].family for one in ranked if not found[one.key].heading.local}
        own = variants_of(heads, area, synthetic=synthetic)
    chosen: list[tuple[Candidate, Ranked]] = []
    seen: set[str] = set()
    for one in ranked:
        each = own.get(found[one.key].family, found[one.key])
        # A family is told apart by its head; records without one (imports) by their name in this area.
        marks = {each.family, f"{each.heading.name} {each.heading.tier}"}
        if seen & marks or not each.is_public(on):
            continue
        seen |= marks
        chosen.append((each, one))
    return chosen


def _counted(chosen: Iterable[Candidate]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = {facet: Counter() for facet in FACETS}
    for each in chosen:
        for facet, values in each.facets.items():
            if facet in counts:
                counts[facet].update(values)
    return {facet: dict(count.most_common()) for facet, count in counts.items() if count}
