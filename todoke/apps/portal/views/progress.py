"""How far procedures can be done online, counted from the records, with examples beside the rates."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.portal.area import chosen_area
from todoke.apps.portal.forms.areas import area_choices
from todoke.apps.portal.records.words import reason_label, scope_label
from todoke.apps.registry.queries.digital import SCOPES, digital_rate, rate_history, undone
from todoke.base import clock
from todoke.records.examples import examples_for, load_examples, load_published_rates
from todoke.ui.words import t


@require_safe
def digital(request: HttpRequest) -> HttpResponse:
    """Show the rate of each level and of the municipality chosen, what is undone and why, and how it went.

    Raises ExampleMissingError, so that no rate is ever shown without an example.
    """
    on = clock.today()
    area = chosen_area(request)
    scopes = [*SCOPES, area.code] if area else list(SCOPES)
    registry = settings.DATA_DIR / "registry"
    chosen = area.code if area else request.GET.get("scope", "municipality")
    if chosen not in scopes:
        chosen = "municipality"
    return render(
        request,
        "portal/registry/digital.html",
        {
            "heading": t("手続のデジタル化の進み具合"),
            "rates": [
                {"label": scope_label(scope), "rate": digital_rate(scope, on=on), "scope": scope}
                for scope in scopes
            ],
            "examples": examples_for("digital", load_examples(registry / "examples.yaml")),
            "published": load_published_rates(registry / "published_rates.yaml"),
            "undone": [
                (record, reason_label(record.digital_reason) if record.digital_reason else None)
                for record in undone(chosen)
            ],
            "undone_label": scope_label(chosen),
            "history": [(scope_label(scope), rate_history(scope)) for scope in scopes],
            "area": area,
            "areas": area_choices(area),
            "on": on,
        },
    )
