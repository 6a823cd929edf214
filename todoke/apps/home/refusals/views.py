"""Views of payments to be refused (支給の辞退): one tap to refuse, one to receive after all."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from todoke.apps.access.domain.actors import Actor, Assurance
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.entitlements import actions
from todoke.apps.entitlements.actions import EntitlementError
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.queries import find_entitlement
from todoke.apps.identity.gate import resident
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.telling.quiet import TOKYO
from todoke.ui.words import Words, t

_PROBLEMS = {
    "over": t("辞退できる日を過ぎました。変えたいときは、区市町村の担当に連絡してください。"),
    "decided": t("この支給はもう決まっています。変えたいときは、区市町村の担当に連絡してください。"),
}


@require_http_methods(["GET", "POST"])
@resident(Assurance.MAIL, verb=Verb.REFUSE_PAYMENT)
def refuse(request: HttpRequest, actor: Actor, row: UUID) -> HttpResponse:
    """Show a payment that needs no application, and refuse it or take the refusal back."""
    found = find_entitlement(row)
    if found is None:
        raise Http404
    at = clock.now()
    require(actor, Verb.REFUSE_PAYMENT, found, at=at)
    problem: Words | None = None
    if request.method == "POST":
        change = actions.take_back_refusal if request.POST.get("do") == "receive" else actions.refuse
        try:
            with everywhere("entitlement"):
                change(found, by=actor, at=at)
        except EntitlementError as error:
            problem = _PROBLEMS[error.kind]
        else:
            return HttpResponseRedirect(reverse("home:payment_refuse", args=[row]))
    loaded = rulebook().content.programs.get(found.program_id)
    today = at.astimezone(TOKYO).date()
    is_open = found.state in (Entitlement.State.LISTED, Entitlement.State.TOLD, Entitlement.State.REFUSED)
    return render(
        request,
        "home/refusals/refuse.html",
        {
            "heading": t("申請のいらない支給"),
            "payment": found,
            "program": None if loaded is None else loaded.program.name,
            "may_change": is_open and (found.refuse_until is None or today <= found.refuse_until),
            "problem": problem,
        },
        status=409 if problem else 200,
    )
