"""The pages where staff give, set up and renew their second factor."""

from __future__ import annotations

import segno
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from todoke.apps.accounts.entering import enter, gave_factor, half_entered, note_factor
from todoke.apps.accounts.forms import FactorForm
from todoke.apps.accounts.key_views import ask_key, take_key
from todoke.apps.accounts.models import Account, Factor
from todoke.apps.accounts.second_factor import (
    CodeRefusedError,
    address_of,
    begin_factor,
    check_code,
    confirm_factor,
    has_factor,
    new_reserve,
    reserve_left,
)
from todoke.base import clock

_DESK = "/desk/"


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody whose password was right for the second factor, and let them in."""
    half = half_entered(request)
    if half is None:
        return redirect("accounts:login")
    account, goal = half
    if not has_factor(account):
        return redirect("accounts:factor_set_up")
    form = FactorForm()
    if request.method == "POST":
        form = _given(request, account)
        if not form.errors:
            answer = enter(request, account, goal)
            note_factor(request)
            return answer
    return _page(
        request,
        "accounts/factor.html",
        "二つ目の確認",
        form=form,
        errors=form.summary,
        key_options=ask_key(request, account),
    )


def _given(request: HttpRequest, account: Account) -> FactorForm:
    """Take the answer of a key or a code; what is wrong with it is in the form."""
    by_key = bool(request.POST.get("answer"))
    form = FactorForm() if by_key else FactorForm.of(request.POST)
    if form.errors:
        return form
    try:
        if by_key:
            take_key(request, account)
        else:
            check_code(account, form.code, at=clock.now())
    except CodeRefusedError as error:
        form.errors["code"] = str(error)
    return form


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Let somebody set up an app: at the first sign-in, or later; the codes in reserve are shown once."""
    signed_in, half = auth.get_user(request), half_entered(request)
    if isinstance(signed_in, Account):
        if has_factor(signed_in) and not gave_factor(request):
            return redirect("accounts:factor_reserve")
        account, goal = signed_in, _DESK
    elif half is not None and not has_factor(half[0]):
        account, goal = half
    else:
        # Whoever has a factor already must give it before setting up another.
        return redirect("accounts:login" if half is None else "accounts:factor")
    factor, form = begin_factor(account), FactorForm()
    if request.method == "POST":
        form = FactorForm.of(request.POST)
        if not form.errors:
            try:
                codes = confirm_factor(factor, form.code, at=clock.now())
            except CodeRefusedError as error:
                form.errors["code"] = str(error)
            else:
                if not isinstance(signed_in, Account):
                    enter(request, account, goal)
                note_factor(request)
                return _page(request, "accounts/factor_reserve.html", "予備の番号", codes=codes, goal=goal)
    return _page(
        request,
        "accounts/factor_set_up.html",
        "二つ目の確認を用意する",
        form=form,
        errors=form.summary,
        secret=" ".join(_in_fours(factor)),
        picture=_picture(factor),
        login=account.login,
    )


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def reserve(request: HttpRequest) -> HttpResponse:
    """Show how many codes in reserve are left, and make new ones for a code of the app."""
    account = auth.get_user(request)
    if not isinstance(account, Account):
        return redirect("accounts:login")
    if not has_factor(account):
        return redirect("accounts:factor_set_up")
    form = FactorForm()
    if request.method == "POST":
        form = FactorForm.of(request.POST)
        if not form.errors:
            try:
                check_code(account, form.code, at=clock.now())
            except CodeRefusedError as error:
                form.errors["code"] = str(error)
            else:
                note_factor(request)
                codes = new_reserve(account)
                return _page(
                    request,
                    "accounts/factor_reserve.html",
                    "予備の番号",
                    codes=codes,
                    goal=_DESK,
                    may_change=True,
                )
    return _page(
        request,
        "accounts/factor_reserve_ask.html",
        "予備の番号を作り直す",
        form=form,
        errors=form.summary,
        left=reserve_left(account),
    )


def _page(request: HttpRequest, template: str, heading: str, **context: object) -> HttpResponse:
    return render(request, template, {"heading": heading, **context})


def _in_fours(factor: Factor) -> list[str]:
    return [factor.secret[place : place + 4] for place in range(0, len(factor.secret), 4)]


def _picture(factor: Factor) -> str:
    """Return the QR code as a picture within the page; what it says stands beside it as text."""
    code = segno.make(address_of(factor), error="m")
    return mark_safe(
        code.svg_inline(scale=4, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None)
    )
