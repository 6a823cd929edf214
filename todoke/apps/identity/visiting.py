"""The cookies of logging in: one for the visit, one that ties a login to the browser that began it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from todoke.apps.identity.actions.visits import switch_visit
from todoke.apps.identity.models import Visit

_DEVICES = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "CrOS", "Linux")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
BROWSER_LIFE = timedelta(minutes=15)


def cookie_name(plain: str) -> str:
    """Return the name of a cookie; in production browsers themselves hold it to this host and to TLS."""
    return f"__Host-{plain}" if settings.PRODUCTION else plain


def token_of(request: HttpRequest) -> str:
    """Return the token of the visit, or nothing."""
    token = request.COOKIES.get(cookie_name("todoke_visit"), "")
    return token if _TOKEN.fullmatch(token) else ""


def find_visit(request: HttpRequest) -> Visit | None:
    """Return the visit the request belongs to, as the middleware found it."""
    found = getattr(request, "visit", None)
    return found if isinstance(found, Visit) else None


def keep_token(response: HttpResponse, token: str) -> None:
    """Give the browser the token; it ends with the browser, on the server sooner."""
    _keep(response, "todoke_visit", token, None)


def drop_token(response: HttpResponse) -> None:
    """Take the token back from the browser."""
    _drop(response, "todoke_visit")


def switch_over(
    request: HttpRequest, response: HttpResponse, *, mandate_id: int | None, at: datetime
) -> None:
    """Let the browser go on in another's place by a mandate, or in one's own again (None), under a new token."""
    visit = find_visit(request)
    if visit is not None:
        keep_token(response, switch_visit(visit, mandate_id=mandate_id, at=at))


def browser_of(request: HttpRequest) -> str:
    """Return the secret by which a login knows its browser, or nothing."""
    found = request.COOKIES.get(cookie_name("todoke_login"), "")
    return found if _TOKEN.fullmatch(found) else ""


def keep_browser(response: HttpResponse, browser: str) -> None:
    """Give the browser the secret for as long as a login may take."""
    _keep(response, "todoke_login", browser, BROWSER_LIFE)


def drop_browser(response: HttpResponse) -> None:
    """Take the secret back."""
    _drop(response, "todoke_login")


def new_browser() -> str:
    """Return a new secret for a browser."""
    return secrets.token_urlsafe(32)


def device_of(request: HttpRequest) -> str:
    """Return a coarse word for the device, so that one knows one's own visits again."""
    agent = request.headers.get("User-Agent", "")
    return next((name for name in _DEVICES if name in agent), "").replace("Macintosh", "Mac")


def _keep(response: HttpResponse, plain: str, content: str, life: timedelta | None) -> None:
    response.set_cookie(
        cookie_name(plain),
        content,
        max_age=life,
        secure=settings.PRODUCTION,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _drop(response: HttpResponse, plain: str) -> None:
    _keep(response, plain, "", timedelta(0))
