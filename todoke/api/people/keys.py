"""Whose a call is that carries a person's own key (本人の鍵): known by it alone, and only for what it was made for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse

from todoke.api.problems import ProblemError
from todoke.api.respond import problem_response
from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.belief.limits import Limit, TooOftenError
from todoke.apps.consent.models import Consent
from todoke.apps.identity.actions.keys import find_key
from todoke.apps.people.models import Person
from todoke.apps.people.queries.who import person_of
from todoke.apps.tenancy.scope import scope
from todoke.base import clock

CALLS = Limit(most=120, seconds=60)
"""Of calls by one key."""

Rest = ParamSpec("Rest")
Answer = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


@contextmanager
def key_holder(request: HttpRequest, verb: Verb) -> Iterator[Person | None]:
    """Open the scope of whoever's key it is; None where nothing is held about them yet.

    Raises ProblemError: no key, one that holds no more, one made for something else, or called too often.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = find_key(token.strip(), at=clock.now()) if scheme.lower() == "bearer" else None
    if key is None:
        raise ProblemError("not-signed-in")
    try:
        CALLS.count(str(key.row))
    except TooOftenError as error:
        raise ProblemError("too-many-requests", retry_after=error.wait) from None
    if verb.value not in key.scopes:
        raise ProblemError("not-allowed")
    person = person_of(key.login_id)
    if person is None:
        yield None
        return
    # Keys are made by somebody known by their card (home.data.key_views).
    actor = Actor(kind=Kind.PERSON, person_id=person.pk, login_id=key.login_id, assurance=Assurance.CARD)
    with scope(persons={person.pk}):
        require(
            actor,
            verb,
            Consent(person_id=person.pk, municipality_id=person.municipality_id),
            at=clock.now(),
        )
        yield person


def with_key(answer: Answer[Rest]) -> Callable[..., HttpResponse]:
    """Let an answer to a call without a key say which kind it asks for (RFC 9110 11.6.1, RFC 6750 3)."""

    @wraps(answer)
    def respond(request: HttpRequest, *rest: Rest.args, **named: Rest.kwargs) -> HttpResponse:
        try:
            response = answer(request, *rest, **named)
        except ProblemError as error:
            if error.kind.status != 401:
                raise
            response = problem_response(error.problem)
            response.headers["WWW-Authenticate"] = 'Bearer realm="todoke"'
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Vary"] = "Authorization"
        return response

    return respond
