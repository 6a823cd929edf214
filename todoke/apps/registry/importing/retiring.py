"""Ending what a newer full file no longer holds; only where the import was told that the file is full."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from todoke.apps.registry.actions.publishing import Entry, Outcome, publish_many
from todoke.apps.registry.models import (
    ImportedSource,
    ImportRow,
    ImportRun,
    Record,
    RowOutcome,
    State,
    Statement,
)
from todoke.formats.sources import Format

BATCH = 200
LARGEST_SHARE = 0.5
"""Where more than this share of the records would end, the file is hardly full: nothing is ended."""

_WHOLE = frozenset({Format.TOKYO_REGISTRY, Format.PROCEDURES_SURVEY})
"""Formats whose full file speaks for every owner; others speak for the owners they name."""
_NUMBER = re.compile(r"psid3\.0\+[0-9]{13}\+[0-9]{1,9}\+[A-Z]{1,2}[0-9]{0,9}")


def retire_vanished(run: ImportRun, *, on: date, now: Callable[[], datetime]) -> None:
    """End the records of this format that the run did not see."""
    if run.dry_run:
        run.notes = [*run.notes, "試しの読み込みでは、ファイルから消えた記録の終了は数えません。"]
        return
    vanished = _vanished(run)
    if vanished is None:
        run.notes = [
            *run.notes,
            "読めない記録に番号の分からないものがあるため、消えた記録を終了にしませんでした。",
        ]
        return
    known = ImportedSource.objects.filter(format=run.format, record__state=State.PUBLISHED).count()
    already = run.counts.get(RowOutcome.RETIRED, 0)
    share = (vanished.count() + already) / known if known else 0
    if share > LARGEST_SHARE:
        run.notes = [
            *run.notes,
            f"登録の{share:.0%}がファイルにありません。全件のファイルではないと見て、どれも終了にしませんでした。",
        ]
        return
    while ids := list(vanished.values_list("record_id", flat=True)[:BATCH]):
        if not _retire(run, ids, on=on, at=now()):
            break


def _vanished(run: ImportRun) -> QuerySet[ImportedSource] | None:
    """Return what the run did not see; None where a record that was not read might be any of it."""
    unreadable = ImportRow.objects.filter(run=run, outcome=RowOutcome.UNREADABLE)
    unread: set[str] = set()
    for raw in unreadable.values_list("raw", flat=True):
        numbers = set(_NUMBER.findall(raw))
        if not numbers or len(numbers) < raw.count('"institutionName"'):
            return None
        unread.update(numbers)
    sources = ImportedSource.objects.filter(
        format=run.format, record__state=State.PUBLISHED, record__current__channel=run.format
    ).exclude(run=run)
    if run.format not in _WHOLE:
        seen = ImportedSource.objects.filter(format=run.format, run=run).values("scope")
        sources = sources.filter(scope__in=seen)
    return sources.exclude(record__number__in=unread).order_by("record_id")


@transaction.atomic
def _retire(run: ImportRun, ids: list[int], *, on: date, at: datetime) -> int:
    """Return how many ended."""
    records = list(Record.objects.filter(pk__in=ids).select_related("current"))
    entries = [
        Entry(
            record.number,
            record.content,
            dated=False,
            statement=Statement.RETIRED,
            note="全件のファイルから消えたため",
            synthetic=record.synthetic,
        )
        for record in records
    ]
    results = publish_many(entries, on=on, at=at, channel=run.format)
    ended = [result.number for result in results if result.outcome is not Outcome.UNCHANGED]
    ImportRow.objects.bulk_create(
        ImportRow(run=run, position=0, number=number, outcome=RowOutcome.RETIRED) for number in ended
    )
    run.counts = dict(Counter(run.counts) + Counter({RowOutcome.RETIRED.value: len(ended)}))
    ImportRun.objects.filter(pk=run.pk).update(counts=run.counts)
    return len(ended)
