"""Finding records by number, alias or family, and asking what held when and what was known when."""

from __future__ import annotations

from datetime import date, datetime

from todoke.apps.registry.domain.versions import in_force, timeline
from todoke.apps.registry.models import Record, Version
from todoke.records.numbers import Number, NumberError


def find_record(name: str) -> Record | None:
    """Return the record with this number (as printed or as in an address), rulebook id or 手続ID, or None."""
    try:
        number = str(Number.parse(name))
    except NumberError:
        by_alias = Record.objects.filter(aliases__value=name, aliases__scheme__in=("key", "rules", "gif"))
        return by_alias.select_related("current", "body").order_by("pk").first()
    return Record.objects.select_related("current", "body").filter(number=number).first()


def get_record(name: str) -> Record:
    """Return the record. Raises Record.DoesNotExist."""
    record = find_record(name)
    if record is None:
        raise Record.DoesNotExist(name)
    return record


def version_on(record: Record, *, on: date, known_at: datetime | None = None) -> Version | None:
    """Return the version in force on a day, as far as was known at an instant (today's knowledge by default)."""
    return in_force(record.versions.all(), on=on, known_at=known_at)


def history(record: Record, *, known_at: datetime | None = None) -> list[tuple[Version, date | None]]:
    """Return what is known to hold one after another, each with the first day of the next."""
    versions = record.versions.select_related("proposed_by", "approved_by")
    return timeline(versions, known_at=known_at)


def everything_said(record: Record) -> list[Version]:
    """Return every version ever recorded, the latest first: corrections and withdrawals too."""
    return list(record.versions.select_related("proposed_by", "approved_by").order_by("-serial"))


def family_of(record: Record) -> list[Record]:
    """Return the head of the record's family and all local variants in force, the head first, by area."""
    members = Record.objects.published().filter(family=record.family).select_related("current", "body")
    return sorted(members, key=lambda each: (each.number != record.family, each.area, each.number))


def local_version(record: Record, *, area: str) -> Record:
    """Return the variant of the record's family that holds in a municipality: its own, else the head."""
    own = Record.objects.published().filter(family=record.family, area=area).order_by("pk").first()
    if own is not None:
        return own
    if record.area in ("", "130001", area):
        return record
    head = Record.objects.published().filter(number=record.family).first()
    return head or record
