"""Views of reports of a fake (にせものの知らせ)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.belief.fakes import report_fake
from todoke.apps.belief.limits import REPORTS, TooOftenError, sender_of
from todoke.apps.belief.models import FakeChannel
from todoke.apps.home.report.forms import ReportForm
from todoke.base import clock
from todoke.ui.words import t


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Let anybody tell of a fake; nobody is asked who they are."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    status, minutes = (422 if form.errors else 200), 0
    if request.method == "POST" and form.is_valid():
        try:
            REPORTS.count(sender_of(request))
        except TooOftenError as error:
            status, minutes = 429, -(-error.wait // 60)
        else:
            report_fake(words=form.words, url=form.url, channel=FakeChannel(form.channel), at=clock.now())
            return redirect("notices:reported")
    context = {"heading": t("にせものとして知らせる"), "form": form, "minutes": minutes}
    return render(request, "home/report/show.html", context, status=status)


@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """Thank, and say what happens next."""
    return render(request, "home/report/thanks.html", {"heading": t("知らせを受け取りました")})
