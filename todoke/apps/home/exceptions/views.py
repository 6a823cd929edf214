"""Views of lifted programs (配慮区分の例外)."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.planning.models import ReachLift
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.ui.words import t


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """List the exceptions two people have made, with their reasons, those that have ended too."""
    today = clock.today()
    content = rulebook().content
    lifts = ReachLift.objects.filter(published_at__isnull=False).order_by("-published_at")
    over = Q(ends_on__lt=today) | Q(ended_at__isnull=False)
    return render(
        request,
        "home/exceptions/show.html",
        {
            "heading": t("お知らせの例外"),
            "standing": [_line(lift, content) for lift in lifts.exclude(over)],
            "over": [_line(lift, content) for lift in lifts.filter(over)[:100]],
        },
    )


def _line(lift: ReachLift, content: object) -> dict[str, object]:
    loaded = getattr(content, "programs", {}).get(lift.program_id)
    return {"lift": lift, "name": None if loaded is None else loaded.program.name}
