"""Views of logging in (ログイン) with the card, and of logging out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from todoke.apps.access.acting import actor_of
from todoke.apps.access.domain.actors import Assurance, Kind
from todoke.apps.home.login import limits
from todoke.apps.home.login.provider import the_provider
from todoke.apps.home.login.reasons import reason_words
from todoke.apps.identity.actions.logins import begin_login
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.actions.visits import end_visit
from todoke.apps.identity.domain.goals import goal_of
from todoke.apps.identity.visiting import browser_of, drop_token, find_visit, keep_browser, new_browser
from todoke.base import clock
from todoke.ui.words import t


@never_cache
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Show the ways to log in, and why the last try did not work."""
    return _ways(request, needs_card=False)


@never_cache
@require_safe
def stronger(request: HttpRequest) -> HttpResponse:
    """Show how to be known more surely."""
    return _ways(request, needs_card=actor_of(request).kind is Kind.PERSON)


@never_cache
@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Lead to the identity provider.

    By GET: browsers hold a form's redirects to the page's ``form-action``. What it begins can be finished only in
    this browser, so a link from elsewhere does no more than a click here would.
    """
    goal = goal_of(request.GET.get("next"))
    browser = browser_of(request) or new_browser()
    try:
        limits.logins.count(request)
        address = begin_login(
            browser=browser, goal=goal, wanted=Assurance.CARD, at=clock.now(), provider=the_provider()
        )
    except LoginRefusedError as error:
        asked = urlencode({"next": goal, "why": error.kind})
        return HttpResponseRedirect(f"{reverse('login:start')}?{asked}")
    response = HttpResponseRedirect(address)
    keep_browser(response, browser)
    return response


@never_cache
@require_safe
def other_ways(request: HttpRequest) -> HttpResponse:
    """Show what somebody can do whose card cannot be used or read."""
    return render(
        request,
        "home/login/other_ways.html",
        {
            "heading": t("カードが使えない・読めないとき"),
            "asked": _asked(request),
            "has_mail": bool(settings.MAIL_URL),
            "has_card": bool(settings.OIDC_CLIENT_ID),
        },
    )


KEPT_BY_THE_BROWSER = '"cache"'
"""What the browser drops at the end of a visit. Not "storage": that would end the person's Web Push as well."""


@never_cache
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the visit on the server, not only in the browser."""
    visit = find_visit(request)
    if visit is not None:
        end_visit(visit, at=clock.now())
    response = HttpResponseRedirect(f"{reverse('login:start')}?why=bye")
    drop_token(response)
    response["Clear-Site-Data"] = KEPT_BY_THE_BROWSER
    return response


def _ways(request: HttpRequest, *, needs_card: bool) -> HttpResponse:
    why = request.GET.get("why", "")
    return render(
        request,
        "home/login/start.html",
        {
            "heading": t("カードで確かめる") if needs_card else t("マイページに入る"),
            "needs_card": needs_card,
            "is_bye": why == "bye",
            "reason": reason_words(why),
            "is_inside": actor_of(request).kind is Kind.PERSON,
            "asked": _asked(request),
            "has_card": bool(settings.OIDC_CLIENT_ID),
            "has_mail": bool(settings.MAIL_URL) and not needs_card,
        },
    )


def _asked(request: HttpRequest) -> str:
    """Return the question that leads back to where somebody wanted to go."""
    return urlencode({"next": goal_of(request.GET.get("next"))})
