"""Views of what is held about oneself (わたしの情報): what, from where, who read it, all of it, and none of it."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.domain.words import PURPOSES, action_words
from todoke.apps.consent.models import Consent
from todoke.apps.consent.queries.record import usages
from todoke.apps.home.consents.showing import label_of
from todoke.apps.home.data.holdings import all_held, erase_all, export_all
from todoke.apps.identity.gate import resident
from todoke.apps.identity.visiting import drop_token
from todoke.apps.people.models import Person
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.ui.words import t

PAGE = 50


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is held, kind by kind; no values stand here."""
    person = _person(actor, Verb.SEE)
    content = rulebook().content
    lines = [
        {
            "what": label_of(one.item, content) if one.item else one.what,
            "where_from": t("マイナンバーカード") if one.where_from == "card" else one.where_from,
            "count": one.count,
        }
        for one in ([] if person is None else all_held(person.pk))
    ]
    return render(request, "home/data/index.html", {"heading": t("わたしの情報"), "lines": lines})


@require_safe
@resident(verb=Verb.SEE_LOG)
def readers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who read what, when, why and on what ground; newest first."""
    person = _person(actor, Verb.SEE_LOG)
    page = request.GET.get("page", "1")
    number = min(int(page), 10_000) if page.isascii() and page.isdigit() and int(page) > 0 else 1
    first = (number - 1) * PAGE + 1
    found = [] if person is None else usages(person.pk, at=clock.now(), offset=first, limit=PAGE + 1)
    content = rulebook().content
    rows = [
        {
            "entry": one,
            "action": t(action_words(one.action)),
            "purpose": t(PURPOSES[Purpose(one.purpose)]) if one.purpose in PURPOSES else "",
            "items": "、".join(label_of(item, content) for item in one.items),
        }
        for one in found[:PAGE]
    ]
    return render(
        request,
        "home/data/readers.html",
        {
            "heading": t("わたしの情報を見た人"),
            "rows": rows,
            "older": number + 1 if len(found) > PAGE else None,
            "newer": number - 1 if number > 1 else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.EXPORT)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give everything as one file; asked for by a button, so that no link takes it."""
    person = _person(actor, Verb.EXPORT)
    if request.method != "POST" or person is None:
        return render(
            request,
            "home/data/export.html",
            {"heading": t("すべて受け取る"), "is_known": person is not None},
        )
    at = clock.now()
    text = json.dumps(export_all(person.pk, at=at), ensure_ascii=False, indent=1)
    note(actor=actor, verb=Verb.EXPORT, thing="person", ref=person.pk, area=person.municipality_id, at=at)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="todoke-mydata.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.ERASE)
def delete(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask once more, then delete everything and log out."""
    person = _person(actor, Verb.ERASE)
    wrong = request.method == "POST" and request.POST.get("sure") != "1"
    if request.method == "POST" and not wrong and person is not None:
        erase_all(person.pk, by=actor, at=clock.now())
        response = redirect("login:start")
        drop_token(response)
        return response
    return render(
        request,
        "home/data/delete.html",
        {"heading": t("すべて消す"), "is_known": person is not None, "wrong": wrong},
        status=422 if wrong else 200,
    )


def _person(actor: Actor, verb: Verb) -> Person | None:
    """Return whose data it is; None where nobody is known yet. Raises Http404, RefusedError."""
    if actor.acting_for is None:
        return None
    person = Person.objects.filter(pk=actor.acting_for).first()
    if person is None:
        if actor.mandate is not None:
            raise Http404("nobody there")
        return None
    require(actor, verb, Consent(person_id=person.pk, municipality_id=person.municipality_id), at=clock.now())
    return person
