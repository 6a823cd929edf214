"""Who may enter: every page of the desk asks for a signed-in member of staff with a role somewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib import auth
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from todoke.apps.access.domain.deciding import RefusedError
from todoke.apps.accounts.models import Account, Role
from todoke.apps.registry.domain.refusals import NotAllowedError

Rest = ParamSpec("Rest")
Page = Callable[Concatenate[HttpRequest, Account, Rest], HttpResponse]


def staff(role: Role = Role.EDITOR) -> Callable[[Page[Rest]], Callable[..., HttpResponse]]:
    """Let a view be called only with an account that has at least ``role`` in some body; it is handed over.

    Which body it must be is for the view and for the actions, which know the record. Pages are never kept by a
    cache: the next person at the counter's computer must not see them.
    """

    def guard(view: Page[Rest]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def respond(request: HttpRequest, *rest: Any, **named: Any) -> HttpResponse:
            account = auth.get_user(request)
            if not isinstance(account, Account):
                goal = request.get_full_path() if request.method == "GET" else reverse("desk:board")
                return redirect(f"{reverse('accounts:login')}?{urlencode({'next': goal})}")
            if not account.bodies(role).exists():
                raise PermissionDenied
            try:
                response = view(request, account, *rest, **named)
            except (NotAllowedError, RefusedError) as error:
                raise PermissionDenied(str(error)) from error
            response.headers["Cache-Control"] = "private, no-store"
            return response

        respond.asks_for = role  # type: ignore[attr-defined]
        return respond

    return guard
