"""Entering the desk (入室): after the password, and after the second factor where one is needed."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import auth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from todoke.apps.accounts.models import Account
from todoke.apps.accounts.second_factor import has_factor, is_needed
from todoke.base import clock

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_HALF = "half"
_FRESH = "factor_given_at"
_HALF_LIFE = timedelta(minutes=10)


def enter_or_ask(request: HttpRequest, account: Account, goal: str) -> HttpResponse:
    """Let in somebody whose password was right, or ask for the second factor first.

    Until that is given nobody is signed in: the session only says whose password it was, for ten minutes.
    """
    if not is_needed(account):
        return enter(request, account, goal)
    request.session.cycle_key()
    request.session[_HALF] = {"account": account.pk, "at": clock.now().isoformat(), "goal": goal}
    return HttpResponseRedirect(
        reverse("accounts:factor" if has_factor(account) else "accounts:factor_set_up")
    )


def enter(request: HttpRequest, account: Account, goal: str) -> HttpResponse:
    """Sign somebody in under a new session."""
    request.session.pop(_HALF, None)
    auth.login(request, account, backend=_BACKEND)
    return HttpResponseRedirect(goal)


def half_entered(request: HttpRequest) -> tuple[Account, str] | None:
    """Return whose password was right lately, and where they want to go; None where nobody's was."""
    half = request.session.get(_HALF)
    if not isinstance(half, dict):
        return None
    if clock.now() - datetime.fromisoformat(half["at"]) > _HALF_LIFE:
        request.session.pop(_HALF, None)
        return None
    account = Account.objects.filter(pk=half["account"], is_active=True).first()
    return None if account is None else (account, str(half["goal"]))


def note_factor(request: HttpRequest) -> None:
    """Note that the second factor was given just now, by somebody signed in."""
    request.session[_FRESH] = clock.now().isoformat()


def gave_factor(request: HttpRequest) -> bool:
    """Return whether the second factor was given within the last ten minutes."""
    at = request.session.get(_FRESH)
    return isinstance(at, str) and clock.now() - datetime.fromisoformat(at) <= _HALF_LIFE
