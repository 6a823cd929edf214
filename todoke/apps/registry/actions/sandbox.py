"""The sandbox: synthetic records (合成データ) to try a program against, and changes that keep its feed moving."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from todoke.apps.registry.actions.publishing import Entry, Outcome, publish_many
from todoke.apps.registry.models import Record, State, Statement
from todoke.formats.generating.writing import records as made_records
from todoke.formats.repairs import RecordError
from todoke.formats.tokyo.reading import parse
from todoke.rules.texts import Text

CHANNEL = "sandbox"
_BATCH = 200
_RETIRED_SHARE = 0.1


def fill_sandbox(count: int, *, on: date, at: datetime) -> int:
    """Publish the first ``count`` synthetic records that there are not yet; return how many were new.

    A number that a real record has is left alone.
    """
    fresh = 0
    for batch in _batches(count):
        taken = set(
            Record.objects.filter(number__in=[entry.number for entry in batch]).values_list(
                "number", flat=True
            )
        )
        entries = [entry for entry in batch if entry.number not in taken]
        results = publish_many(entries, on=on, at=at, channel=CHANNEL)
        fresh += sum(result.outcome is Outcome.CREATED for result in results)
    return fresh


def tick_sandbox(count: int, *, on: date, at: datetime, luck: random.Random) -> int:
    """Change ``count`` synthetic records, end some, bring ended ones back; return how many changed."""
    every = list(
        Record.objects.filter(synthetic=True).exclude(state=State.DRAFT).values_list("pk", flat=True)
    )
    chosen = luck.sample(every, min(count, len(every)))
    found = Record.objects.select_related("current").filter(pk__in=chosen).order_by("pk")
    entries = [_changed(record, on=on, at=at, luck=luck) for record in found]
    results = publish_many(entries, on=on, at=at, channel=CHANNEL)
    return sum(result.outcome is not Outcome.UNCHANGED for result in results)


def _changed(record: Record, *, on: date, at: datetime, luck: random.Random) -> Entry:
    content = record.content
    ends = record.state == State.PUBLISHED and luck.random() < _RETIRED_SHARE
    if not ends:
        said = f"(合成データ){at:%Y年%m月%d日%H時%M分%S秒}に変えた内容です。"
        content = content.model_copy(update={"summary": Text(ja=said), "checked_on": on})
    return Entry(
        record.number,
        content,
        effective_from=on,
        statement=Statement.RETIRED if ends else Statement.HOLDS,
        synthetic=True,
    )


def _batches(count: int) -> Iterator[Sequence[Entry]]:
    batch: list[Entry] = []
    for position, record in enumerate(made_records(count), 1):
        try:
            parsed = parse(record, position=position)
        except RecordError:
            continue  # one in some thousands is made too dirty to be kept under a number
        batch.append(Entry(parsed.number, parsed.content, dated=False, synthetic=True))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
