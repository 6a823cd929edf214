"""Views of where one is logged in (ログインしている場所)."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.identity.actions.visits import end_all_visits, end_visit
from todoke.apps.identity.gate import resident
from todoke.apps.identity.queries import open_visits
from todoke.apps.identity.visiting import drop_token, find_visit
from todoke.base import clock
from todoke.ui.words import t


@require_safe
@resident(verb=Verb.SEE)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show where one is logged in now."""
    here = find_visit(request)
    visits = [
        {"visit": visit, "is_here": here is not None and visit.pk == here.pk}
        for visit in open_visits(actor.login_id or 0, at=clock.now())[:50]
    ]
    return render(
        request,
        "home/visits/show.html",
        {"heading": t("ログインしている場所"), "visits": visits, "has_others": len(visits) > 1},
    )


@require_POST
@resident(verb=Verb.CHANGE)
def end_one(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Log out in one place; what is not one's own is not there."""
    at = clock.now()
    visit = open_visits(actor.login_id or 0, at=at).filter(row=row).first()
    if visit is None:
        raise Http404
    end_visit(visit, at=at)
    here = find_visit(request)
    if here is not None and here.pk == visit.pk:
        response = redirect("login:start")
        drop_token(response)
        return response
    return redirect("home:visits")


@require_POST
@resident(verb=Verb.CHANGE)
def end_others(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Log out everywhere but here."""
    if actor.login_id is not None:
        end_all_visits(actor.login_id, at=clock.now(), but=find_visit(request))
    return redirect("home:visits")
