"""Publishing: the one way by which a version comes into the registry, for one record or a thousand.

Everything that follows from it (lists, relations, change feed, search, links) happens in the same transaction.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from todoke.apps.accounts.models import Account
from todoke.apps.places.models import Body
from todoke.apps.registry import projections
from todoke.apps.registry.actions.feed import record_changes
from todoke.apps.registry.domain.versions import in_force
from todoke.apps.registry.models import Action, Alias, Record, Relation, State, Statement, Version
from todoke.records.content import ProcedureContent, ProgramContent, as_json, fingerprint
from todoke.search.prepared import Prepared

Content = ProgramContent | ProcedureContent


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be said of a record.

    ``dated`` entries say what holds from ``effective_from`` on and are compared with what was said of that same
    day. Others say what holds now, as an export of another system does: they are compared with the current
    version, and a difference takes effect on the day of publication.
    """

    number: str
    content: Content
    effective_from: date | None = None
    dated: bool = True
    statement: str = Statement.HOLDS
    sources: tuple[dict[str, Any], ...] = ()
    note: str = ""
    aliases: tuple[tuple[str, str], ...] = ()
    synthetic: bool = False
    indexed: Prepared | None = None
    """What search holds of it, where that was worked out beforehand."""


class Outcome(Enum):
    """What publishing an entry did."""

    CREATED = "新規"
    CHANGED = "変更"
    UNCHANGED = "変更なし"


@dataclass(frozen=True, slots=True)
class Result:
    """An entry's outcome, and the version that now says what the entry said."""

    number: str
    outcome: Outcome
    version: Version


@dataclass(slots=True)
class _Work:
    """One publication in progress."""

    on: date
    at: datetime
    channel: str
    proposed_by: Account | None
    approved_by: Account | None
    records: dict[str, Record] = field(default_factory=dict)
    versions: dict[str, list[Version]] = field(default_factory=lambda: defaultdict(list))
    fresh: list[Version] = field(default_factory=list)
    contents: dict[int, Content] = field(default_factory=dict)
    """Contents of fresh versions, by the identity of the version."""
    created: set[str] = field(default_factory=set)
    indexed: dict[int, Prepared | None] = field(default_factory=dict)
    """What search holds of fresh versions, by the identity of the version."""


@transaction.atomic
def publish_many(
    entries: Sequence[Entry],
    *,
    on: date,
    at: datetime,
    channel: str,
    proposed_by: Account | None = None,
    approved_by: Account | None = None,
) -> list[Result]:
    """Publish the entries; what says nothing new changes nothing.

    ``on`` is the day of publication, by which the current version of each record is chosen.
    """
    work = _Work(on, at, channel, proposed_by, approved_by)
    _load(work, entries)
    _create_records(work, entries)
    results = [_state(work, entry) for entry in entries]
    Version.objects.bulk_create(work.fresh)
    _write_aliases(work, entries)
    _settle(work)
    created = {id(work.versions[number][0]) for number in work.created}
    record_changes([(v, _action(v, id(v) in created)) for v in work.fresh], at=at)
    return results


def publish(entry: Entry, *, on: date, at: datetime, channel: str, **by: Account | None) -> Result:
    """Publish one entry."""
    return publish_many([entry], on=on, at=at, channel=channel, **by)[0]


@transaction.atomic
def bring_into_force(*, on: date, at: datetime) -> int:
    """Make the versions current whose day has come; return how many records changed.

    Source of the day: the caller's clock, in Tokyo. Doing it again on the same day changes nothing.
    """
    later = Q(record__current__effective_from__lt=F("effective_from"))
    undated = Q(record__current__effective_from__isnull=True)
    due = Version.objects.filter(later | undated, effective_from__lte=on)
    records = list(Record.objects.select_for_update().filter(pk__in=due.values("record_id")))
    work = _Work(on, at, "calendar", None, None)
    for record in records:
        work.records[record.number] = record
        work.versions[record.number] = list(record.versions.all())
    changed = _settle(work)
    record_changes([(v, _action(v, first=False)) for v in changed], at=at)
    return len(changed)


def _load(work: _Work, entries: Sequence[Entry]) -> None:
    numbers = {entry.number for entry in entries}
    records = Record.objects.select_for_update(of=("self",)).filter(number__in=numbers)
    work.records = {record.number: record for record in records}
    by_id = {record.pk: record.number for record in work.records.values()}
    for version in Version.objects.filter(record_id__in=by_id).defer("raw").order_by("serial"):
        work.versions[by_id[version.record_id]].append(version)


def _create_records(work: _Work, entries: Sequence[Entry]) -> None:
    missing: dict[str, Record] = {}
    bodies = set(Body.objects.values_list("number", flat=True))
    for entry in entries:
        if entry.number not in work.records and entry.number not in missing:
            record = missing[entry.number] = Record(number=entry.number, synthetic=entry.synthetic)
            _copy(record, entry.content)
            owner = entry.content.owner.body
            record.body_id = owner if owner in bodies else None
            record.changed_at = work.at
    if missing:
        for record in Record.objects.bulk_create(missing.values()):
            work.records[record.number] = record
    work.created = set(missing)


