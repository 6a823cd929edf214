"""Word vectors of records, where the extra ``[semantic]`` is installed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from todoke.apps.registry.models import SearchEntry
from todoke.search.plans import QueryPlan
from todoke.search.searchables import METROPOLIS, Searchable, Tier
from todoke.search.vectors import WordVectors, find_word_vectors, nearest, similarity

LEAST_SIMILARITY = 0.45


@cache
def word_vectors() -> WordVectors | None:
    """Return the word vectors, or None where the extra is not installed."""
    return find_word_vectors()


def vectorize(searchable: Searchable) -> bytes | None:
    """Return the vector of a searchable's name and everyday words, or None without the extra."""
    vectors = word_vectors()
    if vectors is None:
        return None
    return vectors.packed(
        " ".join((searchable.name, searchable.common_name, *searchable.words, searchable.summary))
    )


def closest(asked: QueryPlan, *, area: str, synthetic: bool, most: int) -> list[int]:
    """Return the records for residents of ``area`` that mean nearly what is asked; none without the extra."""
    vectors = word_vectors()
    own = vectors.of(asked.asked) if vectors is not None else None
    if own is None:
        return []
    entries = SearchEntry.objects.filter(
        area__in={area, METROPOLIS, ""}, tier__lte=Tier.BUSINESS, vector__isnull=False
    )
    if not synthetic:
        entries = entries.filter(synthetic=False)
    rows = list(entries.values_list("record_id", "vector"))
    packed = [bytes(vector or b"") for _, vector in rows]
    near = nearest(own, packed, least=LEAST_SIMILARITY, most=most)
    return [rows[place][0] for place in near]


def similarities(asked: QueryPlan, packed: Mapping[str, bytes | None]) -> dict[str, float] | None:
    """Return how close each candidate's vector is to the question's, or None without the extra."""
    vectors = word_vectors()
    own = vectors.of(asked.asked) if vectors is not None else None
    if own is None:
        return None
    return {key: similarity(own, vector) for key, vector in packed.items() if vector is not None}
