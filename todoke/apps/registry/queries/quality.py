"""The quality of the records of each body (B4): the score that the desk and the public page show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings

from todoke.apps.places.models import Body
from todoke.apps.registry.models import Record
from todoke.apps.registry.queries.links import dead_links
from todoke.records.quality import Plain, Quality, Score, Seen, load_quality, score, unmet
from todoke.rules.texts import Text


@dataclass(frozen=True, slots=True)
class BodyScore:
    """The score of one body."""

    body: Body
    score: Score

    @property
    def points(self) -> int | None:
        """0 to 100, None without records."""
        return self.score.points

    @property
    def weakest(self) -> list[str]:
        """The measures that most lack, in Japanese, the worst first; at most three."""
        return [label.ja for label in self.weakest_labels]

    @property
    def weakest_labels(self) -> list[Text]:
        """The names of the measures that most lack, the worst first; at most three."""
        lacking = [rate for rate in self.score.rates if rate.share is not None and rate.share < 1]
        lost = sorted(lacking, key=lambda rate: (1 - (rate.share or 0)) * rate.measure.weight, reverse=True)
        return [rate.measure.label for rate in lost[:3]]


@lru_cache(maxsize=1)
def quality() -> Quality:
    """Return the measures of data/registry/quality.yaml, read once per process."""
    return load_quality(settings.DATA_DIR / "registry" / "quality.yaml")


def score_of(body: Body, *, on: date) -> BodyScore:
    """Return the score of the published records a body keeps; synthetic ones are left out."""
    return BodyScore(body, score(_contents(body, on), quality()))


def lacking(record: Record, *, on: date) -> list[str]:
    """Return in Japanese what repairing a record would gain, the weightiest first."""
    if record.current is None:
        return []
    raw = record.current.raw
    seen = Seen(on, dead_links({link["url"] for link in raw.get("links", ())}), quality().stale_after_months)
    found = sorted(unmet(raw, seen, quality()), key=lambda measure: -measure.weight)
    return [measure.label.ja for measure in found]


def scores(*, on: date) -> list[BodyScore]:
    """Return the score of every body that keeps records, by area."""
    keeping = Record.objects.published().real().filter(body__isnull=False).values("body")
    return [score_of(body, on=on) for body in Body.objects.filter(pk__in=keeping)]


def _contents(body: Body, on: date) -> Iterator[tuple[Plain, Seen]]:
    raws = list(
        Record.objects.published()
        .real()
        .filter(body=body)
        .values_list("current__raw", flat=True)
        .order_by("pk")
    )
    urls = {link["url"] for raw in raws for link in raw.get("links", ())}
    seen = Seen(on, dead_links(urls), quality().stale_after_months)
    for raw in raws:
        yield raw, seen
