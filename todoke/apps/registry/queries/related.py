"""Records that belong together: the procedures of a program, the programs a procedure serves."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.apps.registry.models import Record, Relation


def procedures_of(record: Record, *, area: str = "") -> list[Record]:
    """Return the procedures by which a program is obtained, each in the variant of the municipality."""
    heads = {record.number, record.family}
    targets = Relation.objects.filter(record__number__in=heads, kind="procedure").values("target")
    return _localized(Record.objects.published().select_related("current").filter(number__in=targets), area)


def programs_of(record: Record, *, area: str = "") -> list[Record]:
    """Return the programs a procedure serves, each in the variant of the municipality."""
    serving = Relation.objects.filter(kind="procedure", target__in={record.number, record.family})
    return _localized(
        Record.objects.published().select_related("current").filter(pk__in=serving.values("record_id")), area
    )


def _localized(records: Iterable[Record], area: str) -> list[Record]:
    heads = list(records)
    if not area:
        return heads
    own = {
        local.family: local
        for local in Record.objects.published()
        .select_related("current")
        .filter(family__in=[record.family for record in heads], area=area)
    }
    found = [own.get(record.family, record) for record in heads if record.area in ("", "130001", area)]
    return list(dict.fromkeys(found))
