"""Views of everything that is paid to one without an application (申請のいらない支給): to whom, by which account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.entitlements.accounts import claim, end_claim, tell_account
from todoke.apps.entitlements.models import Claim, Entitlement
from todoke.apps.home.consents.showing import children_of, spoken
from todoke.apps.home.data.persons import whose
from todoke.apps.identity.gate import resident
from todoke.apps.mandates.actions import note_use
from todoke.apps.people.models import Person
from todoke.apps.people.queries.statements import PUBLIC_ACCOUNT, said_of
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.apps.tenancy.scope import everywhere
from todoke.base import clock
from todoke.rules.wording.figures import days_text
from todoke.ui.controls import Choice, ErrorSummary, Radios
from todoke.ui.words import Words, t


@require_http_methods(["GET", "HEAD", "POST"])
@resident(verb=Verb.CHANGE)
def payments(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Show what is paid, take in whether there is an account, and who receives what is for a child."""
    person, at = whose(actor, Verb.CHANGE), clock.now()
    error: Words | str = ""
    if request.method == "POST" and person is not None:
        if _taken_in(request, person, actor):
            note_use(actor, Verb.CHANGE, "person", person.pk, at=at)
            return HttpResponseRedirect(f"{reverse('home:payments')}?told=1")
        error = t("登録してあるか、ないかを選んでください")
    radios = _account_radios(person, error)
    return render(
        request,
        "home/refusals/payments.html",
        {
            "heading": t("申請のいらない支給"),
            "is_known": person is not None,
            "payments": [] if person is None else _payments(person, actor),
            "control": radios,
            "errors": ErrorSummary.of(radios),
            "children": [] if person is None else _children(person, actor),
            "told": request.GET.get("told") == "1",
        },
        status=422 if error else 200,
    )


def _taken_in(request: HttpRequest, person: Person, actor: Actor) -> bool:
    """Do what was asked for; return False where nothing was chosen."""
    at, what = clock.now(), request.POST.get("do", "")
    if what == "account":
        has = request.POST.get("account", "")
        if has not in ("yes", "no"):
            return False
        tell_account(person, has_one=has == "yes", by=actor, at=at)
        return True
    chosen = request.POST.get("child", "")
    child = next((one for one in children_of(actor) if str(one.pk) == chosen), None)
    if child is not None and what == "claim":
        claim(person, child, by=actor, at=at)
    elif child is not None and what == "unclaim":
        end_claim(person, child.pk, by=actor, at=at)
    return True


def _account_radios(person: Person | None, error: Words | str) -> Radios:
    said = None if person is None else said_of([person.pk], PUBLIC_ACCOUNT).get(person.pk)
    return Radios(
        name="account",
        label=t("公金受取口座を登録してありますか"),
        hint=t("口座の番号は書かないでください。番号は預かりません。"),
        error=error,
        choices=(
            Choice("yes", t("登録してある"), is_chosen=said is not None and said.value is True),
            Choice("no", t("登録していない"), is_chosen=said is not None and said.value is False),
        ),
    )


def _payments(person: Person, actor: Actor) -> list[dict[str, object]]:
    content, at = rulebook().content, clock.now()
    with everywhere("entitlement"):
        rows = list(
            Entitlement.objects.filter(person_id__in={person.pk, *actor.in_care}).order_by("-listed_at", "pk")
        )
    found: list[dict[str, object]] = []
    for row in rows:
        if not may(actor, Verb.REFUSE_PAYMENT, row, at=at):
            continue
        loaded = content.programs.get(row.program_id)
        found.append(
            {
                "row": row.row,
                "name": Words(row.program_id) if loaded is None else loaded.program.name,
                "is_child": row.person_id != person.pk,
                "state": _STATES[Entitlement.State(row.state)],
                "until": row.refuse_until if row.state == Entitlement.State.TOLD else None,
            }
        )
    return found


_STATES = {
    Entitlement.State.LISTED: t("これから知らせます"),
    Entitlement.State.TOLD: t("断らなければ支給します"),
    Entitlement.State.REFUSED: t("支給しません"),
    Entitlement.State.EXCEPTION: t("役所が確かめています"),
    Entitlement.State.SETTLED: t("支給が決まりました"),
}


def _children(person: Person, actor: Actor) -> list[dict[str, object]]:
    with everywhere("claim"):
        claims = dict(
            Claim.objects.filter(person=person, ended_at__isnull=True).values_list("child_id", "status")
        )
    return [
        {
            "pk": child.pk,
            "born": days_text(child.birth_low, child.birth_high, spoken()),
            "claim": claims.get(child.pk, ""),
        }
        for child in children_of(actor)
    ]
