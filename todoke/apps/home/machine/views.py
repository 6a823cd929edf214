"""Views of what machines fetch (機械のための道): worker, stopping by mail, calendars, the local mail sink."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from todoke.apps.channels.actions.calendars import find_feed
from todoke.apps.channels.actions.contacts import stop_by_token
from todoke.apps.channels.models import ContactPoint
from todoke.apps.channels.stopping import find_stoppable
from todoke.apps.home.calendar.dates import dates_of
from todoke.apps.tenancy.scope import scope
from todoke.base import clock
from todoke.clients.mail.sink import find_mail, kept_mails
from todoke.formats.feeds.dates import write_feed
from todoke.ui.words import t, t_plain

ONE_CLICK = "One-Click"


@cache
def _worker_source() -> bytes:
    found = finders.find("home/worker.js")
    if not isinstance(found, str):
        raise FileNotFoundError("home/worker.js")
    return Path(found).read_bytes()


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Return the worker that shows pushes; at the root, so that it may open any page of the site."""
    response = HttpResponse(_worker_source(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop a contact point: a mail program posts (RFC 8058), a person presses a button. Reading changes nothing.

    Neither cookie nor login is looked at: the token is in the mail, and all it can do is stop.
    """
    contact = find_stoppable(token)
    if contact is None:
        raise Http404("no such contact point")
    if request.method != "POST":
        return _stop_page(request, contact, is_stopped=contact.stopped_at is not None)
    by_program = request.POST.get("List-Unsubscribe") == ONE_CLICK
    if not by_program and "stop" not in request.POST:
        return HttpResponse("List-Unsubscribe=One-Click", status=400, content_type="text/plain")
    stop_by_token(token, at=clock.now())
    if by_program:
        return _kept_by_nobody(HttpResponse("stopped\n", content_type="text/plain"))
    return _stop_page(request, contact, is_stopped=True)


def _stop_page(request: HttpRequest, contact: ContactPoint, *, is_stopped: bool) -> HttpResponse:
    language = contact.language if contact.language in dict(settings.LANGUAGES) else "ja"
    with translation.override(language):
        heading = t("メールを止めました") if is_stopped else t("メールを止めますか")
        page = render(request, "home/machine/stop.html", {"heading": heading, "is_stopped": is_stopped})
    return _kept_by_nobody(page)


@require_safe
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Return a calendar feed to whoever has its token."""
    feed = find_feed(token)
    if feed is None:
        raise Http404("no such calendar")
    at = clock.now()
    with scope(persons={feed.person_id}), translation.override(feed.language):
        source = write_feed(dates_of(feed, at=at), name=t_plain("todoke 手続の期限"), at=at)
    return _kept_by_nobody(HttpResponse(source, content_type="text/calendar; charset=utf-8"))


@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Show the mails of this machine's own sink."""
    folder = _sink()
    return _kept_by_nobody(
        render(
            request,
            "home/machine/mails.html",
            {"heading": "このコンピューターのためし用メール", "mails": kept_mails(folder)},
        )
    )


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """Show one mail of the sink."""
    found = find_mail(_sink(), number)
    if found is None:
        raise Http404("no such mail")
    return _kept_by_nobody(
        render(request, "home/machine/mail.html", {"heading": found.subject, "mail": found})
    )


def _sink() -> Path:
    if settings.PRODUCTION:
        raise Http404("only on a single machine")
    return Path(settings.VAR_DIR) / "mail"


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
