"""Views of logging in with a code by mail (メールに届く番号)."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from todoke.apps.home.login import limits
from todoke.apps.home.login.forms import AddressForm, CodeForm
from todoke.apps.home.login.reasons import reason_words
from todoke.apps.home.login.sending import send_code
from todoke.apps.identity.actions.mail_codes import CODE_LIFE, send_mail_code, take_mail_code
from todoke.apps.identity.actions.refusals import LoginRefusedError
from todoke.apps.identity.actions.visits import open_visit
from todoke.apps.identity.domain.goals import goal_of
from todoke.apps.identity.visiting import cookie_name, device_of, find_visit, keep_token
from todoke.apps.vault.sealing import UnsealError, seal, unseal
from todoke.base import clock
from todoke.ui.words import t

_PLACE = "login.mail"


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a mail address and send a code to it, whether it is known or not."""
    form = AddressForm()
    goal = goal_of(request.POST.get("next") or request.GET.get("next"))
    reason = None if settings.MAIL_URL else reason_words("off")
    if request.method == "POST" and settings.MAIL_URL:
        form = AddressForm.of(request.POST)
        if not form.error:
            try:
                limits.codes.count(request)
                send_mail_code(address=form.address, at=clock.now(), send=send_code)
            except LoginRefusedError as error:
                reason = reason_words(error.kind)
            else:
                return _keep_address(goal, form.address)
    return render(
        request,
        "home/login/mail.html",
        {
            "heading": t("メールに届く番号で入る"),
            "form": form,
            "errors": form.summary,
            "goal": goal,
            "reason": reason,
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest) -> HttpResponse:
    """Take the code and let somebody in."""
    address = _address_of(request)
    goal = goal_of(request.POST.get("next") or request.GET.get("next"))
    if not address:
        return HttpResponseRedirect(f"{reverse('login:mail')}?{urlencode({'next': goal})}")
    form, reason = CodeForm(), None
    if request.method == "POST":
        form = CodeForm.of(request.POST)
        if not form.error:
            try:
                return _let_in(request, address, form.code, goal)
            except LoginRefusedError as error:
                form, reason = _refused(error)
    return render(
        request,
        "home/login/mail_code.html",
        {
            "heading": t("メールに届いた6けたの番号を入れる"),
            "form": form,
            "errors": form.summary,
            "goal": goal,
            "address": address,
            "reason": reason,
        },
    )


def _let_in(request: HttpRequest, address: str, code: str, goal: str) -> HttpResponse:
    at = clock.now()
    signed_in = take_mail_code(address=address, code=code, goal=goal, at=at)
    token = open_visit(
        signed_in.login,
        assurance=signed_in.assurance,
        acr="",
        at=at,
        device=device_of(request),
        instead_of=find_visit(request),
    )
    response = HttpResponseRedirect(goal, status=303)
    keep_token(response, token)
    _keep(response, "", timedelta(0))
    return response


def _refused(error: LoginRefusedError) -> tuple[CodeForm, str | None]:
    if error.kind == "wrong_code":
        return CodeForm("", t("番号がちがいます。あと%(left)s回ためせます。", left=error.left)), None
    if error.left == 0:
        return CodeForm(), t(
            "番号が何度もちがったので、使えなくなりました。「もう一度送る」を押してください。"
        )
    return CodeForm(), t("この番号はもう使えません。「もう一度送る」を押してください。")


def _keep_address(goal: str, address: str) -> HttpResponse:
    """Go on to the code; the address waits sealed in the browser, never in an address of a page."""
    response = HttpResponseRedirect(f"{reverse('login:mail_code')}?{urlencode({'next': goal})}", status=303)
    sealed = seal(address.encode(), place=_PLACE, ring=settings.KEYS.ring)
    _keep(response, base64.urlsafe_b64encode(sealed).decode(), CODE_LIFE)
    return response


def _address_of(request: HttpRequest) -> str:
    kept = request.COOKIES.get(cookie_name("todoke_mail"), "")
    try:
        return unseal(base64.urlsafe_b64decode(kept), place=_PLACE, ring=settings.KEYS.ring).decode()
    except (UnsealError, binascii.Error, ValueError):
        return ""


def _keep(response: HttpResponse, content: str, life: timedelta) -> None:
    response.set_cookie(
        cookie_name("todoke_mail"),
        content,
        max_age=life,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
        path="/",
    )
