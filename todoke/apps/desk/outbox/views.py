"""Views of what leaves (発送) at the desk."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from todoke.apps.accounts.models import Account
from todoke.apps.desk.gate import staff
from todoke.apps.desk.paper import page


@require_safe
@staff()
def index(request: HttpRequest, account: Account) -> HttpResponse:
    """Show what there is."""
    return page(request, account, "desk/outbox/index.html", "発送")
