"""Fetching candidates from the index, in SQLite's and in PostgreSQL's words (候補の取り出し)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from todoke.apps.registry.models import SearchEntry
from todoke.search.plans import Narrowed, QueryPlan, Reach, browse_fts5, browse_tsquery
from todoke.search.searchables import METROPOLIS, Heading

MOST_BROWSED = 2000
_READ = (
    "record_id", "name", "words", "summary", "tier", "area", "family", "facets",
    "public_from", "public_until", "vector",
)  # fmt: skip
_COLUMNS = ", ".join(f"e.{column}" for column in _READ)
_SQLITE = f"""
SELECT {_COLUMNS}, -t.rank FROM registry_searchtext t JOIN registry_searchentry e ON e.id = t.rowid
WHERE t.registry_searchtext MATCH %s AND t.rank MATCH 'bm25(6, 4, 1.5, 1, 0)' ORDER BY t.rank LIMIT %s
"""
# Weights of the letters D (body), C (summary, facets), B (words), A (name).
_POSTGRESQL = f"""
SELECT {_COLUMNS}, ts_rank('{{{{0.1, 0.2, 0.6, 1.0}}}}', e.{{column}}, %s::tsquery) AS score
FROM registry_searchentry e WHERE e.{{column}} @@ %s::tsquery ORDER BY score DESC, e.id LIMIT %s
"""
_TOKENS, _TEXTS = _POSTGRESQL.format(column="tokens"), _POSTGRESQL.format(column="texts")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A row of the index that may be what is looked for."""

    record: int
    heading: Heading
    family: str
    facets: dict[str, list[str]]
    public_from: date | None
    public_until: date | None
    vector: bytes | None

    def is_public(self, on: date) -> bool:
        """Tell whether it is shown that day."""
        return not (
            (self.public_from is not None and on < self.public_from)
            or (self.public_until is not None and on > self.public_until)
        )


_MORE_ON_POSTGRESQL = 2
"""ts_rank knows nothing of how rare a word is: more rows are fetched, and put in order by ``rank``."""


def by_words(
    asked: QueryPlan, scopes: Sequence[str], narrowed: Narrowed, limit: int, reach: Reach = Reach.NAMES
) -> list[Candidate]:
    """Return the rows that hold the plan's words, the likeliest first."""
    if connection.vendor == "sqlite":
        return _fetch(_SQLITE, asked.fts5_match(scopes, narrowed=narrowed, reach=reach), limit)
    sql = _TOKENS if reach is Reach.NAMES else _TEXTS
    return _fetch(sql, asked.tsquery(scopes, narrowed=narrowed, reach=reach), limit * _MORE_ON_POSTGRESQL)


def by_facets(scopes: Sequence[str], narrowed: Narrowed) -> list[Candidate]:
    """Return the rows within the facets."""
    if connection.vendor == "sqlite":
        return _fetch(_SQLITE, browse_fts5(scopes, narrowed), MOST_BROWSED)
    return _fetch(_TOKENS, browse_tsquery(scopes, narrowed), MOST_BROWSED)


def by_records(records: Sequence[int]) -> list[Candidate]:
    """Return the rows of these records."""
    entries = SearchEntry.objects.filter(record_id__in=records)
    return [_candidate((*row, 0.0)) for row in entries.values_list(*_READ)]


def variants_of(
    families: Iterable[str], municipality: str, *, synthetic: bool = False
) -> dict[str, Candidate]:
    """Return a municipality's own version of each of these families, where it has one."""
    entries = SearchEntry.objects.filter(family__in=set(families), area=municipality)
    if not synthetic:
        entries = entries.filter(synthetic=False)
    found: dict[str, Candidate] = {}
    for row in entries.order_by("record_id").values_list(*_READ):
        candidate = _candidate((*row, 0.0))
        found.setdefault(candidate.family, candidate)
    return found


def _fetch(sql: str, expression: str, limit: int) -> list[Candidate]:
    if not expression:
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, [*[expression] * (sql.count("%s") - 1), limit])
        return [_candidate(row) for row in cursor.fetchall()]


def _candidate(row: Sequence[Any]) -> Candidate:
    record, name, words, summary, tier, area, family, facets, public_from, public_until, vector, score = row
    return Candidate(
        record=record,
        heading=Heading(
            key=str(record),
            name=name,
            words=words,
            summary=summary,
            tier=tier,
            local=area not in ("", METROPOLIS),
            score=score,
        ),
        family=family,
        facets=json.loads(facets) if isinstance(facets, str) else facets,
        public_from=_day(public_from),
        public_until=_day(public_until),
        vector=bytes(vector) if vector is not None else None,
    )


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
