"""Views of planned notices (お知らせの予定) at the desk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from todoke.apps.accounts.models import Account
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what there is."""
    return page(request, account, "desk/notices/index.html", "今夜のお知らせの予定")
