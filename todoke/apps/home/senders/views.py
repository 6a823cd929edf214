"""Views of who sends (送り主)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.belief.senders import marks, senders
from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show every address and key we send with, and what we never do."""
    return render(
        request,
        "home/senders/show.html",
        {"heading": t("todokeが使う送り主の一覧"), "senders": senders(), "marks": marks()},
    )
