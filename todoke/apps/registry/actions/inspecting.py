"""Looking through records for what needs a hand, and opening tasks about it (点検)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from todoke.apps.registry.actions.tasks import Finding, record_findings
from todoke.apps.registry.models import Outcome, Record, Task
from todoke.reading.contradictions import contradictions, month_bands
from todoke.reading.reader import read
from todoke.records.content import ProcedureContent, ProgramContent
from todoke.records.plausibility import Doubt, Implausible, implausible
from todoke.records.upkeep import Upkeep

Content = ProgramContent | ProcedureContent
NEEDS = tuple(doubt.value for doubt in Doubt)
_AT_ONCE = 500
_MOST_QUOTES = 5


def inspect(
    *,
    record_ids: Iterable[int],
    on: date,
    at: datetime,
    upkeep: Upkeep,
    codes: Mapping[str, Collection[str]] | None = None,
) -> tuple[int, int]:
    """Look through published records; return how many tasks were opened and how many settled by themselves.

    What somebody looked at and left as it is (そのままでよい) is not asked again until the record changes.
    Records that nobody here keeps are passed over: there is nobody to ask.
    """
    opened = settled = 0
    for ids in _batches(record_ids):
        records = list(
            Record.objects.published().filter(pk__in=ids, body__isnull=False).select_related("current")
        )
        kept = _left_alone(records)
        findings = [
            finding
            for record in records
            for finding in _findings(record, on=on, upkeep=upkeep, codes=codes)
            if (finding.record_id, finding.need, finding.key[:200], finding.detail["message"]) not in kept
        ]
        fresh, gone = record_findings(
            findings=findings, needs=NEEDS, record_ids=[record.pk for record in records], at=at
        )
        opened += fresh
        settled += gone
    return opened, settled


def doubts(
    content: Content, *, on: date, upkeep: Upkeep, codes: Mapping[str, Collection[str]] | None = None
) -> list[Implausible]:
    """Return everything doubtful about a content, with what reading its own words says."""
    return [
        *implausible(content, on=on, upkeep=upkeep, codes=codes),
        *(_read(content) if isinstance(content, ProgramContent) else ()),
    ]


def _findings(
    record: Record, *, on: date, upkeep: Upkeep, codes: Mapping[str, Collection[str]] | None
) -> Iterator[Finding]:
    for doubt in doubts(record.content, on=on, upkeep=upkeep, codes=codes):
        detail: dict[str, Any] = {"message": doubt.message}
        if doubt.fields:
            detail["fields"] = list(doubt.fields)
        if doubt.changes:
            detail["changes"] = [dict(change) for change in doubt.changes]
        if doubt.quotes:
            detail["quotes"] = [{"text": quote} for quote in doubt.quotes]
        yield Finding(record.pk, doubt.doubt.value, doubt.key, detail)


def _read(content: ProgramContent) -> Iterator[Implausible]:
    """Yield what the words of a program say against its ages, and what they say that is in no field yet."""
    words = _words(content)
    stated = content.target.ages
    for found in contradictions(stated, words):
        pointer = f"target.ages.{stated.index(found.stated)}"
        change = {
            "field": pointer,
            "value": found.proposed.model_dump(mode="json", by_alias=True, exclude_defaults=True),
            "quote": found.quote or "",
            "standing": "inferred",
        } if found.proposed else None  # fmt: skip
        yield Implausible(
            Doubt.CONTRADICTION,
            pointer,
            found.message,
            (pointer, "name"),
            (change,) if change else (),
            (found.quote,) if found.quote else (),
        )
    if content.rules is not None:
        return  # a rule decides; its words need not be read
    reading = read(words)
    bands = () if stated else month_bands(reading)
    if bands:
        quotes = tuple(band.quote for band in bands if band.quote)
        yield Implausible(
            Doubt.UNREAD_CONDITION,
            "target.ages",
            "文から読み取れる年齢が、項目になっていません。正しければ「提案どおり」を選んでください。",
            ("target.ages",),
            (
                {
                    "field": "target.ages",
                    "value": [
                        band.model_dump(mode="json", by_alias=True, exclude_defaults=True) for band in bands
                    ],
                    "quote": "、".join(quotes),
                    "standing": "inferred",
                },
            ),
            quotes,
        )
    unread = [one.quote for one in reading.unread if one.field in ("targetPersons", "conditions")]
    if unread:
        told = "、".join(f"「{quote}」" for quote in unread[:_MOST_QUOTES])
        yield Implausible(
            Doubt.UNREAD_CONDITION,
            "target.conditions",
            f"機械が読めない条件があります: {told}。短い文に分けるか、そのままでよいかを決めてください。",
            ("target.conditions",),
            quotes=tuple(unread[:_MOST_QUOTES]),
        )


def _words(content: ProgramContent) -> dict[str, str]:
    texts = {
        "name": content.name,
        "targetPersons": content.target.persons,
        "conditions": content.target.conditions,
        "summary": content.summary,
        "description": content.description,
    }
    return {field: text.ja for field, text in texts.items() if text is not None}


def _left_alone(records: list[Record]) -> set[tuple[int, str, str, str]]:
    """Return what somebody decided to leave as it is since the record last changed."""
    changed = {record.pk: record.changed_at for record in records}
    tasks = Task.objects.filter(record__in=records, need__in=NEEDS, outcome=Outcome.KEPT)
    return {
        (task.record_id, task.need, task.key, str(task.detail.get("message", "")))
        for task in tasks
        if task.settled_at is not None
        and (since := changed[task.record_id]) is not None
        and since <= task.settled_at
    }


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    batch: list[int] = []
    for one in ids:
        batch.append(one)
        if len(batch) == _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
