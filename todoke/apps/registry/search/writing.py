"""Writing the search index in the transaction that publishes, one record or a thousand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from todoke.apps.registry.models import Record, SearchEntry, State
from todoke.apps.registry.projections import Published
from todoke.apps.registry.search.lexicons import lexicon
from todoke.apps.registry.search.vectors import vectorize
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.search.prepared import Prepared, prepare
from todoke.search.searchables import Tier

_FIELDS = ("name", "words", "summary", "body", "facets")
_INTO_FTS5 = """
INSERT INTO registry_searchtext (rowid, name, words, summary, body, facets) VALUES (%s, %s, %s, %s, %s, %s)
"""
_COPIED = (
    "record_id", "name", "words", "summary", "tier", "area", "family", "synthetic", "facets",
    "public_from", "public_until", "vector",
)  # fmt: skip
_COPY = f"COPY registry_searchentry ({', '.join(_COPIED)}, tokens, texts) FROM STDIN"
_WITH_TEXTS = (Tier.RESIDENT, Tier.BUSINESS)
"""Rows of the national survey have no texts beyond their names."""
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class _Prepared:
    entry: SearchEntry
    tokens: dict[str, list[str]]


def index(published: Sequence[Published]) -> None:
    """Make search know these records as they now are; what has ended is found no more."""
    if not published:
        return
    SearchEntry.objects.filter(record_id__in=[each.record.pk for each in published]).delete()
    _write(
        [_prepared(each.record, each.content, each.indexed) for each in published if each.content is not None]
    )


@transaction.atomic
def rebuild() -> int:
    """Write the whole index anew, as after a change of ``data/search``; return how many records it holds."""
    SearchEntry.objects.all().delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO registry_searchtext(registry_searchtext) VALUES ('delete-all')")
    count = 0
    records = Record.objects.filter(state=State.PUBLISHED).select_related("current").order_by("pk")
    for batch in _batches(records.iterator(chunk_size=_BATCH)):
        _write([_prepared(record, record.content) for record in batch])
        count += len(batch)
    optimize()
    return count


def optimize() -> None:
    """Bring the index into its fastest form, after much was written."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO registry_searchtext(registry_searchtext) VALUES ('optimize')")
        else:
            for index_name in ("registry_searchentry_tokens", "registry_searchentry_texts"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index_name])
            cursor.execute("ANALYZE registry_searchentry")


def _batches(records: Iterable[Record]) -> Iterable[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _prepared(
    record: Record, content: ProgramContent | ProcedureContent, ready: Prepared | None = None
) -> _Prepared:
    if ready is None:
        ready = prepare(record.number, content, lexicon().spelling, synthetic=record.synthetic)
    searchable, heading = ready.searchable, ready.heading
    entry = SearchEntry(
        record_id=record.pk,
        name=heading.name[:300],
        words=heading.words,
        summary=heading.summary,
        tier=searchable.tier,
        area=record.area,
        family=searchable.family,
        synthetic=record.synthetic,
        facets=dict(searchable.facets),
        public_from=content.public_from,
        public_until=content.public_until,
        vector=vectorize(searchable),
    )
    return _Prepared(entry, ready.tokens)


def _write(prepared: Sequence[_Prepared]) -> None:
    if connection.vendor == "sqlite":
        _write_sqlite(prepared)
    elif prepared:
        _write_postgresql(prepared)


def _write_sqlite(prepared: Sequence[_Prepared]) -> None:
    SearchEntry.objects.bulk_create([each.entry for each in prepared], batch_size=500)
    rows: list[list[str | int]] = [
        [each.entry.pk, *(" ".join(each.tokens[field]) for field in _FIELDS)] for each in prepared
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_INTO_FTS5, rows)


def _write_postgresql(prepared: Sequence[_Prepared]) -> None:
    with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for each in prepared:
            values = [getattr(each.entry, column) for column in _COPIED]
            values[_COPIED.index("facets")] = json.dumps(each.entry.facets)
            texts = _tsvector(each.tokens) if each.entry.tier in _WITH_TEXTS else ""
            copy.write_row((*values, _tsvector({**each.tokens, "summary": [], "body": []}), texts))


def _tsvector(tokens: dict[str, list[str]]) -> str:
    """Return the text of a tsvector: every token quoted, with the letter of its field."""
    return " ".join(
        "'" + token.replace("\\", "\\\\").replace("'", "''") + f"':1{letter}"
        for field, letter in zip(_FIELDS, "ABCDC", strict=True)
        for token in tokens[field]
    )
