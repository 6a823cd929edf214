"""Records as they are sent: lists, one record as of a day and as known at an instant, its versions, its family."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.conf import settings

from todoke.api.problems import ProblemError
from todoke.api.registry import cursors
from todoke.api.registry.asked import AsOfQuery, RecordQuery
from todoke.api.registry.wire import (
    FamilyOut,
    RecordHistoryOut,
    RecordOut,
    RecordPage,
    RecordSummary,
)
from todoke.apps.registry.models import Record, State, Version
from todoke.apps.registry.queries.lines import record_line, summary_line, version_line
from todoke.apps.registry.queries.listing import Narrowing, newest_change, records_after
from todoke.apps.registry.queries.records import (
    everything_said,
    family_of,
    find_record,
    history,
    version_on,
)
from todoke.apps.registry.search.finding import find_records
from todoke.base import clock
from todoke.formats import areas
from todoke.records.numbers import NumberError, of_survey
from todoke.records.taxonomy import load_taxonomy

_EPOCH = datetime(2020, 1, 1, tzinfo=clock.JST)
_MOST_FOUND = 1000
_NOT_WITH_WORDS = ("body", "audience", "state", "changed_since")


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with the instant since when it has been the same."""

    body: Any
    changed_at: datetime
    contents: tuple[tuple[Record, Version], ...] = ()
    """What it is about, for other forms of it."""


def page(asked: RecordQuery, *, synthetic: bool, today: date) -> Answered:
    """Return a page of records; raises ProblemError."""
    area = read_area(asked.area)
    _check_terms(asked)
    changed = newest(synthetic)
    if asked.q is not None:
        return _found(asked, area, synthetic=synthetic, today=today, changed_at=changed)
    narrowing = Narrowing(
        asked.kind,
        area,
        asked.body,
        asked.category,
        asked.life_event,
        asked.audience,
        asked.state,
        asked.changed_since,
        synthetic,
    )
    records = records_after(cursors.read("row", asked.cursor), narrowing, limit=asked.limit + 1)
    shown = records[: asked.limit]
    more = len(records) > asked.limit
    body: RecordPage = {
        "next": cursors.written("row", shown[-1].pk) if more else None,
        "records": [_summary(record) for record in shown],
    }
    return Answered(body, changed, _current(shown))


def record_as_of(record: Record, asked: AsOfQuery, *, today: date) -> Answered:
    """Return a record in the version asked for; raises ProblemError where nothing held."""
    version = version_on(record, on=asked.on or today, known_at=asked.known_at)
    if version is None:
        raise ProblemError(
            "not-found", "その日(と、その時点で知られていた内容)には、この登録はまだありません"
        )
    answer = cast(RecordOut, record_line(record, version))
    answer["aliases"] = [
        {"scheme": alias.scheme, "value": alias.value} for alias in record.aliases.order_by("scheme", "value")
    ]
    return Answered(answer, _changed_at(record, version, asked), ((record, version),))


def history_of(record: Record, known_at: datetime | None) -> Answered:
    """Return everything a record ever said."""
    spans = history(record, known_at=known_at)
    said = [v for v in everything_said(record) if known_at is None or v.recorded_at <= known_at]
    body: RecordHistoryOut = {
        "number": record.number,
        "in_force": [
            {
                "effective_to": None if after is None else (after - timedelta(days=1)).isoformat(),
                "version": cast(Any, version_line(version)),
                "content": version.raw,
            }
            for version, after in spans
        ],
        "recorded": [cast(Any, version_line(version)) for version in said],
    }
    return Answered(body, max((version.recorded_at for version in said), default=_EPOCH))


def family(record: Record, *, synthetic: bool) -> Answered:
    """Return the head of a record's family and its local versions."""
    members = [each for each in family_of(record) if each.synthetic == synthetic]
    body: FamilyOut = {"family": record.family, "records": [_summary(each) for each in members]}
    return Answered(body, newest(synthetic), _current(members))


