"""Views of helping (代わりの操作) at a counter: a clerk goes on in the place of somebody who is there and asks."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page
from todoke.apps.desk.people.entering import let_in
from todoke.apps.desk.people.forms import LENGTHS, TASKS, HelpForm
from todoke.apps.identity.actions.counts import count
from todoke.apps.identity.actions.visits import open_counter_visit
from todoke.apps.identity.models import LoginCount
from todoke.apps.identity.visiting import keep_token
from todoke.apps.mandates.actions import give_mandate, note_use
from todoke.apps.mandates.domain.terms import CHOICES, verbs_of
from todoke.apps.mandates.queries import helped_by, state_of, uses_of
from todoke.base import clock

_STATES = {"held": "続いています", "over": "時間が来て終わりました", "ended": "終わりました"}
_DONE = {
    Verb.SEE: "見た",
    Verb.CHANGE: "変えた",
    Verb.CORRECT: "直した",
    Verb.CONSENT: "同意した",
    Verb.WITHDRAW: "取り消した",
    Verb.MUTE: "止めた",
    Verb.REFUSE_PAYMENT: "支給を断った",
    Verb.SEE_LOG: "閲覧の記録を見た",
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff()
def begin(request: HttpRequest, account: Account, row: str) -> HttpResponse:
    """Write down what the person asks for, and go on in their place."""
    basics, actor = let_in(request, row, Verb.APPOINT)
    form = HelpForm()
    if request.method == "POST":
        form = HelpForm.of(request.POST)
        if not form.errors and basics.name:
            at = clock.now()
            until = at + timedelta(minutes=int(form.minutes))
            mandate, _ = give_mandate(
                person=basics.person,
                person_name=basics.name,
                supporter_name=f"{account.name}({basics.person.municipality.name})",
                scope=verbs_of(form.tasks),
                begins_at=at,
                ends_at=until,
                by=actor,
                at=at,
                how="present",
                evidence="present",
                supporter_account_id=account.pk,
            )
            note_use(actor, Verb.SEE, "visit", "", at=at, mandate_id=mandate.pk)
            count(LoginCount.Way.COUNTER, "ok", at=at)
            response = redirect("home:start")
            keep_token(
                response,
                open_counter_visit(account_id=account.pk, mandate_id=mandate.pk, until=until, at=at),
            )
            return response
    return page(
        request,
        account,
        "desk/people/help.html",
        "窓口で代わりに操作する",
        basics=basics,
        form=form,
        errors=form.summary,
        tasks=TASKS,
        lengths=LENGTHS,
        status=400 if form.errors else 200,
    )


@require_safe
@staff()
def helped(request: HttpRequest, account: Account, mandate: UUID) -> HttpResponse:
    """Show what a clerk was asked and did, with both names, to be printed for the person."""
    at = clock.now()
    found = helped_by(account.pk, mandate, at=at)
    if found is None:
        raise Http404
    done = [(use.at, _DONE.get(Verb(use.verb), "操作した")) for use in reversed(uses_of([found]))]
    return page(
        request,
        account,
        "desk/people/helped.html",
        "代わりの操作の控え",
        row=found,
        asked=[TASKS[key] for key, some in CHOICES.items() if some <= set(found.scope)],
        done=done,
        state=_STATES.get(state_of(found, at=at), "終わりました"),
        printed_at=at,
    )
