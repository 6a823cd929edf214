"""Views of how to be told (受け取り方)."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.channels.models import ContactPoint
from todoke.apps.home.wishes.forms import WishesForm
from todoke.apps.identity.gate import resident
from todoke.apps.notices.actions import set_preference, stop_everything
from todoke.apps.notices.models import Preference
from todoke.apps.notices.queries.wishes import preference_of
from todoke.apps.notices.suggestions import suggestion_for
from todoke.apps.people.models import Person
from todoke.base import clock
from todoke.telling.channels import Channel
from todoke.ui.words import t


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CHANGE)
def decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show how one is told, and decide it."""
    person = _person(actor)
    form = None
    if request.method == "POST":
        form = WishesForm.of(request.POST)
        if not form.errors:
            set_preference(
                person.pk, by=actor, at=clock.now(), language=get_language() or "ja", **form.changes
            )
            return redirect("home:wishes")
    row = preference_of(person.pk)
    require(
        actor,
        Verb.SEE,
        row or Preference(person=person, municipality_id=person.municipality_id),
        at=clock.now(),
    )
    suggested = suggestion_for(person, on=clock.now().date()) if row is None else None
    shown = form or WishesForm.now(row)
    if suggested:
        shown = replace(shown, suggested=frozenset(suggested.topics))
    return render(
        request,
        "home/wishes/decide.html",
        {
            "heading": t("受け取り方"),
            "form": shown,
            "errors": shown.summary,
            "row": row,
            "suggested": suggested,
            "unreachable": _unreachable(person, row),
        },
        status=422 if form is not None else 200,
    )


@require_POST
@resident(verb=Verb.MUTE)
def want_nothing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Stop everything at once, by every way."""
    stop_everything(_person(actor).pk, by=actor, at=clock.now())
    return redirect("home:wishes")


def _person(actor: Actor) -> Person:
    person = Person.objects.filter(pk=actor.acting_for).first() if actor.acting_for is not None else None
    if person is None:
        raise Http404("nobody is known yet behind this login")
    return person


def _unreachable(person: Person, row: Preference | None) -> bool:
    """Return whether a way was chosen of which no place is known, so that nothing would arrive."""
    if row is None or not row.channels:
        return False
    known = ContactPoint.objects.filter(
        person_id=person.pk, stopped_at__isnull=True, verified_at__isnull=False
    ).values_list("kind", flat=True)
    return not row.channels & sum({Channel(kind).bit for kind in known})
