"""Import runs with their reports, and what people without an account have told."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from todoke.apps.accounts.models import Account
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page
from todoke.apps.desk.queries import board, imports

_A_PAGE = 30


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """List the runs."""
    runs = Paginator(imports.runs(), _A_PAGE).get_page(request.GET.get("page"))
    listed = [(run, imports.summary_of(run)) for run in runs]
    return page(request, account, "desk/imports.html", "取り込み", runs=runs, listed=listed)


@require_safe
@staff()
def download(request: HttpRequest, account: Account, run_id: int) -> HttpResponse:
    """Return the report of a run as a table for a spreadsheet."""
    run = imports.run_or_404(run_id)
    # The mark lets spreadsheets recognize UTF-8.
    response = HttpResponse("\ufeff" + imports.csv_of(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return response


@require_safe
@staff()
def inbox(request: HttpRequest, account: Account) -> HttpResponse:
    """List what people without an account have told about the records, and what became of it."""
    return page(
        request, account, "desk/inbox.html", "利用者の指摘", proposals=board.from_outside(account)[:200]
    )
