"""Word vectors of records, where the extra ``[semantic]`` is installed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from todoke.search.documents import Document
from todoke.search.plans import QueryPlan
from todoke.search.vectors import WordVectors, find_word_vectors, similarity


@cache
def word_vectors() -> WordVectors | None:
    """Return the word vectors, or None where the extra is not installed."""
    return find_word_vectors()


def vectorize(document: Document) -> bytes | None:
    """Return the vector of a document's name and everyday words, or None without the extra."""
    vectors = word_vectors()
    if vectors is None:
        return None
    return vectors.packed(" ".join((document.name, document.common_name, *document.words, document.summary)))


def similarities(asked: QueryPlan, packed: Mapping[str, bytes | None]) -> dict[str, float] | None:
    """Return how close each candidate's vector is to the question's, or None without the extra."""
    vectors = word_vectors()
    own = vectors.of(asked.asked) if vectors is not None else None
    if own is None:
        return None
    return {key: similarity(own, vector) for key, vector in packed.items() if vector is not None}
