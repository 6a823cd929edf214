"""Views of the light page for disasters (非常時): text alone, the same for everybody, kept by any cache."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from todoke.apps.home.inbox.lines import language_of_page, title_of
from todoke.apps.notices.queries.disasters import areas_told, disasters_on
from todoke.apps.notices.saying import said_in_broadcast, shown_code
from todoke.apps.places.models import Municipality
from todoke.base import clock
from todoke.ui.words import Words

_MINUTE = 60


@require_safe
@cache_control(public=True, max_age=_MINUTE)
def show(request: HttpRequest) -> HttpResponse:
    """Show what to do anywhere, and the municipalities that have something to tell."""
    found = Municipality.objects.filter(code__in=areas_told(at=clock.now())).order_by("code")
    return render(request, "home/emergency/show.html", {"places": found})


@require_safe
@cache_control(public=True, max_age=_MINUTE)
def show_area(request: HttpRequest, area: str) -> HttpResponse:
    """Show what a municipality tells everybody now."""
    place = Municipality.objects.filter(code=area).first()
    if place is None:
        raise Http404("no such municipality")
    language = language_of_page()
    told = []
    for one in disasters_on(area, at=clock.now()):
        said = said_in_broadcast(one, language)
        told.append((one, title_of(said), Words(said.text), shown_code(one.code)))
    return render(request, "home/emergency/area.html", {"place": place, "told": told})
