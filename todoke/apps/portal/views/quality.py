"""How well the records of each body are kept, in public (B4)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.places.models import Body
from todoke.apps.portal.municipalities import name_of, reference
from todoke.apps.registry.queries.quality import quality, score_of, scores
from todoke.base import clock
from todoke.ui.words import Words, t


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the score of every body that keeps records, the best first."""
    on = clock.today()
    found = sorted(scores(on=on), key=lambda each: -(each.points or 0))
    return render(
        request,
        "portal/registry/quality.html",
        {
            "heading": t("登録の質"),
            "scores": [(each, body_name(each.body)) for each in found],
            "measures": quality().measures,
            "on": on,
        },
    )


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show what the score of one body is made of."""
    body = Body.objects.filter(pk=number).first()
    if body is None:
        raise Http404
    on = clock.today()
    name = body_name(body)
    return render(
        request,
        "portal/registry/quality_of.html",
        {
            "heading": t("%(name)sの登録の質", name=name),
            "name": name,
            "score": score_of(body, on=on),
            "on": on,
        },
    )


def body_name(body: Body) -> Words:
    """Return the name of a body in the language of the page."""
    if body.municipality_id is not None:
        return name_of(reference().get_by_code(body.municipality_id))
    return t("東京都") if body.area == "130001" else Words(body.name)
