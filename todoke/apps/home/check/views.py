"""Views of whether a notice is ours (お知らせが本物か確かめる)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from todoke.apps.belief.checking import Checked, check
from todoke.apps.belief.limits import CHECKS, TooOftenError, sender_of
from todoke.apps.home.check.forms import CheckForm
from todoke.base import clock
from todoke.telling.channels import Channel
from todoke.ui.words import t


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a notice, and tell whether it is ours; nobody need log in."""
    form = CheckForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or form.error:
        return _page(request, form, status=422 if form.error else 200)
    try:
        CHECKS.count(sender_of(request))
    except TooOftenError as error:
        response = _page(request, form, minutes=-(-error.wait // 60), status=429)
        response.headers["Retry-After"] = str(error.wait)
        return response
    found = check(form.code, at=clock.now())
    if found.answer == "mistyped":
        form.tell_mistyped()
        return _page(request, form, status=422)
    return _page(request, form, found=found)


def _page(
    request: HttpRequest,
    form: CheckForm,
    *,
    found: Checked | None = None,
    minutes: int = 0,
    status: int = 200,
) -> HttpResponse:
    ways = {
        Channel.MAIL: t("メール"),
        Channel.PUSH: t("スマートフォンの通知"),
        Channel.LETTER: t("手紙"),
        Channel.APP: t("アプリ"),
    }
    return render(
        request,
        "home/check/show.html",
        {
            "heading": t("お知らせが本物か確かめる"),
            "form": form,
            "found": found,
            "ways": [ways[channel] for channel in found.channels] if found else [],
            "minutes": minutes,
        },
        status=status,
    )