def _state(work: _Work, entry: Entry) -> Result:
    raw = as_json(entry.content)
    mark = fingerprint(raw)
    versions = work.versions[entry.number]
    if entry.dated:
        said = [v for v in versions if v.effective_from == entry.effective_from]
        before = said[-1] if said else None
    else:
        before = in_force(versions, on=work.on)
    sources = [dict(source) for source in entry.sources]
    if (
        before is not None
        and before.fingerprint == mark
        and before.statement == entry.statement
        and (not entry.dated or before.sources == sources)
    ):
        return Result(entry.number, Outcome.UNCHANGED, before)
    effective = entry.effective_from if entry.dated or not versions else work.on
    version = Version(
        record=work.records[entry.number],
        serial=versions[-1].serial + 1 if versions else 1,
        statement=entry.statement,
        effective_from=effective,
        recorded_at=work.at,
        raw=raw,
        fingerprint=mark,
        sources=sources,
        note=entry.note,
        channel=work.channel,
        proposed_by=work.proposed_by,
        approved_by=work.approved_by,
    )
    outcome = Outcome.CREATED if not versions else Outcome.CHANGED
    versions.append(version)
    work.fresh.append(version)
    work.contents[id(version)] = entry.content
    work.indexed[id(version)] = entry.indexed
    return Result(entry.number, outcome, version)


def _settle(work: _Work) -> list[Version]:
    """Make each record repeat the version in force, and return the versions that became current."""
    moved: list[tuple[Record, Version]] = []
    for number, record in work.records.items():
        current = in_force(work.versions[number], on=work.on)
        if current is not None and current.pk != record.current_id:
            moved.append((record, current))
    bodies = set(Body.objects.values_list("number", flat=True)) if moved else set()
    published: list[projections.Published] = []
    for record, version in moved:
        content = work.contents.get(id(version)) or version.content
        _copy(record, content)
        owner = content.owner.body
        record.body_id = owner if owner in bodies else None
        record.current_id = version.pk
        retired = version.statement == Statement.RETIRED
        record.state = State.RETIRED if retired else State.PUBLISHED
        record.changed_at = work.at
        published.append(
            projections.Published(record, None if retired else content, work.indexed.get(id(version)))
        )
    _write_records(work, [record for record, _ in moved])
    _write_relations(published)
    for project in projections.PROJECTIONS:
        project(published)
    return [version for _, version in moved]


_FOLLOWING = (
    "state", "body", "current", "name", "level", "area", "audience", "menu", "family", "rules",
    "digital", "digital_reason", "yearly_filings", "checked_on", "review_on", "changed_at",
)  # fmt: skip


def _write_records(work: _Work, moved: list[Record]) -> None:
    fresh = [record for record in moved if record.number in work.created]
    old = [record for record in moved if record.number not in work.created]
    if old:
        Record.objects.bulk_update(old, _FOLLOWING, batch_size=200)
    # New rows have all columns but these; setting them with one statement is much faster than row by row.
    by_state: dict[str, list[int]] = defaultdict(list)
    for record in fresh:
        if len(work.versions[record.number]) == 1:
            by_state[record.state].append(record.pk)
    newest = Version.objects.filter(record_id=OuterRef("pk")).order_by("-serial").values("pk")[:1]
    for state, ids in by_state.items():
        Record.objects.filter(pk__in=ids).update(state=state, current_id=Subquery(newest))
    rest = [record for record in fresh if len(work.versions[record.number]) != 1]
    if rest:
        Record.objects.bulk_update(rest, _FOLLOWING, batch_size=200)


def _copy(record: Record, content: Content) -> None:
    record.kind = content.kind
    record.name = (content.name.ja)[:300]
    record.level = content.level
    record.area = content.area[0] if content.area else ""
    record.audience = content.audience
    record.menu = content.menu or ""
    record.family = content.origin.number if content.origin else record.number
    record.rules = (content.rules or "") if isinstance(content, ProgramContent) else ""
    record.digital = content.digital.state
    record.digital_reason = content.digital.reason_kind or ""
    record.yearly_filings = content.volume.count if content.volume else None
    record.checked_on = content.checked_on
    record.review_on = content.review_on


def _write_relations(published: Sequence[projections.Published]) -> None:
    if not published:
        return
    Relation.objects.filter(record_id__in=[each.record.pk for each in published]).delete()
    rows = [
        Relation(record_id=each.record.pk, kind=kind, target=target[:120])
        for each in published
        for kind, targets in _relations(each.content)
        for target in dict.fromkeys(targets)
    ]
    Relation.objects.bulk_create(rows)


def _relations(content: Content | None) -> list[tuple[str, tuple[str, ...]]]:
    if content is None:
        return []
    events = ("life_event", content.life_events if content.audience != "office" else ())
    if isinstance(content, ProgramContent):
        return [
            events,
            ("procedure", content.procedures),
            ("requires", content.requires),
            ("excludes", content.excludes),
        ]
    return [events, ("legal", content.legal_procedures)]


def _write_aliases(work: _Work, entries: Sequence[Entry]) -> None:
    rows = [
        Alias(record=work.records[entry.number], scheme=scheme, value=value)
        for entry in entries
        if entry.number in work.created
        for scheme, value in entry.aliases
    ]
    Alias.objects.bulk_create(rows, ignore_conflicts=True)


def _action(version: Version, first: bool) -> str:
    if version.statement == Statement.RETIRED:
        return Action.RETIRED
    return Action.CREATED if first else Action.CHANGED
