"""The answers of the person, kept in the session alone (答えの置き場所)."""

from django.http import HttpRequest

from todoke.apps.screening.domain.situation import Situation

_KEY = "situation"


def read(request: HttpRequest) -> Situation:
    """Return what the person has answered so far."""
    return Situation.from_session(request.session.get(_KEY))


def keep(request: HttpRequest, situation: Situation) -> None:
    """Keep the answers for the next page."""
    request.session[_KEY] = situation.to_session()


def forget(request: HttpRequest) -> None:
    """Delete every answer."""
    request.session.flush()


def exist(request: HttpRequest) -> bool:
    """Tell whether the person has begun to answer."""
    return _KEY in request.session
