"""Views of whether a notice is ours (お知らせが本物か確かめる)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a notice."""
    return render(request, "home/check/show.html", {"heading": t("お知らせが本物か確かめる")})
