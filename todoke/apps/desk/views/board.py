"""The first page: what needs doing, and how the month goes."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from todoke.apps.accounts.models import Account
from todoke.apps.desk.domain.asks import ask_of
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page
from todoke.apps.desk.queries import board
from todoke.apps.desk.queries.quality import own_scores
from todoke.apps.desk.queries.records import found_records
from todoke.apps.desk.queries.upkeep import upkeep
from todoke.apps.registry.models import Need, Task
from todoke.base import clock

_A_PAGE = 50


@require_safe
@staff()
def show(request: HttpRequest, account: Account) -> HttpResponse:
    """List the open tasks of the account's bodies."""
    wanted = board.Wanted.of(request.GET.dict())
    tasks = Paginator(board.tasks_wanted(account, wanted), _A_PAGE).get_page(request.GET.get("page"))
    now = clock.now()
    bodies = list(account.bodies())
    return page(
        request,
        account,
        "desk/board.html",
        "やること",
        tasks=tasks,
        rows=[_row(task) for task in tasks],
        counts=[
            {"need": need.value, "label": need.label, "count": count, "is_chosen": need == wanted.need}
            for need, count in board.counts_by_need(account)
        ],
        wanted=wanted,
        query=wanted.query,
        sorts=board.SORTS,
        bodies=bodies,
        month=board.month_of(account, since=now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)),
        soon=found_records(account, {"due": "soon"}, on=now.date()).count(),
        remind_days=upkeep().remind_days_before,
        month_name=f"{now.month}月",
        scores=own_scores(bodies),
    )


def _row(task: Task) -> dict[str, object]:
    return {
        "task": task,
        "need": Need(task.need).label,
        "message": task.detail.get("message") or ask_of(task.need, task.key),
        "filings": getattr(task, "filings", None),
    }
