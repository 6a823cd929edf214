"""One batch of an import: compared with what its source said before, published, and written down.

A record that somebody here changed after the last import is kept as it is; the report says so.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from todoke.apps.registry.actions.numbers import allocate_number
from todoke.apps.registry.actions.publishing import Entry, Outcome, publish_many
from todoke.apps.registry.models import (
    ImportedSource,
    ImportedText,
    ImportRow,
    ImportRun,
    Record,
    RowOutcome,
    State,
)
from todoke.base import corporate_number
from todoke.formats.ahead import Ready, is_synthetic
from todoke.formats.cleaning import storable
from todoke.formats.repairs import Parsed, Unreadable
from todoke.formats.sources import Format
from todoke.records.content import as_json, fingerprint
from todoke.records.numbers import METROPOLIS, PROGRAM_MENU

_OUTCOMES = {
    Outcome.CREATED: RowOutcome.CREATED,
    Outcome.CHANGED: RowOutcome.CHANGED,
    Outcome.UNCHANGED: RowOutcome.UNCHANGED,
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How a run treats what it meets."""

    on: date
    at: datetime
    overwrite: bool = False
    """The file wins over what was changed here."""
    again: bool = False
    """Records are read again though their source did not change, as after a change of the reader."""


@dataclass(slots=True)
class _Row:
    """One record of the batch on its way."""

    parsed: Parsed
    ready: Ready
    scope: str
    key: str
    source: ImportedSource | None = None
    outcome: RowOutcome = RowOutcome.UNCHANGED
    number: str = ""


@dataclass(slots=True)
class Tally:
    """What a batch did; the rows of the report are not written yet, since a trial keeps nothing else."""

    counts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    report: list[ImportRow] = field(default_factory=list)


def import_batch(run: ImportRun, items: Sequence[Ready], manner: Manner) -> Tally:
    """Bring a batch into the registry. Call it in a transaction that also moves the run on."""
    format_ = Format(run.format)
    tally = Tally()
    report = tally.report
    unchanged = _seen_again(run, items, report)
    rows = _rows(run, format_, items, report)
    fresh = [row for row in rows if not _is_known(row, manner)]
    entries = _entries(fresh, format_, manner)
    results = publish_many([entry for _, entry in entries], on=manner.on, at=manner.at, channel=format_.value)
    for (row, _), result in zip(entries, results, strict=True):
        row.outcome = _OUTCOMES[result.outcome]
    _keep_sources(run, format_, rows)
    for row in rows:
        tally.rules.update(repair.rule for repair in row.parsed.repairs)
        tally.rules.update(problem.kind for problem in row.parsed.problems)
        said = row.parsed.repairs or row.parsed.problems or row.outcome != RowOutcome.CREATED
        if said and row.outcome != RowOutcome.UNCHANGED:
            report.append(_reported(run, row))
        tally.counts[row.outcome] += 1
    tally.counts[RowOutcome.UNCHANGED] += unchanged
    tally.counts[RowOutcome.UNREADABLE] += len(items) - len(rows) - unchanged
    report.sort(key=lambda row: row.position)
    return tally


def known_texts(run: ImportRun, manner: Manner) -> dict[str, int]:
    """Return the digests of texts that need not be read again, each with its source."""
    if manner.again:
        return {}
    sources = ImportedSource.objects.filter(format=run.format, record__state=State.PUBLISHED)
    return dict(sources.values_list("digest", "pk").iterator(chunk_size=5000))


def _seen_again(run: ImportRun, items: Sequence[Ready], report: list[ImportRow]) -> int:
    """Note that the run saw what is known already; return how many. What comes twice goes to the report."""
    known = [item.known for item in items if item.known is not None]
    if not known:
        return 0
    numbers = dict(
        ImportedSource.objects.filter(pk__in=known).exclude(run=run).values_list("pk", "record__number")
    )
    ImportedSource.objects.filter(pk__in=numbers).update(run=run)
    count = 0
    for place, item in enumerate(items, start=1):
        if item.known is None:
            continue
        if numbers.pop(item.known, None) is None:
            report.append(_refused(run, run.position + place, "同じ記録が、この前にもあります", ""))
        else:
            count += 1
    return count


