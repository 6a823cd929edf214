"""The pages where staff see their second factor, add security keys, and take them away."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.accounts.entering import gave_factor, note_factor
from todoke.apps.accounts.forms import FactorForm
from todoke.apps.accounts.models import Account
from todoke.apps.accounts.second_factor import CodeRefusedError, check_code, has_factor, reserve_left
from todoke.apps.accounts.security_keys import (
    KeyRefusedError,
    Site,
    add_key,
    begin_adding,
    begin_asking,
    check_key,
    keys_of,
    remove_key,
)
from todoke.base import clock

_ASKED = "key_asked"
_ASKED_FOR = timedelta(minutes=5)
_TOO_LATE = "時間がたちました。もう一度、鍵のボタンを押してください"


def site_of(request: HttpRequest) -> Site:
    """Return the site a key is asked for: in production the one address, else where this machine is asked."""
    if settings.PRODUCTION:
        return Site(urlsplit(settings.SITE_URL).hostname or "", settings.SITE_URL)
    parts = urlsplit(f"{request.scheme}://{request.get_host()}")
    return Site(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def ask_key(request: HttpRequest, account: Account) -> str:
    """Return what the browser asks the account's keys; nothing where there are none or none work here."""
    site = site_of(request)
    if not site.has_keys or not keys_of(account):
        return ""
    told, state = begin_asking(account, site)
    _keep(request, "use", state)
    return told


def take_key(request: HttpRequest, account: Account) -> None:
    """Take a key's answer in the form that was sent. Raises KeyRefusedError."""
    state = _kept(request, "use")
    check_key(account, request.POST.get("answer", ""), state=state, site=site_of(request), at=clock.now())


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Show the second factor; whoever gave it just now may add keys and take them away."""
    account = auth.get_user(request)
    if not isinstance(account, Account):
        return redirect("accounts:login")
    if not has_factor(account):
        return redirect("accounts:factor_set_up")
    form = FactorForm()
    if request.method == "POST":
        form = _sent(request, account)
        if not form.errors:
            return redirect("accounts:factor_keys")
    if not gave_factor(request):
        return _page(
            request,
            "accounts/factor_again.html",
            "二つ目の確認",
            form=form,
            errors=form.summary,
            key_options=ask_key(request, account),
        )
    site, options = site_of(request), ""
    if site.has_keys:
        options, state = begin_adding(account, site)
        _keep(request, "add", state)
    return _page(
        request,
        "accounts/factor_keys.html",
        "二つ目の確認",
        keys=keys_of(account),
        key_options=options,
        left=reserve_left(account),
        form=form,
        errors=form.summary,
    )


def _sent(request: HttpRequest, account: Account) -> FactorForm:
    """Take what was sent: a new key where the factor was given just now, else the factor itself."""
    form = FactorForm()
    try:
        if gave_factor(request):
            add_key(
                account,
                request.POST.get("answer", ""),
                state=_kept(request, "add"),
                name=request.POST.get("name", ""),
                site=site_of(request),
                at=clock.now(),
            )
        elif request.POST.get("answer"):
            take_key(request, account)
            note_factor(request)
        else:
            form = FactorForm.of(request.POST)
            if not form.errors:
                check_code(account, form.code, at=clock.now())
                note_factor(request)
    except CodeRefusedError as error:
        form.errors["code" if not gave_factor(request) else "name"] = str(error)
    return form


@require_POST
@csrf_protect
def remove(request: HttpRequest, row: UUID) -> HttpResponse:
    """Take a key away, for whoever gave the second factor just now."""
    account = auth.get_user(request)
    if not isinstance(account, Account):
        return redirect("accounts:login")
    if gave_factor(request):
        remove_key(account, row, at=clock.now())
    return redirect("accounts:factor_keys")


def _keep(request: HttpRequest, what: str, state: dict[str, Any]) -> None:
    asked = request.session.get(_ASKED, {})
    request.session[_ASKED] = {**asked, what: {"state": state, "at": clock.now().isoformat()}}


def _kept(request: HttpRequest, what: str) -> dict[str, Any]:
    """Return what was kept to check an answer, once. Raises KeyRefusedError."""
    asked = dict(request.session.get(_ASKED, {}))
    kept = asked.pop(what, None)
    request.session[_ASKED] = asked
    if kept is None or clock.now() - datetime.fromisoformat(kept["at"]) > _ASKED_FOR:
        raise KeyRefusedError(_TOO_LATE)
    state: dict[str, Any] = kept["state"]
    return state


def _page(request: HttpRequest, template: str, heading: str, **context: object) -> HttpResponse:
    return render(request, template, {"heading": heading, **context})
