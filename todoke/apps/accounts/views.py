"""The pages where staff sign in, sign out and change their password."""

from __future__ import annotations

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from todoke.apps.accounts.actions import AccountError, LoginRefusedError, change_password, sign_in
from todoke.apps.accounts.entering import enter_or_ask
from todoke.apps.accounts.forms import LoginForm, PasswordForm
from todoke.apps.accounts.models import Account
from todoke.base import clock


@csrf_protect
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Let somebody sign in, and lead them to where they wanted to go."""
    goal = _goal(request)
    form = LoginForm()
    if request.method == "POST":
        form = LoginForm.of(request.POST)
        if not form.errors:
            try:
                account = sign_in(login=form.login, password=form.password, at=clock.now())
            except LoginRefusedError as error:
                form.errors["login"] = str(error)
            else:
                return enter_or_ask(request, account, goal)
    return render(
        request,
        "accounts/login.html",
        {"heading": "職員のログイン", "form": form, "errors": form.summary, "goal": goal},
    )


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session on the server, not only in the browser."""
    auth.logout(request)
    response = render(request, "accounts/goodbye.html", {"heading": "ログアウトしました"})
    response["Clear-Site-Data"] = '"cache"'
    return response


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody change their own password; other sessions of the account end by that."""
    account = auth.get_user(request)
    if not isinstance(account, Account):
        return redirect(f"{reverse('accounts:login')}?next={reverse('accounts:password')}")
    form = PasswordForm()
    if request.method == "POST":
        form = PasswordForm.of(request.POST)
        if not form.errors:
            try:
                change_password(account=account, old=form.old, new=form.new)
            except AccountError as error:
                form.errors["old" if "今の" in str(error) else "new"] = str(error)
            else:
                request.user = account  # what Django's own middleware would have set
                auth.update_session_auth_hash(request, account)
                return render(
                    request, "accounts/password_changed.html", {"heading": "パスワードを変えました"}
                )
    return render(
        request,
        "accounts/password.html",
        {"heading": "パスワードを変える", "form": form, "errors": form.summary, "account": account},
    )


def _goal(request: HttpRequest) -> str:
    """Return the page asked for before signing in, if it is one of the desk's."""
    goal = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(goal, allowed_hosts=None, require_https=request.is_secure())
    return goal if is_ours and goal.startswith("/desk/") else "/desk/"
