"""Views of the first page (マイページ)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.identity.gate import resident
from todoke.ui.words import t


@require_safe
@resident()
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is new and where everything is."""
    return render(request, "home/start/show.html", {"heading": t("マイページ")})
