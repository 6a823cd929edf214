"""Two kinds of sessions: residents' answers in their own cookie, staff's sessions on the server (docs/adr/0004).

Nothing about a resident is stored here. A member of staff who signs out, or whose password changes, must be out
at once on every device, which only a session on the server can do; its cookie goes to ``/desk/`` alone.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

COOKIE = "todoke_desk"
PATH = "/desk/"
IDLE = timedelta(hours=2)
_RENEWED_AFTER = timedelta(minutes=5)


class DeskSession(db.SessionStore):
    """A session of a member of staff; it ends after two hours without a page."""

    def get_session_cookie_age(self) -> int:
        """Return for how long it holds without a page."""
        return int(IDLE.total_seconds())


class Sessions(SessionMiddleware):
    """Gives each request the kind of session its address calls for."""

    def process_request(self, request: HttpRequest) -> None:
        """Open the session of the desk, or that of the answers."""
        if request.path_info.startswith(PATH):
            request.session = DeskSession(request.COOKIES.get(COOKIE))
        else:
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep what changed, and renew the session of somebody who is at work."""
        session = getattr(request, "session", None)
        if not isinstance(session, DeskSession):
            return super().process_response(request, response)
        patch_vary_headers(response, ("Cookie",))
        if session.is_empty():
            if COOKIE in request.COOKIES:
                response.delete_cookie(COOKIE, path=PATH, samesite="Lax")
            return response
        if response.status_code != 500 and (session.modified or _is_due(session)):
            try:
                session.save()
            except UpdateError:
                raise SessionInterrupted("The session was ended on another device.") from None
            response.set_cookie(
                COOKIE,
                session.session_key or "",
                path=PATH,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response


def _is_due(session: DeskSession) -> bool:
    """Tell whether the session was last kept some minutes ago, so that working on renews it."""
    row = session.model.objects.filter(session_key=session.session_key).values_list("expire_date", flat=True)
    kept = next(iter(row), None)
    return kept is not None and session.get_expiry_date() - kept > _RENEWED_AFTER
