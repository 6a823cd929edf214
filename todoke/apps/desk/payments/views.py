"""Views of payments that need no application (申請のいらない支給) at the desk: counts, exceptions, and settling."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import may, require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.entitlements.actions import EntitlementError, decide_exception, settle
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import paid_programs
from todoke.apps.entitlements.queries import counts
from todoke.apps.people.models import Person
from todoke.apps.planning.queries.plans import age_band
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.base.fiscal import FiscalYear
from todoke.telling.quiet import TOKYO

PURPOSE = "payments"
MOST = 200


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what is paid without applications: how many were told, refused, settled, and what staff must decide."""
    at = clock.now()
    year = FiscalYear.of(at.astimezone(TOKYO).date())
    content = rulebook().content
    areas = {body.area: body.name for body in account.bodies(Role.EDITOR)}
    programs = []
    for program in paid_programs():
        loaded = content.programs.get(program.program_id)
        here = counts(program.program_id, year.year)
        programs.append(
            {
                "id": program.program_id,
                "name": program.program_id if loaded is None else loaded.program.name.ja,
                "in_use": program.in_use,
                "note": program.note,
                "rows": [
                    (areas[area], {name: found.get(name, 0) for name in _COUNTED})
                    for area, found in sorted(here.items())
                    if area in areas
                ],
            }
        )
    actor = _paying(request)
    waiting = Entitlement.objects.filter(state=Entitlement.State.EXCEPTION).select_related("municipality")
    # Of whom a shield hides not even the number is told.
    seen = [
        one for one in waiting.order_by("listed_at", "pk")[: 5 * MOST] if may(actor, Verb.SEE, one, at=at)
    ]
    shown = seen[:MOST]
    return page(
        request,
        account,
        "desk/payments/index.html",
        "申請のいらない支給",
        year=year.name,
        programs=programs,
        exceptions=[_line(one) for one in shown],
        has_more=len(seen) > MOST,
    )


_COUNTED = ("listed", "told", "refused", "exception", "settled", "saved")


@require_http_methods(["GET", "POST"])
@staff()
def exception(request: HttpRequest, account: Account, row: UUID) -> HttpResponse:
    """Show one that a machine must not decide, and decide it."""
    found = Entitlement.objects.select_related("municipality").filter(row=row).first()
    if found is None:
        raise Http404
    actor, at = _paying(request), clock.now()
    require(actor, Verb.SEE, found, at=at)
    if request.method == "POST":
        choice = request.POST.get("do", "")
        if choice not in ("pay", "leave"):
            tell(request, "「支給する」か「支給しない」を選んでください。", kind="error")
            return redirect("desk:payment", row)
        try:
            decide_exception(found, is_paid=choice == "pay", by=actor, at=at)
            tell(request, "支給することにしました。" if choice == "pay" else "支給しないことにしました。")
        except EntitlementError as error:
            tell(request, str(error), kind="error")
        return redirect("desk:payments")
    return page(
        request,
        account,
        "desk/payments/show.html",
        "担当が確かめる支給",
        one=_line(found),
        is_open=found.state == Entitlement.State.EXCEPTION,
        may_decide=may(actor, Verb.CHANGE, found, at=at),
    )


@require_POST
@staff(Role.APPROVER)
def settle_due(request: HttpRequest, account: Account) -> HttpResponse:
    """Settle what was told and not refused in time, in the account's municipalities."""
    known = {program.program_id for program in paid_programs() if program.in_use}
    program = request.POST.get("program", "")
    if program not in known:
        tell(request, "まだ使っていない制度です。entitlements.yaml で確かめてください。", kind="error")
        return redirect("desk:payments")
    areas = [body.area for body in account.bodies(Role.APPROVER) if body.area]
    by = f"account:{account.pk}"
    done = sum(settle(program, area=area, by=by, at=clock.now()) for area in areas)
    tell(
        request,
        f"{done}人の支給を決めました。申請が{done}件いりませんでした。"
        if done
        else "辞退できる日を過ぎた人は、まだいません。",
    )
    return redirect("desk:payments")


def _paying(request: HttpRequest) -> Actor:
    return replace(actor_of(request), purpose=PURPOSE)


def _line(one: Entitlement) -> dict[str, object]:
    loaded = rulebook().content.programs.get(one.program_id)
    ages = Person.objects.filter(pk=one.person_id).values_list("birth_low", "birth_high").first()
    return {
        "row": one.row,
        "mark": str(one.row)[:8],
        "name": one.program_id if loaded is None else loaded.program.name.ja,
        "area": one.municipality.name,
        "why": one.get_why_display(),
        "what": _WHAT.get(Entitlement.Why(one.why), ""),
        "age": "" if ages is None else age_band(*ages, one.listed_at.date()),
        "listed_at": one.listed_at,
    }


_WHAT = {
    Entitlement.Why.NO_ACCOUNT: "口座を本人にたずねてください。確かめたら「支給する」を選びます。",
    Entitlement.Why.SHIELDED: "支援措置の担当が、本人に安全な方法で確かめてください。手紙は出さないでください。",
    Entitlement.Why.CONFLICTING: "父母の申し出が食い違っています。どちらに支給するかを、書類で確かめてください。",
    Entitlement.Why.NO_READER: "知らせる相手がいません。住所に手紙を出すなどして、本人か保護者に確かめてください。",
    Entitlement.Why.DEAD: "亡くなった人です。制度の決まりで、支給するかどうかを確かめてください。",
}
