"""Answering about the registry: JSON or JSON-LD with validators, and the count of a registered consumer (応答)."""

from datetime import datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from todoke.api.problems import encoded
from todoke.api.registry.records import Answered
from todoke.api.respond import catalog_response
from todoke.apps.registry.actions.consumers import count_use
from todoke.base import clock
from todoke.formats import linked

JSON = "application/json"
JSON_LD = "application/ld+json"
FRESH = "public, max-age=60"
ASK_AGAIN = "public, no-cache"
"""May be kept, and is asked about each time: a feed that is a minute old misses a minute."""


def answer(request: HttpRequest, answered: Answered, *, caching: str = FRESH) -> HttpResponse:
    """Return the answer as JSON, or as JSON-LD in the terms of CPSV-AP where that is asked for."""
    if answered.contents and request.get_preferred_type([JSON, JSON_LD]) == JSON_LD:
        return _varying(send(request, _linked(request, answered), answered.changed_at, caching, JSON_LD))
    return _varying(send(request, answered.body, answered.changed_at, caching))


def send(
    request: HttpRequest, body: Any, changed_at: datetime, caching: str = FRESH, kind: str = JSON
) -> HttpResponse:
    """Return a body with its validators, and count it for the consumer who says who it is."""
    _count(request)
    return catalog_response(request, encoded(body), changed_at=changed_at, kind=kind, caching=caching)


def _linked(request: HttpRequest, answered: Answered) -> dict[str, Any]:
    base = request.build_absolute_uri("/id/")
    nodes = [
        linked.service(record.number, version.content, base=base) for record, version in answered.contents
    ]
    return linked.document(nodes)


def _varying(response: HttpResponse) -> HttpResponse:
    response.headers["Vary"] = "Accept"
    return response


def _count(request: HttpRequest) -> None:
    """Count one use of the operation for the key in ``X-Consumer``. Whoever sends none is served just the same."""
    key = request.headers.get("X-Consumer")
    match = request.resolver_match
    if not key or match is None:
        return
    try:
        count_use(key=key[:40], operation=match.url_name or "", on=clock.today())
    except DatabaseError:
        # Figures are not worth an answer.
        return
