"""Views of calendar feeds (カレンダー)."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.channels.actions.calendars import end_feed, make_feed
from todoke.apps.channels.models import CalendarFeed
from todoke.apps.home.calendar.forms import FeedForm
from todoke.apps.identity.gate import resident
from todoke.apps.people.models import Person
from todoke.apps.people.queries.kin import in_care_of
from todoke.apps.people.queries.who import name_of
from todoke.base import clock
from todoke.ui.formats import month
from todoke.ui.words import t


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CHANGE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show the feeds there are; make one and show its address once."""
    at = clock.now()
    children = _children(actor)
    address = ""
    form = FeedForm(children)
    if request.method == "POST":
        person = _person(actor)
        form = FeedForm.of(request.POST, children)
        if not form.error:
            _, token = make_feed(
                person,
                about_id=form.about_id,
                full_words=form.full_words,
                language=get_language() or "ja",
                by=actor,
                at=at,
            )
            address = settings.SITE_URL + reverse("machine:calendar", args=[token])
    feeds = CalendarFeed.objects.filter(person_id=actor.acting_for or 0, revoked_at__isnull=True).order_by(
        "pk"
    )
    names = dict(children)
    return render(
        request,
        "home/calendar/index.html",
        {
            "heading": t("期限を自分のカレンダーに入れる"),
            "feeds": [(feed, names.get(feed.about_id or 0, "")) for feed in feeds],
            "form": form,
            "errors": form.summary,
            "address": address,
        },
        status=422 if form.error else 200,
    )


@require_POST
@resident(verb=Verb.CHANGE)
def end(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """End a feed."""
    feed = CalendarFeed.objects.filter(row=row, person_id=actor.acting_for or 0).first()
    if feed is None:
        raise Http404("no such calendar")
    at = clock.now()
    require(actor, Verb.CHANGE, feed, at=at)
    end_feed(feed, by=actor, at=at)
    return redirect("home:calendar")


def _person(actor: Actor) -> Person:
    person = Person.objects.filter(pk=actor.acting_for).first() if actor.acting_for is not None else None
    if person is None:
        raise Http404("nobody is known yet behind this login")
    thing = CalendarFeed(person_id=person.pk, municipality_id=person.municipality_id)
    require(actor, Verb.CHANGE, thing, at=clock.now())
    return person


def _children(actor: Actor) -> list[tuple[int, str]]:
    """Return those the person cares for and may know of, by name."""
    if actor.acting_for is None:
        return []
    cared = sorted(in_care_of(actor.acting_for, on=clock.today()))
    born = dict(Person.objects.filter(pk__in=cared).values_list("pk", "birth_low"))
    return [
        (number, name_of(number) or str(t("%(month)s生まれのお子さん", month=month(born[number]))))
        for number in cared
        if number in born
    ]
