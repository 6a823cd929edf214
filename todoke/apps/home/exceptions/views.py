"""Views of lifted programs (配慮区分の例外)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.places.models import Municipality
from todoke.apps.planning.queries.exceptions import Published, opened_families, published_lifts
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.rules.content import Content
from todoke.telling.families import load_families
from todoke.ui.words import t

_MOST_OVER = 100


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the exceptions two people have made, with their reasons and names, those that have ended too."""
    today = clock.today()
    content = rulebook().content
    lifts = published_lifts()
    families = load_families(settings.DATA_DIR, content)
    areas = dict(Municipality.objects.values_list("code", "name"))
    return render(
        request,
        "home/exceptions/show.html",
        {
            "heading": t("お知らせの例外"),
            "standing": [_line(lift, content) for lift in lifts if not lift.is_over(today)],
            "over": [_line(lift, content) for lift in lifts if lift.is_over(today)][:_MOST_OVER],
            "shipped": [families.known[name].label for name in sorted(families.opened)],
            "opened": [
                {
                    "label": families.known[one.family].label if one.family in families.known else None,
                    "one": one,
                    "area": areas.get(one.area, one.area),
                }
                for one in opened_families()
            ],
        },
    )


def _line(lift: Published, content: Content) -> dict[str, object]:
    loaded = content.programs.get(lift.program_id)
    return {"lift": lift, "name": None if loaded is None else loaded.program.name}
