"""Records at the desk: the list, the page of one with its history, confirming and ending it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.accounts.models import Account, Role
from todoke.apps.desk import timing
from todoke.apps.desk.domain.changes import Difference, differences
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.queries.records import comparable, found_records, record_or_404, under_way
from todoke.apps.desk.queries.said import told_fields
from todoke.apps.desk.queries.upkeep import upkeep
from todoke.apps.registry.actions.checking import confirm_checked
from todoke.apps.registry.actions.proposals import open_proposal, propose
from todoke.apps.registry.domain.refusals import RegistryError
from todoke.apps.registry.models import Intent, Record, State, Task, Version
from todoke.apps.registry.queries.quality import lacking
from todoke.apps.registry.queries.records import everything_said, history, version_on
from todoke.base import clock

_A_PAGE = 50


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """List the records of the account's bodies."""
    asked = {name: request.GET.get(name, "") for name in ("q", "kind", "state", "body", "due")}
    records = Paginator(found_records(account, asked, on=clock.today()), _A_PAGE).get_page(
        request.GET.get("page")
    )
    return page(
        request,
        account,
        "desk/records.html",
        "登録",
        records=records,
        asked=asked,
        query=urlencode({name: text for name, text in asked.items() if text}),
        bodies=list(account.bodies()),
        states=State.choices,
        today=clock.today(),
    )


@require_safe
@staff()
def show(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """Show a record: what it says, by default today, and everything ever said of it."""
    record = record_or_404(number)
    on, known, error = _asked_days(request)
    is_asked = "on" in request.GET or "known" in request.GET
    version = version_on(record, on=on, known_at=known) if is_asked else record.current
    said = everything_said(record)
    return page(
        request,
        account,
        "desk/record.html",
        record.name,
        record=record,
        version=version,
        fields=told_fields(version.raw) if version else [],
        is_asked=is_asked,
        asked_on=request.GET.get("on", ""),
        asked_known=request.GET.get("known", ""),
        day_error=error,
        timeline=[(one, until) for one, until in history(record)],
        said=[(one, _against_former(one, said)) for one in said],
        proposals=under_way(record),
        tasks=Task.objects.filter(record=record, settled_at__isnull=True),
        others=comparable(record)[:20],
        lacking=lacking(record, on=clock.today()) if record.state == State.PUBLISHED else (),
        may_edit=account.can(Role.EDITOR, record.body),
        is_overdue=bool(record.review_on and record.review_on < clock.today()),
        today=clock.today(),
    )


@require_POST
@staff()
def check(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """Write down that the record was compared with its page today."""
    record = record_or_404(number)
    now = clock.now()
    try:
        confirm_checked(
            record=record,
            by=account,
            on=now.date(),
            at=now,
            upkeep=upkeep(),
            seconds_spent=timing.seconds_spent(request.POST, at=now),
        )
        tell(request, "今日確認したことを記録しました")
    except RegistryError as error:
        tell(request, str(error), kind="error")
    return _to(record)


@require_POST
@staff()
def retire(request: HttpRequest, account: Account, number: str) -> HttpResponse:
    """Propose that a record ends on a day; a second person decides."""
    record = record_or_404(number)
    now = clock.now()
    words = request.POST.get("words", "").strip()[:400]
    try:
        day = date.fromisoformat(request.POST.get("day", "").strip())
    except ValueError:
        tell(request, "終了する日を 2027-03-31 のように書いてください", kind="error")
        return _to(record)
    if not words:
        tell(request, "終了する理由を書いてください", kind="error")
        return _to(record)
    try:
        proposal = open_proposal(
            record=record,
            content=None,
            by=account,
            at=now,
            intent=Intent.RETIRE,
            effective_from=day,
            words=words,
        )
        propose(proposal=proposal, by=account, at=now)
        tell(
            request,
            "終了の承認を依頼しました",
            url=reverse("desk:approval", args=[proposal.pk]),
            link="内容を見る",
        )
    except RegistryError as error:
        tell(request, str(error), kind="error")
    return _to(record)


def _to(record: Record) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:record", args=[record.slug]))


def _asked_days(request: HttpRequest) -> tuple[date, datetime | None, str]:
    """Return the day asked for, and the end of the day up to which knowledge counts."""
    today = clock.today()
    try:
        on = date.fromisoformat(request.GET["on"]) if request.GET.get("on") else today
        known = date.fromisoformat(request.GET["known"]) if request.GET.get("known") else None
    except ValueError:
        return today, None, "日付は 2026-11-22 のように書いてください"
    return on, datetime.combine(known, time.max, tzinfo=clock.JST) if known else None, ""


def _against_former(version: Version, said: list[Version]) -> list[Difference]:
    """Return what a version says otherwise than the one recorded before it."""
    former = next((one for one in said if one.serial == version.serial - 1), None)
    return [] if former is None else differences(former.raw, version.raw)
