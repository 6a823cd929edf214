"""The one-screen repair: the page beside the record, each field accepted, corrected or refused."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from todoke.apps.accounts.models import Account
from todoke.apps.desk import timing
from todoke.apps.desk.actions import leave_as_it_is, send_repair
from todoke.apps.desk.domain.asks import ask_of
from todoke.apps.desk.domain.repairs import page_view, suggestions
from todoke.apps.desk.forms.repair import RepairForm
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page, tell
from todoke.apps.desk.queries import board
from todoke.apps.desk.queries.said import told_fields
from todoke.apps.desk.queries.snapshots import page_of
from todoke.apps.desk.queries.upkeep import upkeep
from todoke.apps.registry.actions.checking import confirm_checked
from todoke.apps.registry.domain.refusals import RegistryError
from todoke.apps.registry.models import Need, Task
from todoke.base import clock
from todoke.ui.controls import ErrorLink, ErrorSummary


@require_http_methods(["GET", "POST"])
@staff()
def repair(request: HttpRequest, account: Account, task_id: int) -> HttpResponse:
    """Show a task, or do with it what was decided, and go on to the next."""
    task = get_object_or_404(
        Task.objects.select_related("record", "record__current", "record__body", "body"),
        pk=task_id,
        body__in=account.bodies(),
    )
    wanted = board.Wanted.of(request.GET.dict())
    if task.settled_at is not None or not board.my_tasks(account).filter(pk=task.pk).exists():
        tell(request, "この用件は、もう済んでいるか、承認を待っています", kind="info")
        return HttpResponseRedirect(reverse("desk:board"))
    current = task.record.current
    plain = current.raw if current else {}
    asked = suggestions(task.record.kind, task.detail, plain, need=task.need, key=task.key)
    form = RepairForm(asked)
    if request.method == "POST":
        form = RepairForm(asked, request.POST.dict(), more=request.POST.get("more", ""))
        if not form.more:
            following = board.task_after(account, task, wanted)
            if _done(request, account, task, form):
                return _to_next(request, following, wanted)
    errors = form.summary
    if "" in form.errors:
        errors = ErrorSummary((ErrorLink("answer", form.errors[""]),))
    return page(
        request,
        account,
        "desk/repair.html",
        f"{task.record.name}を直す",
        task=task,
        record=task.record,
        need=Need(task.need).label,
        message=task.detail.get("message") or ask_of(task.need, task.key),
        view=page_of(task) or page_view(task.detail),
        rows=form.rows,
        errors=errors if request.method == "POST" and not form.more else None,
        can_check=task.need in (Need.REVIEW_OVERDUE, Need.PAGE_CHANGED, Need.LAW_CHANGED),
        left=board.tasks_wanted(account, wanted).count(),
        query=wanted.query,
        next_task=board.task_after(account, task, wanted),
        fields=told_fields(plain),
        opened=request.POST.get("opened") or timing.stamp(clock.now()),
        active=request.POST.get("active", ""),
    )


def _done(request: HttpRequest, account: Account, task: Task, form: RepairForm) -> bool:
    """Do what the button says; tell whether it is done."""
    now = clock.now()
    spent = timing.seconds_spent(request.POST, at=now)
    what = request.POST.get("do", "send")
    try:
        if what == "check":
            confirm_checked(
                record=task.record, by=account, on=now.date(), at=now, upkeep=upkeep(), seconds_spent=spent
            )
            leave_as_it_is(task=task, decisions=(), by=account, at=now, seconds_spent=spent)
            tell(request, f"「{task.record.name}」を今日確認したことを記録しました")
            return True
        if what == "keep":
            form.read()
            leave_as_it_is(task=task, decisions=form.decisions, by=account, at=now, seconds_spent=spent)
            tell(request, f"「{task.record.name}」はそのままにしました")
            return True
        form.read()
        if task.record.current is None:
            form.errors[""] = "まだ公開されていない登録です。登録のページから直してください"
            return False
        days = {"checked_on": now.date().isoformat()} if request.POST.get("compared") else {}
        if days:
            days["review_on"] = upkeep().review_day(task.record.content, checked_on=now.date()).isoformat()
        content = form.content(task.record.current.raw, task.record.kind, **days)
        if content is None:
            return False
        proposal = send_repair(
            task=task, content=content, decisions=form.decisions, by=account, at=now, seconds_spent=spent
        )
        tell(
            request,
            f"「{task.record.name}」の変更の承認を依頼しました",
            url=reverse("desk:approval", args=[proposal.pk]),
            link="依頼した内容を見る",
        )
        return True
    except RegistryError as error:
        form.errors[""] = str(error)
        return False


def _to_next(request: HttpRequest, following: Task | None, wanted: board.Wanted) -> HttpResponse:
    query = wanted.query
    goal = reverse("desk:board") if following is None else reverse("desk:repair", args=[following.pk])
    return HttpResponseRedirect(f"{goal}?{query}" if query else goal)