def _rows(run: ImportRun, format_: Format, items: Sequence[Ready], report: list[ImportRow]) -> list[_Row]:
    """Return the records that were read; what was not, and what comes twice, goes to the report."""
    rows: dict[str, _Row] = {}
    twice: list[tuple[Parsed, Ready]] = []
    for item in items:
        found = item.found
        if found is None:
            continue
        if isinstance(found, Unreadable):
            report.append(_refused(run, found.row, found.reason, found.raw))
            continue
        scope = found.content.owner.body or (found.content.owner.name or "")[:60]
        key = (found.number or f"{scope}/{found.source_key}")[:200]
        if key in rows:
            twice.append((found, item))
        else:
            rows[key] = _Row(found, item, scope, key, number=found.number)
    known = ImportedSource.objects.filter(format=format_, key__in=rows).select_related("record")
    for source in known:
        row = rows[source.key]
        if source.run_id == run.pk:  # an earlier batch of this run had it
            twice.append((row.parsed, row.ready))
            del rows[source.key]
            continue
        row.source = source
        row.number = source.record.number
    for found, item in twice:
        reason = f"同じ番号({found.number or found.source_key})の記録が、この前にもあります"
        text = zlib.decompress(item.packed).decode() if item.packed else ""
        report.append(_refused(run, found.position, reason, text))
    return list(rows.values())


def _is_known(row: _Row, manner: Manner) -> bool:
    """Tell whether the source says what it said before, and the record still stands."""
    return (
        not manner.again
        and row.source is not None
        and row.source.digest == row.ready.digest
        and row.source.record.state == State.PUBLISHED
    )


def _entries(rows: Sequence[_Row], format_: Format, manner: Manner) -> list[tuple[_Row, Entry]]:
    """Return what is to be published; rows whose record was changed here are left out."""
    channels = {
        number: (channel, mark)
        for number, channel, mark in Record.objects.filter(
            number__in=[row.number for row in rows if row.number], current__isnull=False
        ).values_list("number", "current__channel", "current__fingerprint")
    }
    found = []
    for row in rows:
        content = row.parsed.content
        channel, mark = channels.get(row.number, (format_.value, ""))
        if channel != format_ and not manner.overwrite:
            if mark != fingerprint(as_json(content)):
                row.outcome = RowOutcome.KEPT
            continue
        if not row.number:
            issuer = content.owner.body or ""
            issuer = issuer if corporate_number.is_corporate_number(issuer) else METROPOLIS
            row.number = str(allocate_number(issuer=issuer, menu=PROGRAM_MENU))
        entry = Entry(
            row.number,
            content,
            dated=False,
            synthetic=is_synthetic(row.number),
            indexed=row.ready.indexed.unpacked() if row.ready.indexed else None,
        )
        found.append((row, entry))
    return found


def _keep_sources(run: ImportRun, format_: Format, rows: Sequence[_Row]) -> None:
    """Remember what the source says and that this run saw it."""
    seen = [row.source.pk for row in rows if row.source and row.source.digest == row.ready.digest]
    ImportedSource.objects.filter(pk__in=seen).update(run=run)
    moved = [row for row in rows if not row.source or row.source.digest != row.ready.digest]
    numbers = [row.number for row in moved if not row.source]
    ids = dict(Record.objects.filter(number__in=numbers).values_list("number", "pk"))
    old = [row.source for row in moved if row.source]
    new = []
    for row in moved:
        if row.source is None:
            row.source = ImportedSource(format=format_, key=row.key, record_id=ids[row.number])
            new.append(row.source)
        row.source.run, row.source.position = run, row.parsed.position
        row.source.scope, row.source.digest = row.scope, row.ready.digest
    ImportedSource.objects.bulk_create(new, batch_size=500)
    ImportedSource.objects.bulk_update(old, ("run", "position", "scope", "digest"), batch_size=200)
    texts = [
        ImportedText(source=row.source, packed=row.ready.packed)
        for row in moved
        if row.source and row.ready.packed is not None
    ]
    ImportedText.objects.filter(source__in=old).delete()
    ImportedText.objects.bulk_create(texts, batch_size=500)


def _reported(run: ImportRun, row: _Row) -> ImportRow:
    return ImportRow(
        run=run,
        position=row.parsed.position,
        number=row.number,
        outcome=row.outcome,
        repairs=storable(row.parsed.repairs),
        problems=storable(row.parsed.problems),
        reason="画面で公開された内容と違うため、ファイルの内容にしませんでした"
        if row.outcome == RowOutcome.KEPT
        else "",
    )


def _refused(run: ImportRun, position: int, reason: str, raw: str) -> ImportRow:
    return ImportRow(
        run=run, position=position, outcome=RowOutcome.UNREADABLE, reason=reason, raw=storable(raw)
    )
