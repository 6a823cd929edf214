"""Who may look at one resident at the desk: somebody who searched for them, for a purpose, and past no shield."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.people.models import Basics
from todoke.apps.people.queries import matter_of
from todoke.base import clock

SOUGHT = "people_sought"
"""Where the session keeps who was searched for last, and what for."""


def let_in(request: HttpRequest, row: str, verb: Verb) -> tuple[Basics, Actor]:
    """Return a person's basics and the actor with the purpose told when searching; raises PermissionDenied, Http404.

    Nobody of another municipality and nobody who was not searched for is there.
    """
    purpose = request.session.get(SOUGHT, {}).get(row, "")
    if not purpose:
        raise PermissionDenied("さがすところから始めてください")
    basics = Basics.objects.filter(row=read_uuid(row)).select_related("person").first()
    if basics is None:
        raise Http404
    actor, at = replace(actor_of(request), purpose=purpose), clock.now()
    require(actor, verb, matter_of(basics.person, on=at.date()), at=at)
    return basics, actor


def read_uuid(text: str) -> UUID:
    """Return what an address names of a row; raises Http404."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