def record_named(name: str, *, synthetic: bool) -> Record:
    """Return the record with this number, alias or 手続ID; raises ProblemError."""
    record = find_record(name)
    if record is None:
        with suppress(NumberError):
            record = find_record(str(of_survey(name)))
    if record is None or record.state == State.DRAFT or record.synthetic != synthetic:
        raise ProblemError("not-found", "この番号や別名の登録はありません。一覧は /api/v1/records にあります")
    return record


def newest(synthetic: bool) -> datetime:
    """Return when the newest change came: until then every list is the same."""
    change = newest_change(synthetic=synthetic)
    return _EPOCH if change is None else change.at


def read_area(asked: str | None) -> str | None:
    """Return the code of a municipality, or of the metropolis, from its code or name; raises ProblemError."""
    if asked is None or asked in areas.names():
        return asked
    if asked in areas.codes():
        return areas.codes()[asked]
    detail = "東京都(130001)か62区市町村の6桁のコード、または正式な名前にしてください"
    raise ProblemError("invalid-request", errors=[{"parameter": "area", "detail": detail}])


def _check_terms(asked: RecordQuery) -> None:
    taxonomy = load_taxonomy(settings.BASE_DIR / "data" / "taxonomy")
    if asked.category is not None and asked.category not in taxonomy.categories:
        detail = "分野のコードは /api/v1/taxonomy/categories にあります"
        raise ProblemError("invalid-request", errors=[{"parameter": "category", "detail": detail}])
    if asked.life_event is not None and asked.life_event not in taxonomy.life_events:
        detail = "ライフイベントは /api/v1/taxonomy/life-events にあります"
        raise ProblemError("invalid-request", errors=[{"parameter": "life_event", "detail": detail}])


def _found(
    asked: RecordQuery, area: str | None, *, synthetic: bool, today: date, changed_at: datetime
) -> Answered:
    """Return what is found by words, best first. Its pages count places, since a rank is no lasting place."""
    wrong = [name for name in _NOT_WITH_WORDS if name in asked.model_fields_set]
    if wrong:
        raise ProblemError(
            "invalid-request",
            errors=[{"parameter": name, "detail": "q といっしょには使えません"} for name in wrong],
        )
    start = cursors.read("place", asked.cursor)
    facets = {"kind": asked.kind, "category": asked.category, "life_event": asked.life_event}
    found = find_records(
        asked.q or "",
        area=area or "",
        on=today,
        facets={name: [value] for name, value in facets.items() if value is not None},
        limit=asked.limit,
        offset=min(start, _MOST_FOUND),
        synthetic=synthetic,
    )
    records = [hit.record for hit in found.results if hit.record.synthetic == synthetic]
    end = start + asked.limit
    body: RecordPage = {
        "next": cursors.written("place", end) if end < min(found.total, _MOST_FOUND) else None,
        "records": [_summary(record) for record in records],
        "total": found.total,
        "did_you_mean": found.did_you_mean,
    }
    return Answered(body, changed_at, _current(records))


def _changed_at(record: Record, version: Version, asked: AsOfQuery) -> datetime:
    """Return since when the answer has been this one: recorded, or come into force with its day."""
    if asked.known_at is None and version.pk == record.current_id and record.changed_at is not None:
        return record.changed_at if asked.on is None else max(record.changed_at, version.recorded_at)
    known = [
        each.recorded_at
        for each in record.versions.all()
        if asked.known_at is None or each.recorded_at <= asked.known_at
    ]
    begins = version.effective_from
    if asked.on is None and begins is not None:
        known.append(datetime.combine(begins, time.min, tzinfo=clock.JST))
    return max(known)


def _summary(record: Record) -> RecordSummary:
    return cast(RecordSummary, summary_line(record))


def _current(records: list[Record]) -> tuple[tuple[Record, Version], ...]:
    return tuple((record, record.current) for record in records if record.current is not None)
