"""Examples of the registry's answers for its document, made by the same functions from an invented record (例)."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from todoke.api.registry import bulk, catalogs, corrections
from todoke.apps.registry.models import Change, Record, Version
from todoke.apps.registry.opendata.manifest import BundledFile, Manifest
from todoke.apps.registry.queries.lines import change_line, record_line, summary_line, version_line
from todoke.records.content import ProgramContent, as_json, fingerprint
from todoke.rules.citations import Check, Citation

_AT = datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
_NUMBER = "tdk1.0+8000020130001+999999+P"
_CONTENT = ProgramContent.model_validate(
    {
        "name": {"ja": "(例)子育て応援券", "easy": "({例|れい}){子育|こそだ}て{応援券|おうえんけん}"},
        "summary": "3歳になる前の子どもがいる世帯に、応援券を配ります。",
        "level": "municipality",
        "area": ["132080"],
        "owner": {"body": "7000020132080", "name": "調布市", "section": "(例)子ども政策課"},
        "categories": ["003"],
        "life_events": ["birth"],
        "periods": [{"kind": "rolling", "event": "birth", "months": 3, "text": "生まれた日から3か月以内"}],
        "links": [{"url": "https://city.example/ouenken", "role": "official"}],
        "target": {"ages": [{"until": 36}]},
        "checked_on": "2026-11-01",
    }
)
_SOURCE = Citation(law="(例)子育て応援券配布要綱", check=Check.RECALLED)
CORRECTION = {
    "words": "応援券の申請は、生まれた日から6か月以内に変わっています。",
    "source_url": "https://city.example/ouenken",
}


@lru_cache(maxsize=1)
def _version() -> Version:
    raw = as_json(_CONTENT)
    return Version(
        pk=1,
        serial=1,
        statement="holds",
        effective_from=date(2026, 4, 1),
        recorded_at=_AT,
        raw=raw,
        fingerprint=fingerprint(raw),
        sources=[_SOURCE.model_dump(mode="json", exclude_defaults=True)],
        channel="desk",
    )


@lru_cache(maxsize=1)
def _record() -> Record:
    return Record(
        pk=1,
        number=_NUMBER,
        kind="program",
        state="published",
        body_id="7000020132080",
        current=_version(),
        name=_CONTENT.name.ja,
        level="municipality",
        area="132080",
        audience="resident",
        family=_NUMBER,
        checked_on=date(2026, 11, 1),
        changed_at=_AT,
    )


def examples() -> dict[str, Any]:
    """Return an example for each operation by its place below the prefix, the sandbox's own too."""
    reads = _reads()
    return {
        **reads,
        **{f"/sandbox{place}": example for place, example in reads.items()},
        "/records/{number}/corrections": corrections.received(_NUMBER),
        **_catalogs(),
    }


def _reads() -> dict[str, Any]:
    record, version = _record(), _version()
    summary = summary_line(record)
    change = Change(position=42, record=record, version=version, action="created", at=_AT)
    return {
        "/records": {"next": None, "records": [summary]},
        "/records/{number}": {
            **record_line(record, version),
            "aliases": [{"scheme": "key", "value": "132080/rei"}],
        },
        "/records/{number}/versions": {
            "number": _NUMBER,
            "in_force": [{"effective_to": None, "version": version_line(version), "content": version.raw}],
            "recorded": [version_line(version)],
        },
        "/records/{number}/family": {"family": _NUMBER, "records": [summary]},
        "/changes": {"after": 41, "next": 42, "head": 42, "changes": [change_line(change)]},
    }


def _catalogs() -> dict[str, Any]:
    text = catalogs.text(_CONTENT.name)
    manifest = Manifest(
        position=42,
        changed_at=_AT.isoformat(),
        counts={"program": 1},
        channels={"desk": 1},
        files=(BundledFile("all.json", "todoke-json", None, 1, 1024, "0" * 64),),
    )
    step = {"heading": text, "when": None, "note": None, "procedures": [], "programs": ["jido-teate"]}
    event = {
        "key": "birth",
        "name": text,
        "lead": text,
        "kana": "しゅっさん",
        "words": ["赤ちゃん"],
        "audience": "resident",
        "sensitive": False,
        "survey": [],
        "catalogue": [],
        "categories": ["002"],
        "steps": [step],
    }
    measure = {"key": "links", "label": text, "weight": 3, "met": 9, "asked": 10, "percent": 90}
    quality = {"body": "7000020132080", "name": "調布市", "points": 90, "records": 10, "weakest": []}
    rate = {
        "scope": "metropolis",
        "on": "2026-11-22",
        "total": 10,
        "done": 4,
        "partly": 1,
        "law": 1,
        "discretion": 2,
        "unknown": 2,
        "exempt": 0,
        "percent": 40.0,
        "percent_within_discretion": 44.4,
        "percent_by_filings": None,
        "filings_known": 0,
    }
    return {
        "/taxonomy/life-events": {"life_events": [event]},
        "/taxonomy/{scheme}": {"terms": [{"code": "003", "name": text, "categories": []}]},
        "/bodies": {
            "bodies": [
                {
                    "number": "7000020132080",
                    "name": "調布市",
                    "kind": "municipality",
                    "area": "132080",
                    "records": 10,
                }
            ]
        },
        "/quality": {"on": "2026-11-22", "bodies": [{**quality, "measures": [measure]}]},
        "/digital": {"rates": [rate], "examples": [{"name": text, "before": text, "after": text}]},
        "/bulk": bulk.listed(manifest),
    }
