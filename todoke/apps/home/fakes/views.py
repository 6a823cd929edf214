"""Views of known fakes (にせもの)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.belief.queries import known_fakes
from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the fakes everybody is warned of."""
    return render(
        request, "home/fakes/show.html", {"heading": t("知られているにせもの"), "fakes": known_fakes()}
    )
