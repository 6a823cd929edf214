"""What senders hear of stops and mutes (止めた回数): by month and topic, nothing that points to anybody (C5, C9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from todoke.apps.notices.models import Muting, Preference
from todoke.apps.places.models import Municipality
from todoke.apps.responses.reaching import SMALL, told_or_not
from todoke.rules.programs import Topic
from todoke.ui.topics import topic_label


@dataclass(frozen=True, slots=True)
class Muted:
    """How often something was stopped in a month; None: too few, or of too few, to be told."""

    name: str
    municipality_id: str
    month: date
    kind: Muting.Kind
    topic: str
    times: int | None
    listening: int | None
    """How many still want it now."""

    @property
    def what(self) -> str:
        """Return what was stopped, as the desk reads it."""
        return f"{topic_label(Topic(self.topic))}を止めた" if self.topic else self.kind.label

    @property
    def share(self) -> float | None:
        """Return of a hundred who wanted it how many stopped it: the times, against them and those still there."""
        if self.times is None or self.listening is None or not self.times:
            return None
        return round(self.times * 100 / (self.times + self.listening), 1)


def mutings(areas: Sequence[str], *, on: date) -> list[Muted]:
    """Return what was stopped in the last twelve months, the latest first; the municipalities are in scope."""
    first = date(on.year - 1, on.month, 1)
    names = dict(Municipality.objects.filter(pk__in=areas).values_list("pk", "name"))
    rows = Muting.objects.filter(municipality_id__in=areas, month__gt=first).order_by(
        "municipality_id", "-month", "kind", "topic"
    )
    there = {area: _listening(area) for area in areas}
    found: list[Muted] = []
    for row in rows:
        listening = there[row.municipality_id][row.topic]
        whole = listening + row.times
        found.append(
            Muted(
                name=names.get(row.municipality_id, row.municipality_id),
                municipality_id=row.municipality_id,
                month=row.month,
                kind=Muting.Kind(row.kind),
                topic=row.topic,
                times=told_or_not(row.times, whole) if whole >= SMALL else None,
                listening=listening if listening >= SMALL else None,
            )
        )
    return found


def _listening(area: str) -> dict[str, int]:
    """Return how many of a municipality want to be told now: anything under "", and each topic."""
    wanting = Preference.objects.filter(municipality_id=area, none=False, channels__gt=0)
    by_mask = list(wanting.values_list("topics").annotate(count=Count("pk")).order_by("topics"))
    counts = {"": sum(count for _, count in by_mask)}
    for place, topic in enumerate(Topic):
        counts[topic.value] = sum(count for mask, count in by_mask if mask >> place & 1)
    return counts
