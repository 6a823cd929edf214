"""Bulk edit: choose records, look at each change, propose them all or none."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from todoke.apps.accounts.models import Account
from todoke.apps.desk import timing
from todoke.apps.desk.actions import propose_many
from todoke.apps.desk.bulk_plan import MOST, Planned, Wish, candidates, plan
from todoke.apps.desk.domain.bulk import REPLACEABLE, SETTABLE
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.registry.domain.refusals import RegistryError
from todoke.base import clock
from todoke.ui.controls import ErrorLink, ErrorSummary


@require_http_methods(["GET", "POST"])
@staff()
def edit(request: HttpRequest, account: Account) -> HttpResponse:
    """Show the form, then each change, then propose those that were left chosen."""
    typed = request.POST.dict()
    asked = {name: typed.get(name, "") for name in ("q", "kind", "body")}
    wish = Wish.of(typed)
    planned: list[Planned] = []
    problem, count = "", 0
    chosen: set[str] | None = None
    if request.method == "POST":
        problem = wish.error
        records = candidates(account, asked, on=clock.today())
        count = records.count()
        if not problem and count > MOST:
            problem = f"{count}件が当てはまります。{MOST}件までにしぼってください"
        if not problem:
            planned = plan(records, wish)
        if not problem and request.POST.get("do") == "send":
            chosen = set(request.POST.getlist("record"))
            problem = _send(request, account, planned, chosen)
            if not problem:
                return HttpResponseRedirect(reverse("desk:approvals"))
    return page(
        request,
        account,
        "desk/bulk.html",
        "まとめて直す",
        asked=asked,
        wish=wish,
        planned=[(one, chosen is None or one.record.number in chosen) for one in planned],
        count=count,
        is_tried=request.method == "POST" and not wish.error,
        replaceable=REPLACEABLE,
        settable=SETTABLE,
        bodies=list(account.bodies()),
        errors=ErrorSummary((ErrorLink("wish", problem),)) if problem else None,
        opened=typed.get("opened") or timing.stamp(clock.now()),
        active=typed.get("active", ""),
        note=typed.get("note", ""),
    )


def _send(request: HttpRequest, account: Account, planned: list[Planned], chosen: set[str]) -> str:
    """Propose the chosen changes; return what stands against it."""
    wanted = [one for one in planned if one.record.number in chosen]
    if not wanted:
        return "直す登録を1件以上選んでください"
    if wrong := [one.record.name for one in wanted if one.error or one.content is None]:
        return f"直せない登録が選ばれています: {'、'.join(wrong[:5])}。外してから送ってください"
    now = clock.now()
    try:
        sent = propose_many(
            changes=[(one.record, one.content) for one in wanted if one.content is not None],
            by=account,
            at=now,
            words=request.POST.get("note", "").strip()[:400] or "まとめて直す",
            seconds_spent=timing.seconds_spent(request.POST, at=now),
        )
    except RegistryError as error:
        return str(error)
    tell(request, f"{len(sent)}件の変更の承認を依頼しました")
    return ""
