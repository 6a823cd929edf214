"""Records of a life event, each in the variant of the person's municipality."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from todoke.apps.registry.models import Alias, Record
from todoke.records.taxonomy import EventStep


@dataclass(frozen=True, slots=True)
class StepRecords:
    """The records that steps name: procedures by key, programs by their id in the rulebook."""

    procedures: dict[str, Record]
    programs: dict[str, Record]


def records_of_steps(steps: Iterable[EventStep], *, area: str) -> StepRecords:
    """Return the records that the steps name, those in force only."""
    listed = list(steps)
    keys = {f"procedures/{key}" for step in listed for key in step.procedures}
    rules = {program for step in listed for program in step.programs}
    aliases = Alias.objects.filter(scheme="key", value__in=keys) | Alias.objects.filter(
        scheme="rules", value__in=rules
    )
    heads = list(aliases.filter(record__state="published").select_related("record__current"))
    local = localized([alias.record for alias in heads], area=area)
    return StepRecords(
        {a.value.partition("/")[2]: local[a.record.pk] for a in heads if a.scheme == "key"},
        {a.value: local[a.record.pk] for a in heads if a.scheme == "rules"},
    )


def records_of_event(key: str, *, area: str, limit: int = 60) -> list[Record]:
    """Return the records tagged with a life event that hold in a municipality, one of each family.

    What only the national survey tells is left out: it names laws, not counters.
    """
    tagged = (
        Record.objects.published()
        .real()
        .in_area(area)
        .exclude(current__channel="procedures-survey")
        .filter(relations__kind="life_event", relations__target=key)
        .select_related("current")
        .order_by("-kind", "pk")[: limit * 3]
    )
    best: dict[str, Record] = {}
    for record in tagged:
        held = best.get(record.family)
        if held is None or (held.area != area and record.area == area):
            best[record.family] = record
    return list(best.values())[:limit]


def localized(records: Iterable[Record], *, area: str) -> dict[int, Record]:
    """Return for each record, by its id, the variant of the municipality, or itself."""
    heads = list(records)
    own: dict[str, Record] = {}
    if area:
        variants = Record.objects.published().filter(family__in=[r.family for r in heads], area=area)
        variants = variants.select_related("current")
        own = {variant.family: variant for variant in variants}
    return {record.pk: own.get(record.family, record) for record in heads}
