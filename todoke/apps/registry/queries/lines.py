"""Records, versions and changes as plain values: what the API, webhooks and open data say of them alike."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from todoke.apps.registry.models import Change, Record, Version
from todoke.base import clock
from todoke.records.numbers import Number


def page_of_number(number: str) -> str:
    """Return the address of a record's page, relative to the host."""
    return f"/id/{Number.parse(number).slug}/"


def instant(at: datetime | None) -> str | None:
    """Return an instant in Tokyo's time."""
    return None if at is None else at.astimezone(clock.JST).isoformat(timespec="microseconds")


def version_line(version: Version) -> dict[str, Any]:
    """Return what is known of a version beside its content. A version never changes, and so neither does this."""
    return {
        "serial": version.serial,
        "statement": version.statement,
        "effective_from": version.effective_from.isoformat() if version.effective_from else None,
        "recorded_at": instant(version.recorded_at),
        "channel": version.channel,
        "fingerprint": version.fingerprint,
        "note": version.note or None,
        "sources": version.sources,
    }


def change_line(change: Change, *, content: bool = True) -> dict[str, Any]:
    """Return a change with the version it brought, which is the same whenever it is asked for."""
    record, version = change.record, change.version
    return {
        "position": change.position,
        "at": instant(change.at),
        "action": change.action,
        "number": record.number,
        "kind": version.raw["kind"],
        "url": page_of_number(record.number),
        "version": version_line(version),
        "content": version.raw if content else None,
    }


def record_line(record: Record, version: Version) -> dict[str, Any]:
    """Return a record with one of its versions, content included."""
    content = version.raw
    return {
        "number": record.number,
        "url": page_of_number(record.number),
        "kind": content["kind"],
        "state": "retired" if version.statement == "retired" else "published",
        "name": texts(content["name"]),
        "body": record.body_id,
        "family": record.family,
        "synthetic": record.synthetic,
        "changed_at": instant(record.changed_at),
        "version": version_line(version),
        "content": content,
    }


def summary_line(record: Record) -> dict[str, Any]:
    """Return a record as it stands in a list."""
    content = record.current.raw if record.current else {}
    return {
        "number": record.number,
        "url": page_of_number(record.number),
        "kind": record.kind,
        "state": record.state,
        "name": texts(content.get("name") or {"ja": record.name}),
        "summary": texts(content["summary"]) if content.get("summary") else None,
        "level": record.level,
        "area": list(content.get("area", ())),
        "audience": record.audience,
        "body": record.body_id,
        "family": record.family,
        "menu": record.menu or None,
        "rules": record.rules or None,
        "categories": list(content.get("categories", ())),
        "life_events": list(content.get("life_events", ())),
        "digital": record.digital,
        "checked_on": record.checked_on.isoformat() if record.checked_on else None,
        "review_on": record.review_on.isoformat() if record.review_on else None,
        "changed_at": instant(record.changed_at),
    }


def texts(raw: dict[str, Any]) -> dict[str, str | None]:
    """Return a text with all three languages named."""
    return {"ja": raw["ja"], "easy": raw.get("easy"), "en": raw.get("en")}
