"""An import from its first batch to its last: it can be killed at any moment and goes on where it was."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from todoke.apps.accounts.models import Account
from todoke.apps.registry.importing.batches import Manner, import_batch, known_texts
from todoke.apps.registry.importing.files import sha256_of
from todoke.apps.registry.importing.retiring import retire_vanished
from todoke.apps.registry.models import ImportRow, ImportRun, RowOutcome, RunState
from todoke.apps.registry.search.writing import optimize
from todoke.formats import ahead
from todoke.formats.ahead import Ready
from todoke.formats.sources import Format, Source, open_source

BATCH = 500

MUCH = 10_000
"""From so many records on the search index is worth being put in order afterwards."""

_INDEXED = (RowOutcome.CREATED, RowOutcome.CHANGED, RowOutcome.RETIRED)

Progress = Callable[[ImportRun, int], None]
"""Called after each batch with the run and how far along the file it is."""


class RunTakenError(RuntimeError):
    """Another process imports the same file at this moment; the message says so in Japanese."""


def begin_run(
    path: Path,
    format_: Format,
    *,
    at: datetime,
    dry_run: bool = False,
    full: bool = False,
    by: Account | None = None,
) -> tuple[ImportRun, Source]:
    """Return the run that imports the file: one that was broken off, or a new one.

    Raises:
        TableError, UnknownEncodingError: the file cannot be read in this format. Nothing was written.
    """
    source = open_source(format_, path)
    digest = sha256_of(path)
    broken_off = ImportRun.objects.filter(
        format=format_, sha256=digest, state=RunState.RUNNING, dry_run=dry_run, full=full
    )
    if dry_run:
        # A trial writes nothing it could go on from.
        broken_off.update(state=RunState.FAILED, error="途中で止まった試しの読み込みです", finished_at=at)
    run = broken_off.order_by("pk").first()
    if run is None:
        run = ImportRun.objects.create(
            format=format_,
            file_name=path.name[:200],
            sha256=digest,
            size=path.stat().st_size,
            total=source.total,
            dry_run=dry_run,
            full=full,
            notes=list(source.notes),
            by=by,
            started_at=at,
        )
    return run, source


def carry_on(
    run: ImportRun,
    source: Source,
    path: Path,
    *,
    on: date,
    now: Callable[[], datetime],
    overwrite: bool = False,
    again: bool = False,
    progress: Progress | None = None,
) -> ImportRun:
    """Import what is left of the file and finish the run.

    Raises:
        RunTakenError: another process moved the run on meanwhile. What it wrote stands.
    """
    first = Manner(on, now(), overwrite, again)
    reading = ahead.batches(
        source.format,
        path,
        resume=run.resume,
        position=run.position,
        size=BATCH,
        known=known_texts(run, first),
        data=settings.DATA_DIR,
    )
    with closing(reading), _quiet_collector(), _roomy_database():
        for batch in reading:
            _write_batch(run, batch, Manner(on, now(), overwrite, again))
            if progress:
                progress(run, batch[-1].done)
    if run.full:
        retire_vanished(run, on=on, now=now)
    if sum(run.counts.get(outcome, 0) for outcome in _INDEXED) >= MUCH and not run.dry_run:
        optimize()
    run.state, run.finished_at = RunState.FINISHED, now()
    run.save(update_fields=("state", "finished_at", "counts", "notes"))
    return run


def fail(run: ImportRun, reason: str, *, at: datetime) -> None:
    """Note why a run broke down; it is not gone on with."""
    run.state, run.error, run.finished_at = RunState.FAILED, reason, at
    run.save(update_fields=("state", "error", "finished_at"))


@contextmanager
def _quiet_collector() -> Iterator[None]:
    """Keep the garbage collector from walking over a batch again and again while it is made."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def _roomy_database() -> Iterator[None]:
    """Give SQLite room for the pages a large import touches again and again, and fewer checkpoints."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {}
        for pragma, value in (("cache_size", -131_072), ("wal_autocheckpoint", 16_384)):
            before[pragma] = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            cursor.execute(f"PRAGMA {pragma} = {value}")
        try:
            yield
        finally:
            for pragma, value in before.items():
                cursor.execute(f"PRAGMA {pragma} = {value}")


def _write_batch(run: ImportRun, batch: list[Ready], manner: Manner) -> None:
    """Write a batch and move the run on, both or neither."""
    resume = batch[-1].resume
    with transaction.atomic():
        held = ImportRun.objects.select_for_update().get(pk=run.pk)
        if held.resume != run.resume or held.state != RunState.RUNNING:
            raise RunTakenError("同じファイルを別の処理が読み込んでいます")
        point = transaction.savepoint()
        tally = import_batch(run, batch, manner)
        if run.dry_run:
            transaction.savepoint_rollback(point)
        else:
            transaction.savepoint_commit(point)
        ImportRow.objects.bulk_create(tally.report, batch_size=1000)
        counts = Counter(held.counts) + tally.counts
        rules = Counter(held.rules) + tally.rules
        position = held.position + len(batch)
        ImportRun.objects.filter(pk=run.pk).update(
            resume=resume, position=position, counts=counts, rules=rules
        )
    run.resume, run.position, run.counts, run.rules = resume, position, dict(counts), dict(rules)
