"""Views of the first time with a card: what it said, item by item, and what of it may be kept."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.actions.asking import ConsentError
from todoke.apps.consent.actions.claims import (
    answer_claims,
    held_claims,
    is_open,
    note_refused,
    note_taken_in,
)
from todoke.apps.consent.models import Preview
from todoke.apps.home.login.first_forms import KeepForm
from todoke.apps.identity.domain.goals import goal_of
from todoke.apps.identity.gate import resident
from todoke.apps.identity.models import Login
from todoke.apps.people.actions.arriving import take_in
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.places.models import Municipality
from todoke.base import clock
from todoke.clients.identity.provider import Claims
from todoke.ui.words import t


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.CONSENT)
def keep(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show what the card said and keep what the person agrees to, nothing else."""
    at, after = clock.now(), goal_of(request.GET.get("next"))
    preview = held_claims(actor.login_id, row)
    if preview is None or actor.mandate is not None:
        raise Http404("no such question")
    if not is_open(preview, at=at):
        return _over(request)
    form = KeepForm(preview.claims, asks_area=actor.person_id is None)
    try:
        if "refuse" in request.POST:
            answer_claims(preview, Preview.State.REJECTED, at=at)
            note_refused(preview, by=actor, at=at)
            return HttpResponseRedirect(after)
        if request.method == "POST":
            form = form.of(request.POST)
            if not form.is_wrong:
                _take_in(actor, form, preview, at)
                return HttpResponseRedirect(after)
    except ConsentError:
        return _over(request)
    except PeopleError:
        form = form.without_area()
    return render(
        request,
        "home/login/first.html",
        {"heading": t("カードから届いた情報"), "form": form, "errors": form.summary},
        status=422 if form.is_wrong else 200,
    )


@transaction.atomic
def _take_in(actor: Actor, form: KeepForm, preview: Preview, at: datetime) -> None:
    """Keep what was chosen, with an entry in the person's record for each. Raises ConsentError, PeopleError."""
    answer_claims(preview, Preview.State.AGREED, at=at)
    told, born = form.told, form.told.get("birth_date")
    claims = Claims(
        "", told.get("name"), told.get("address"), date.fromisoformat(born) if born else None, told.get("sex")
    )
    login = Login.objects.get(pk=actor.login_id or 0)
    home = Municipality.objects.filter(code=form.area).first() if form.area else None
    person = take_in(login, claims, form.chosen, at=at, municipality=home)
    note_taken_in(person, form.chosen, at=at)


def _over(request: HttpRequest) -> HttpResponse:
    return render(request, "home/login/first_over.html", {"heading": t("この確認は終わりました")}, status=410)
