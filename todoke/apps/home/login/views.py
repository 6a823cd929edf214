"""Views of logging in (ログイン) and out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from todoke.ui.words import t


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the ways to log in."""
    return render(request, "home/login/start.html", {"heading": t("マイページに入る")})


@never_cache
@require_safe
def stronger(request: HttpRequest) -> HttpResponse:
    """Show how to be known more surely."""
    return render(request, "home/login/start.html", {"heading": t("マイページに入る")})
