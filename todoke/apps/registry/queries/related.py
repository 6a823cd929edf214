"""Records that belong together: the procedures of a program, the programs a procedure serves."""

from __future__ import annotations

from collections.abc import Iterable

from todoke.apps.registry.models import Record, Relation
from todoke.apps.registry.queries.life_events import localized
from todoke.records.parts import METROPOLIS_AREA


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
    """Return each in the variant of the municipality; those of other municipalities alone are left out."""
    heads = list(records)
    local = localized(heads, area=area)
    found = [local[record.pk] for record in heads]
    return list(dict.fromkeys(record for record in found if record.area in ("", METROPOLIS_AREA, area)))
