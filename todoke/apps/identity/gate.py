"""Who may enter a resident's own pages: every one says how surely it asks to be known, and for which verb."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.access.domain.verbs import Verb

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Actor, Rest], HttpResponse]


def resident(
    least: Assurance = Assurance.MAIL, *, verb: Verb | None = None
) -> Callable[[Page[Rest]], Callable[..., HttpResponse]]:
    """Let a view be called only for a resident known at least so surely; the actor is handed over.

    A clerk at a counter is let in while acting by somebody's mandate. Nobody known is led to the login, somebody
    known too weakly to a stronger one. What the view may not do for this actor (RefusedError) is answered as if it
    were not there. ``verb`` says what the page does, for the tests that walk over all of them; the view itself asks
    ``require`` about the thing.
    """

    def guard(view: Page[Rest]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def respond(request: HttpRequest, *rest: Any, **named: Any) -> HttpResponse:
            actor = actor_of(request)
            at_a_counter = actor.kind is Kind.STAFF and actor.mandate is not None
            if actor.kind is not Kind.PERSON and not at_a_counter:
                response: HttpResponse = _to("login:start", request)
            elif actor.assurance < least:
                response = _to("login:stronger", request)
            else:
                try:
                    response = view(request, actor, *rest, **named)
                except RefusedError as error:
                    raise Http404(error.ruling.reason) from None
            response.headers["Cache-Control"] = "private, no-store"
            return response

        respond.asks_for = least  # type: ignore[attr-defined]
        respond.verb = verb  # type: ignore[attr-defined]
        return respond

    return guard


def _to(name: str, request: HttpRequest) -> HttpResponse:
    """Lead to a page of the login and back; the way back is a path without its question, which may be personal."""
    goal = request.path if request.method in ("GET", "HEAD") else reverse("home:start")
    asked = {"next": goal}
    if getattr(request, "mandate_over", False):
        asked["why"] = "mandate_over"
    return redirect(f"{reverse(name)}?{urlencode(asked)}")
