"""Views of what somebody can receive, from what is held about them and whom they care for (わたしの制度).

For a parent on a phone: in a minute they should see what is theirs, what money it is, until when, and what is missing.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.identity.gate import resident
from todoke.apps.mandates.actions import note_use
from todoke.apps.people.models import Person
from todoke.apps.people.queries import matter_of
from todoke.apps.people.queries.own import household_of_one
from todoke.apps.screening import books
from todoke.apps.screening.queries import results_for
from todoke.base import clock
from todoke.ui.formats import day
from todoke.ui.words import t

MOST_OPEN = 8
"""So many undecided programs are named, those worth most; the finder asks about the rest."""


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what the rules answer for somebody today; nothing of it is kept."""
    at = clock.now()
    on = at.date()
    said = None
    if actor.acting_for is not None:
        person = Person.objects.select_related("household").get(pk=actor.acting_for)
        matter = matter_of(person, on=on)
        require(actor, Verb.SEE, matter, at=at)
        note_use(actor, Verb.SEE, "person", person.pk, at=at)
        content = books.rulebook().content
        household = household_of_one(person, actor.in_care, content)
        said = results_for(household, tuple(content.programs), on=on)
    return render(
        request,
        "home/programs/index.html",
        {
            "heading": t("わたしの制度"),
            "said": said,
            "open": said.undetermined[:MOST_OPEN] if said else (),
            "more": max(0, len(said.undetermined) - MOST_OPEN) if said else 0,
            "children": len(actor.in_care),
            "as_of": day(on),
        },
    )
