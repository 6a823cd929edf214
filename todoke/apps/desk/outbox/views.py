"""Views of what leaves (発送) at the desk: counts only, of the municipalities one works for; never a person."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.channels.actions.retrying import retry_dead
from todoke.apps.channels.models import Dispatch, LetterBatch
from todoke.apps.channels.queries.standing import dead_by_code, ways
from todoke.apps.desk.gate import staff
from todoke.apps.desk.outbox.codes import meaning_of
from todoke.apps.desk.paper import page, tell
from todoke.apps.tenancy.scope import scope
from todoke.base import clock


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what waits, since when, and what could not be handed over."""
    at = clock.now()
    with scope(areas=_areas(account, Role.EDITOR)):
        rows = Dispatch.objects.all()
        standing = [(one, _minutes(one.late(at))) for one in ways(rows, at=at)]
        dead = [(one, meaning_of(one.code)) for one in dead_by_code(rows)]
        batches = list(LetterBatch.objects.order_by("-made_at")[:20])
    return page(
        request,
        account,
        "desk/outbox/index.html",
        "発送",
        standing=standing,
        dead=dead,
        batches=batches,
        is_anything=any(one.waiting or one.handed or one.dead for one, _ in standing),
    )


@require_POST
@staff(Role.APPROVER)
def retry(request: HttpRequest, account: Account) -> HttpResponse:
    """Let what could not be handed over for one reason wait again."""
    code = request.POST.get("code", "")[:40]
    count = 0
    if code:
        for area in sorted(_areas(account, Role.APPROVER)):
            with scope(areas={area}):
                count += retry_dead(by=f"account:{account.pk}", at=clock.now(), code=code, area=area)
    if count:
        tell(request, "もう一度送ります。")
    else:
        tell(request, "送り直せるものはありません。届け先が止められたものは送れません。", kind="info")
    return redirect("desk:outbox")


def _areas(account: Account, role: Role) -> set[str]:
    return {body.area for body in account.bodies(role) if body.area}


def _minutes(late: timedelta | None) -> int | None:
    return None if late is None else int(late.total_seconds() // 60)
