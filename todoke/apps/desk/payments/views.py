"""Views of payments that need no application (申請のいらない支給) at the desk: counts, exceptions, and settling."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.access.domain.deciding import may
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.payments.lines import line_of, paying
from todoke.apps.entitlements.actions import settle
from todoke.apps.entitlements.models import Entitlement
from todoke.apps.entitlements.programs import paid_programs
from todoke.apps.entitlements.queries import counts
from todoke.apps.registry.queries.rulebook import rulebook
from todoke.base import clock
from todoke.base.fiscal import FiscalYear
from todoke.telling.quiet import TOKYO

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
    actor = paying(request)
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
        exceptions=[line_of(one) for one in shown],
        has_more=len(seen) > MOST,
    )


_COUNTED = ("listed", "told", "refused", "exception", "settled", "saved")


@require_POST
@staff(Role.APPROVER)
def settle_due(request: HttpRequest, account: Account) -> HttpResponse:
    """Settle what was told and not refused in time, in the account's municipalities."""
    known = {program.program_id: program for program in paid_programs() if program.in_use}
    program = known.get(request.POST.get("program", ""))
    if program is None:
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
