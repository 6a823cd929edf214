"""Views of the first page (マイページ)."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.queries.record import standing_consents
from todoke.apps.home.inbox.lines import lines_of
from todoke.apps.identity.gate import resident
from todoke.apps.notices.queries.inbox import inbox, soon_due, unread_count
from todoke.apps.notices.queries.wishes import preference_of
from todoke.apps.tenancy.scope import scope
from todoke.base import clock
from todoke.ui.words import t


@require_safe
@resident(verb=Verb.SEE)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is new, what is due soon, and where everything is."""
    at = clock.now()
    return render(
        request,
        "home/start/show.html",
        {
            "heading": t("マイページ"),
            "is_known": actor.acting_for is not None,
            "unread": unread_count(actor, at=at),
            "to_all": sum(not one.is_read for one in inbox(actor, at=at).broadcasts),
            "soon": lines_of(soon_due(actor, at=at)),
            "has_agreed": actor.acting_for is not None and _has_agreed(actor.acting_for, at),
            "has_decided": actor.acting_for is not None and preference_of(actor.acting_for) is not None,
        },
    )


def _has_agreed(person_id: int, at: datetime) -> bool:
    """Return whether anything of the person may be used to choose notices."""
    with scope(persons={person_id}):
        return any(one.purpose == Purpose.NOTICES for one in standing_consents(person_id, at=at))
