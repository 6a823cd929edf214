"""Views of connected apps (つないだアプリ): seen, connected by a number, ended by one tap."""

from __future__ import annotations

import calendar
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.texts import text_of
from todoke.apps.consent.models import Consent
from todoke.apps.home.connected.forms import ConnectForm
from todoke.apps.home.consents.showing import spoken
from todoke.apps.identity.gate import resident
from todoke.apps.people.models import Person
from todoke.apps.people.queries.kin import in_care_of
from todoke.apps.people.queries.who import name_of
from todoke.apps.subscriptions.actions.connections import offer
from todoke.apps.subscriptions.actions.subscriptions import end_subscription
from todoke.apps.subscriptions.models import Subscription
from todoke.apps.subscriptions.queries.subscriptions import connected, open_apps
from todoke.base import clock
from todoke.ui.formats import month
from todoke.ui.words import Words, t


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show which apps are connected, since when and until when."""
    rows = connected(actor.acting_for) if actor.acting_for is not None else []
    return render(
        request,
        "home/connected/index.html",
        {
            "heading": t("つないだアプリ"),
            "rows": [(one, app, month(one.born_low)) for one, app in rows if one.born_low is not None],
            "ended": request.GET.get("done") == "1",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CONSENT)
def connect(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask which app may tell of which child's programs, and show the number to type into it once."""
    at = clock.now()
    person = _person(actor)
    require(actor, Verb.CONSENT, Consent(person_id=person.pk, municipality_id=person.municipality_id), at=at)
    apps, children = open_apps(), _children(actor)
    form = ConnectForm(apps, children)
    if request.method == "POST":
        form = ConnectForm.of(request.POST, apps, children)
        if not form.error:
            offered = offer(
                form.app, person, _month_of(form.child), by=actor, language=get_language() or "ja", at=at
            )
            context = {"heading": t("アプリに入れる番号"), "offered": offered, "app": form.app}
            return render(request, "home/connected/code.html", context)
    told = text_of(Purpose.APP)
    return render(
        request,
        "home/connected/connect.html",
        {
            "heading": t("アプリをつなぐ"),
            "form": form,
            "errors": form.summary,
            "line": Words(told.line.in_language(spoken())),
            "long": Words(told.long.in_language(spoken())),
            "until": told.until(at.astimezone(clock.JST).date()),
            "can": bool(apps and children),
            "has_apps": bool(apps),
        },
        status=422 if form.error else 200,
    )


@require_POST
@resident(verb=Verb.WITHDRAW)
def end(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """End a connected app: from now on it gets nothing, and the month is erased."""
    found = Subscription.objects.filter(row=row, person_id=actor.acting_for or 0).first()
    if found is None:
        raise Http404("no such connected app")
    at = clock.now()
    require(actor, Verb.WITHDRAW, found, at=at)
    end_subscription(found, by="person", at=at)
    response = redirect("home:apps")
    response["Location"] += "?done=1"
    return response


def _person(actor: Actor) -> Person:
    person = Person.objects.filter(pk=actor.acting_for).first() if actor.acting_for is not None else None
    if person is None:
        raise Http404("nobody is known yet behind this login")
    return person


def _children(actor: Actor) -> list[tuple[Person, str]]:
    """Return those the person cares for and may know of, by name or month."""
    if actor.acting_for is None:
        return []
    cared = in_care_of(actor.acting_for, on=clock.today())
    found = Person.objects.filter(pk__in=cared).order_by("birth_low", "pk")
    return [
        (one, name_of(one.pk) or str(t("%(month)s生まれのお子さん", month=month(one.birth_low))))
        for one in found
    ]


def _month_of(child: Person) -> tuple[date, date]:
    """Return the month of birth as its first and last day; nothing finer leaves this page."""
    low, high = child.birth_low, child.birth_high
    return low.replace(day=1), high.replace(day=calendar.monthrange(high.year, high.month)[1])
