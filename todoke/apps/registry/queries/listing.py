"""Lists of records as the API gives them: narrowed, in an order that changes do not disturb."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from todoke.apps.registry.models import Change, Record, Relation, State
from todoke.apps.registry.models.records import RecordQuerySet

METROPOLIS = "130001"
IN_THE_OPEN = (State.PUBLISHED, State.RETIRED)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which records are wanted; what is None does not narrow."""

    kind: str | None = None
    area: str | None = None
    """A municipality's code: its own records, the metropolis's and the nation's, one version of each family."""
    body: str | None = None
    category: str | None = None
    life_event: str | None = None
    audience: str | None = None
    state: str = State.PUBLISHED
    """``published``, ``retired`` or ``all``; drafts are never shown."""
    changed_since: datetime | None = None
    synthetic: bool = False


def records_after(last: int, narrowing: Narrowing, *, limit: int) -> list[Record]:
    """Return the records behind the row ``last``, oldest row first.

    A row keeps its place for good: a reader that goes on with the last row it saw meets no record twice, and what
    comes into the registry meanwhile stands at the end.
    """
    # The ids first: sorting them is quick, sorting whole contents is not.
    chosen = narrowed(narrowing).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:limit]
    records = Record.objects.select_related("current").filter(pk__in=list(chosen))
    return list(records.order_by("pk"))


def narrowed(narrowing: Narrowing) -> RecordQuerySet:
    """Return the records that fit."""
    states = IN_THE_OPEN if narrowing.state == "all" else (narrowing.state,)
    records = Record.objects.filter(state__in=states, synthetic=narrowing.synthetic)
    columns = {"kind": narrowing.kind, "body_id": narrowing.body, "audience": narrowing.audience}
    records = records.filter(**{name: value for name, value in columns.items() if value is not None})
    if narrowing.changed_since is not None:
        records = records.filter(changed_at__gte=narrowing.changed_since)
    if narrowing.category is not None:
        # The codes stand in JSON; with its quotes a code of three figures is found nowhere else.
        records = records.filter(current__raw__categories__icontains=f'"{narrowing.category}"')
    if narrowing.life_event is not None:
        tagged = Relation.objects.filter(
            record=OuterRef("pk"), kind="life_event", target=narrowing.life_event
        )
        records = records.filter(Exists(tagged))
    if narrowing.area is not None:
        above = Q(area__in={METROPOLIS, ""} - {narrowing.area}) & ~Q(
            family__in=_own_families(narrowing, states)
        )
        records = records.filter(Q(area=narrowing.area) | above)
    return records


def _own_families(narrowing: Narrowing, states: Sequence[str]) -> list[str]:
    """Return the families of which the area has a version of its own: few, beside all that holds there."""
    own = Record.objects.filter(
        area=narrowing.area or "", state__in=states, synthetic=narrowing.synthetic
    ).exclude(family=F("number"))
    return list(own.values_list("family", flat=True).distinct().order_by())


def newest_change(*, synthetic: bool) -> Change | None:
    """Return the newest change of real or of synthetic records."""
    return Change.objects.filter(record__synthetic=synthetic).order_by("-position").first()
