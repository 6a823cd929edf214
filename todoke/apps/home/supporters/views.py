"""Views of supporters (支援者): asking somebody, taking up, acting in another's place, the copy on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.home.supporters.forms import SupporterForm, TakeUpForm, choice_words
from todoke.apps.identity.actions.visits import end_visit
from todoke.apps.identity.gate import resident
from todoke.apps.identity.visiting import drop_token, find_visit, switch_over
from todoke.apps.mandates.actions import end_mandate, give_mandate, note_use, take_up
from todoke.apps.mandates.domain.terms import CHOICES, TermsError, verbs_of
from todoke.apps.mandates.models import Mandate
from todoke.apps.mandates.queries import given_by, held_by_row, held_rows, mandate_row, state_of, uses_of
from todoke.apps.people.models import Person
from todoke.apps.people.queries import name_of
from todoke.base import clock
from todoke.ui.words import Words, t


def _state_words(state: str) -> Words:
    return {
        "waiting": t("支援者がコードを入れるのを待っています"),
        "expired_code": t("コードの期限が切れました。もう一度頼んでください"),
        "coming": t("まだ始まっていません"),
        "held": t("使えます"),
        "over": t("期限が過ぎました"),
        "ended": t("終わりました"),
    }[state]


def _scope_words(verbs: Sequence[str]) -> list[Words]:
    words = choice_words()
    return [words[key] for key, some in CHOICES.items() if some <= set(verbs)]


def _line(row: Mandate, at: datetime) -> dict[str, object]:
    state = state_of(row, at=at)
    return {
        "row": row,
        "state": state,
        "state_words": _state_words(state),
        "scope": _scope_words(row.scope),
        "is_open": state in ("waiting", "coming", "held"),
    }


@require_safe
@resident(verb=Verb.SEE)
def show(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show who may act for one, and for whom one may act."""
    return _shown(request, actor, TakeUpForm())


def _shown(request: HttpRequest, actor: Actor, form: TakeUpForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    own = actor.mandate is None and actor.person_id is not None
    given = given_by(actor.person_id) if own and actor.person_id is not None else []
    held = held_rows(actor.login_id, at=at) if actor.login_id is not None else []
    return render(
        request,
        "home/supporters/show.html",
        {
            "heading": t("支援者"),
            "given": [_line(row, at) for row in given],
            "held": [_line(row, at) for row in held],
            "uses": uses_of(given),
            "form": form,
            "errors": form.summary,
            "is_switched": actor.mandate is not None,
        },
        status=status,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@resident(Assurance.CARD, verb=Verb.APPOINT)
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Ask somebody to help; the code for them is shown once, here."""
    person = Person.objects.filter(pk=actor.person_id or 0).first() if actor.mandate is None else None
    known_name = name_of(person.pk) if person is not None else ""
    form = SupporterForm(person_name=known_name)
    if request.method == "POST":
        if person is None:
            raise Http404
        form = SupporterForm.of(request.POST, person_name=known_name)
        if not form.errors:
            at = clock.now()
            row, code = give_mandate(
                person=person,
                person_name=form.person_name,
                supporter_name=form.supporter_name,
                scope=verbs_of(form.chosen),
                begins_at=at,
                ends_at=form.ends_at(at),
                by=actor,
                at=at,
            )
            return render(
                request,
                "home/supporters/code.html",
                {
                    "heading": t("支援者にわたすコード"),
                    "row": row,
                    "code": code,
                    "scope": _scope_words(row.scope),
                },
            )
    return render(
        request,
        "home/supporters/new.html",
        {
            "heading": t("支援者を決める"),
            "form": form,
            "errors": form.summary,
            "asks_name": not known_name,
            "can_ask": person is not None,
        },
        status=400 if form.errors else 200,
    )


@require_POST
@resident(verb=Verb.SEE)
def take_up_one(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Take up a mandate with its code."""
    form = TakeUpForm.of(request.POST)
    if not form.error:
        try:
            take_up(code=form.code, by=actor, at=clock.now())
        except TermsError as error:
            form = TakeUpForm(error=str(t(str(error))))
    if form.error:
        return _shown(request, actor, form, status=400)
    return redirect("home:supporters")


@require_safe
@resident(verb=Verb.SEE)
def paper(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show a mandate for printing, with both names and what was done by it."""
    at = clock.now()
    found = held_by_row(row, actor, at=at)
    if found is None:
        raise Http404
    return render(
        request,
        "home/supporters/paper.html",
        {"heading": t("委任の控え"), **_line(found, at), "uses": uses_of([found]), "printed_at": at},
    )


@require_POST
@resident(verb=Verb.WITHDRAW)
def end(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """End a mandate at once, from either side."""
    at = clock.now()
    ended = end_mandate(row=row, by=actor, at=at)
    response = redirect("home:supporters")
    if actor.mandate is not None and actor.mandate.id == ended.pk:
        switch_over(request, response, mandate_id=None, at=at)
    return response


@require_POST
@resident(verb=Verb.SEE)
def act_for(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Go on in another's place, under a new token of the visit."""
    at = clock.now()
    held = held_rows(actor.login_id, at=at) if actor.login_id is not None else []
    found = next((one for one in held if one.row == row), None)
    if found is None:
        raise Http404
    note_use(actor, Verb.SEE, "visit", "", at=at, mandate_id=found.pk)
    response = redirect("home:start")
    switch_over(request, response, mandate_id=found.pk, at=at)
    return response


@require_POST
@resident(verb=Verb.SEE)
def switch_back(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go on in one's own place again; at a counter that ends what the clerk was asked to do."""
    at, visit = clock.now(), find_visit(request)
    if actor.account_id is not None and actor.mandate is not None and visit is not None:
        row = end_mandate(row=mandate_row(actor.mandate.id), by=actor, at=at)
        end_visit(visit, at=at)
        ended = redirect("desk:helped", row.row)
        drop_token(ended)
        return ended
    response = redirect("home:supporters")
    switch_over(request, response, mandate_id=None, at=clock.now())
    return response
