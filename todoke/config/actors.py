"""Who acts in a request, put on it once, with the scope of what may be seen then opened around the page."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from todoke.apps.access.domain.actors import Actor, Kind
from todoke.apps.tenancy.scope import scope
from todoke.config.middleware import Handler


def identify(get_response: Handler) -> Handler:
    """Return a handler that puts the actor on every request and opens the scope of what may be seen.

    Whose request is known must not find its page in anybody's cache.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        actor = find_actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        with scope_of(actor):
            response = get_response(request)
        if actor.kind is not Kind.ANONYMOUS:
            patch_vary_headers(response, ("Cookie",))
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return respond


def find_actor(request: HttpRequest) -> Actor:
    """Return who acts; nobody is known yet."""
    return Actor()


def scope_of(actor: Actor) -> AbstractContextManager[Any]:
    """Return the scope of an actor; there is none for somebody who is not known."""
    if actor.kind is Kind.STAFF:
        return scope(areas={area for area, _, _ in actor.roles})
    if actor.acting_for is not None:
        return scope(persons={actor.acting_for})
    return nullcontext()
