"""What is exported: published records, real ones unless the sandbox is asked for, with what their source has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from todoke.apps.registry.models import ImportedText, Kind, Record
from todoke.formats.sources import Format
from todoke.records.content import ProcedureContent, ProgramContent

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """A record on its way out; ``original`` is what an import last read it from, in the format asked for."""

    record: Record
    content: ProgramContent | ProcedureContent
    original: dict[str, Any] | None = None


def chosen(*, area: str = "", synthetic: bool = False, kind: Kind | None = None) -> QuerySet[Record]:
    """Return the published records of a municipality, or all, by their numbers."""
    records = Record.objects.published().filter(synthetic=synthetic)
    if area:
        records = records.filter(area=area)
    if kind is not None:
        records = records.filter(kind=kind)
    return records.select_related("current").order_by("pk")


def with_content(records: QuerySet[Record], *, formats: tuple[Format, ...] = ()) -> Iterator[Exported]:
    """Yield the records with their content, and with their originals of these formats."""
    batch: list[Record] = []
    for record in records.iterator(chunk_size=CHUNK):
        batch.append(record)
        if len(batch) == CHUNK:
            yield from _completed(batch, formats)
            batch = []
    yield from _completed(batch, formats)


def _completed(batch: list[Record], formats: tuple[Format, ...]) -> Iterator[Exported]:
    originals: dict[int, dict[str, Any]] = {}
    if formats and batch:
        texts = ImportedText.objects.filter(
            source__format__in=formats, source__record_id__in=[record.pk for record in batch]
        )
        originals = {text.source.record_id: json.loads(str(text)) for text in texts.select_related("source")}
    for record in batch:
        yield Exported(record, record.content, originals.get(record.pk))
