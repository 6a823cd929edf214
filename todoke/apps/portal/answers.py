"""The answers of the person, kept in the session alone (答えの置き場所)."""

from django.core import signing
from django.http import HttpRequest

from todoke.apps.screening import queries
from todoke.apps.screening.domain.situation import Situation
from todoke.base import clock
from todoke.rules.situation import SituationError

_KEY = "situation"
_MOST_LETTERS = 3900
"""Browsers refuse a cookie of more than 4,096 letters, its name included."""


class TooMuchToKeepError(Exception):
    """The answers no longer fit into a cookie; those kept before stay."""


def read(request: HttpRequest) -> Situation:
    """Return what the person has answered so far; nothing where it no longer fits today's questions."""
    situation = Situation.from_session(request.session.get(_KEY))
    try:
        queries.household_of(situation, on=clock.today())
    except SituationError:
        # Told to an older version of the rules: a fact or a code that does not exist any more.
        return Situation.empty()
    return situation


def keep(request: HttpRequest, situation: Situation) -> None:
    """Keep the answers for the next page; raises TooMuchToKeepError."""
    stored = situation.to_session()
    if len(signing.dumps({_KEY: stored}, compress=True)) > _MOST_LETTERS:
        raise TooMuchToKeepError
    request.session[_KEY] = stored


def forget(request: HttpRequest) -> None:
    """Delete every answer."""
    request.session.flush()


def exist(request: HttpRequest) -> bool:
    """Tell whether the person has begun to answer."""
    return _KEY in request.session
