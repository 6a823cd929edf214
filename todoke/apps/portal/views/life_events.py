"""Life events: all of them, and for each what to do in order, for any municipality."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.portal.area import chosen_area
from todoke.apps.portal.forms.areas import area_choices
from todoke.apps.portal.speech import in_page_language
from todoke.apps.registry.models import Record
from todoke.apps.registry.queries.life_events import records_of_event, records_of_steps
from todoke.base import clock
from todoke.records.taxonomy import EventStep, load_taxonomy
from todoke.ui.words import t


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step with its records in the variants of the municipality."""

    step: EventStep
    procedures: tuple[Record, ...]
    programs: tuple[Record, ...]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the life events."""
    events = load_taxonomy(settings.DATA_DIR / "taxonomy").life_events.values()
    return render(
        request,
        "portal/registry/life_events.html",
        {
            "heading": t("できごとからさがす"),
            "residents": [event for event in events if event.audience != "business"],
            "businesses": [event for event in events if event.audience == "business"],
            "area": chosen_area(request),
            "areas": area_choices(chosen_area(request)),
        },
    )


@require_safe
def show(request: HttpRequest, key: str) -> HttpResponse:
    """Show what to do in a life event, step by step, then everything else that belongs to it."""
    event = load_taxonomy(settings.DATA_DIR / "taxonomy").life_events.get(key)
    if event is None:
        raise Http404
    area = chosen_area(request)
    code = area.code if area else ""
    found = records_of_steps(event.steps, area=code)
    steps = [
        ShownStep(
            step,
            tuple(found.procedures[name] for name in step.procedures if name in found.procedures),
            tuple(found.programs[name] for name in step.programs if name in found.programs),
        )
        for step in event.steps
    ]
    shown = {record.pk for step in steps for record in (*step.procedures, *step.programs)}
    return render(
        request,
        "portal/registry/life_event.html",
        {
            "heading": in_page_language(event.name),
            "event": event,
            "steps": steps,
            "on": clock.today(),
            "others": [r for r in records_of_event(event.key, area=code) if r.pk not in shown],
            "area": area,
            "areas": area_choices(area),
        },
    )
