"""Taxonomies, bodies, quality and digitalization as they are sent (体系・団体・質・デジタル化)."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.db.models import Count, Q

from todoke.api.problems import ProblemError
from todoke.api.registry.wire import (
    BodyList,
    BodyQualityOut,
    DigitalExampleOut,
    DigitalList,
    DigitalRateOut,
    LifeEventOut,
    TermOut,
)
from todoke.api.wire import TextOut
from todoke.apps.places.models import Body
from todoke.apps.registry.queries.digital import SCOPES, digital_rate
from todoke.apps.registry.queries.quality import BodyScore, scores
from todoke.formats import areas
from todoke.records.examples import examples_for, load_examples
from todoke.records.taxonomy import LifeEventPage, Named, Taxonomy, load_taxonomy
from todoke.rules.texts import Text

FOLDER = settings.BASE_DIR / "data" / "taxonomy"


def taxonomy() -> Taxonomy:
    """Return the taxonomies of this installation."""
    return load_taxonomy(FOLDER)


def terms(named: Mapping[str, Named]) -> list[TermOut]:
    """Return the codes of a taxonomy."""
    return [
        {
            "code": each.code,
            "name": None if each.name is None else text(each.name),
            "categories": list(each.categories),
        }
        for each in named.values()
    ]


def life_event(event: LifeEventPage) -> LifeEventOut:
    """Return a life event with its steps."""
    return {
        "key": event.key,
        "name": text(event.name),
        "lead": text(event.lead),
        "kana": event.kana,
        "words": list(event.words),
        "audience": event.audience,
        "sensitive": event.sensitive,
        "survey": list(event.survey),
        "catalogue": list(event.catalogue),
        "categories": list(event.categories),
        "steps": [
            {
                "heading": text(step.heading),
                "when": None if step.when is None else text(step.when),
                "note": None if step.note is None else text(step.note),
                "procedures": list(step.procedures),
                "programs": list(step.programs),
            }
            for step in event.steps
        ],
    }


def bodies(*, synthetic: bool) -> BodyList:
    """Return all bodies with the number of records each has published."""
    published = Count("records", filter=Q(records__state="published", records__synthetic=synthetic))
    counted = Body.objects.annotate(published=published)
    return {
        "bodies": [
            {
                "number": body.number,
                "name": body.name,
                "kind": body.kind,
                "area": body.area,
                "records": body.published,
            }
            for body in counted.order_by("area", "number")
        ]
    }


@lru_cache(maxsize=2)
def quality(on: date, moment: int) -> tuple[BodyQualityOut, ...]:
    """Return the quality of every body. Measuring reads every record, so ``moment`` keeps it for a while."""
    return tuple(body_quality(each) for each in scores(on=on))


def body_quality(found: BodyScore) -> BodyQualityOut:
    """Return the quality of one body."""
    return {
        "body": found.body.number,
        "name": found.body.name,
        "points": found.points,
        "records": found.score.records,
        "weakest": found.weakest,
        "measures": [
            {
                "key": rate.measure.key,
                "label": text(rate.measure.label),
                "weight": rate.measure.weight,
                "met": rate.met,
                "asked": rate.asked,
                "percent": rate.percent,
            }
            for rate in found.score.rates
        ],
    }


def digital(scope: str | None, *, on: date) -> DigitalList:
    """Return the rates with the examples that stand beside them; raises ProblemError for a scope not known."""
    scopes = SCOPES if scope is None else (_scope(scope),)
    return {"rates": [rate(each, on=on) for each in scopes], "examples": digital_examples()}


def rate(scope: str, *, on: date) -> DigitalRateOut:
    """Return the rate of a scope."""
    found = digital_rate(scope, on=on)
    names = DigitalRateOut.__annotations__
    plain = {name: getattr(found, name) for name in names}
    for name in ("percent", "percent_within_discretion", "percent_by_filings"):
        plain[name] = None if plain[name] is None else round(plain[name], 1)
    return cast(DigitalRateOut, {**plain, "on": on.isoformat()})


def digital_examples() -> list[DigitalExampleOut]:
    """Return the examples of the rate; raises ExampleMissingError, since no rate is given without one."""
    found = examples_for("digital", load_examples(settings.BASE_DIR / "data" / "registry" / "examples.yaml"))
    return [{"name": text(one.name), "before": text(one.before), "after": text(one.after)} for one in found]


def text(written: Text) -> TextOut:
    """Return a text with all three languages named."""
    return {"ja": written.ja, "easy": written.easy, "en": written.en}


def _scope(asked: str) -> str:
    if asked in SCOPES or asked in areas.names():
        return asked
    detail = f"{'、'.join(SCOPES)} か、区市町村の6桁のコードにしてください"
    raise ProblemError("invalid-request", errors=[{"parameter": "scope", "detail": detail}])
