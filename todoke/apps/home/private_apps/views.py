"""Views of the list of apps (登録された民間アプリ)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.subscriptions.queries.subscriptions import open_apps
from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show every app that was let in, what it gets, and what none ever gets."""
    context = {"heading": t("todokeとつながる民間のアプリ"), "apps": open_apps()}
    return render(request, "home/private_apps/show.html", context)
