"""Views of how people are kept safe (安全のしくみ)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show what keeps people's data safe."""
    return render(request, "home/safety/show.html", {"heading": t("安全のしくみ")})
