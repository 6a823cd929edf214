"""Views of what is held about oneself (わたしの情報): what, from where, who read it, all of it, and none of it."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.consent.queries.record import readers_of, usages
from todoke.apps.home.data.forms import readers_select
from todoke.apps.home.data.holdings import all_held, erase_all, export_all
from todoke.apps.home.data.items import held_items
from todoke.apps.home.data.kinds import kind_words
from todoke.apps.home.data.persons import whose
from todoke.apps.home.data.reading import lines_of
from todoke.apps.identity.gate import resident
from todoke.apps.identity.visiting import drop_token
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.ui.words import t

PAGE = 50


@require_safe
@resident(verb=Verb.SEE)
def index(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is held, item by item and kind by kind; no values stand here."""
    person = whose(actor, Verb.SEE)
    items = [] if person is None else held_items(person, actor, rulebook().content)
    number = _page_of(request)
    first = (number - 1) * PAGE
    return render(
        request,
        "home/data/index.html",
        {
            "heading": t("わたしの情報"),
            "items": items[first : first + PAGE],
            "older": number + 1 if len(items) > first + PAGE else None,
            "newer": number - 1 if number > 1 else None,
            "lines": [
                {"what": kind_words(one.what), "count": one.count}
                for one in ([] if person is None else all_held(person.pk))
                if not one.item.startswith(("basics.", "person.", "household."))
            ],
            "is_known": person is not None,
            "is_own": actor.mandate is None,
            "gone": request.GET.get("gone") == "1",
        },
    )


@require_safe
@resident(verb=Verb.SEE_LOG)
def readers(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who read what, when, why and on what ground; newest first, of one reader where one is chosen."""
    person, at = whose(actor, Verb.SEE_LOG), clock.now()
    known = [] if person is None else readers_of(person.pk, at=at)
    by = request.GET.get("by", "")
    by = by if by in dict(known) else ""
    number = _page_of(request)
    first = (number - 1) * PAGE + 1
    found = [] if person is None else usages(person.pk, at=at, offset=first, limit=PAGE + 1, receiver=by)
    return render(
        request,
        "home/data/readers.html",
        {
            "heading": t("わたしの情報を見た人"),
            "rows": lines_of(found[:PAGE], rulebook().content),
            "select": readers_select(known, by) if len(known) > 1 else None,
            "by": by,
            "older": number + 1 if len(found) > PAGE else None,
            "newer": number - 1 if number > 1 else None,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.EXPORT)
def export(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Give everything as one file; asked for by a button, so that no link takes it."""
    person = whose(actor, Verb.EXPORT)
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
    person = whose(actor, Verb.ERASE)
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


def _page_of(request: HttpRequest) -> int:
    page = request.GET.get("page", "1")[:8]
    return min(int(page), 10_000) if page.isascii() and page.isdigit() and int(page) > 0 else 1
