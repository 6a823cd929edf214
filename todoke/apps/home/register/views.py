"""Views of what was sent (送ったものの台帳)."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.belief.queries import SMALL, published_wordings, register_since
from todoke.base import clock
from todoke.ui.words import t

_DAYS = 31


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show how many things each office sent on each day, and in which signed words."""
    first = clock.today() - timedelta(days=_DAYS)
    return render(
        request,
        "home/register/show.html",
        {
            "heading": t("送ったものの台帳"),
            "lines": register_since(first),
            "wordings": published_wordings(),
            "small": SMALL,
            "days": _DAYS,
        },
    )
