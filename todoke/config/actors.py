"""Who acts in a request, put on it once, with the scope of what may be seen then opened around the page."""

import re
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.contrib import auth
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from todoke.apps.access.domain.actors import Actor, Assurance, Kind
from todoke.apps.accounts.models import Account
from todoke.apps.identity.actions.visits import end_visit, visit_of
from todoke.apps.identity.models import Visit
from todoke.apps.identity.visiting import token_of
from todoke.apps.mandates.queries import held_mandate
from todoke.apps.people.queries.kin import in_care_of
from todoke.apps.people.queries.who import person_of
from todoke.apps.tenancy.scope import scope
from todoke.base import clock
from todoke.config.middleware import Handler

_DESK = "/desk/"
_OWN_PAGES = re.compile(r"(?:/[a-z-]{2,8})?/my/")
_ASKED_BY_MACHINES = frozenset({"/healthz", "/readyz"})


def identify(get_response: Handler) -> Handler:
    """Return a handler that puts the actor on every request and opens the scope of what may be seen.

    Whose request is known must not find its page in anybody's cache.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        actor = find_actor(request)
        request.actor = actor  # type: ignore[attr-defined]
        with scope_of(actor):
            response = get_response(request)
        if actor.kind is not Kind.ANONYMOUS:
            patch_vary_headers(response, ("Cookie",))
            response.headers["Cache-Control"] = "private, no-store"
        return response

    return respond


def find_actor(request: HttpRequest) -> Actor:
    """Return who acts: staff at the desk by their session, a resident anywhere else by the visit's cookie.

    Without a cookie the database is not asked; where it does not answer, nobody is known.
    """
    if request.path_info.startswith(_DESK):
        return _staff(request)
    token = token_of(request)
    if not token or request.path_info in _ASKED_BY_MACHINES:
        return Actor()
    try:
        visit = visit_of(token, at=clock.now())
        if visit is None:
            return Actor()
        return (
            _at_the_counter(request, visit)
            if visit.login_id is None
            else _resident(request, visit, visit.login_id)
        )
    except Error:
        return Actor()


def scope_of(actor: Actor) -> AbstractContextManager[Any]:
    """Return the scope of an actor: over nobody's rows where nothing is known of them yet, none for a stranger."""
    if actor.acting_for is not None:
        return scope(persons={actor.acting_for, *actor.in_care})
    if actor.kind is Kind.STAFF:
        return scope(areas={area for area, _, _ in actor.roles})
    return nullcontext() if actor.kind is Kind.ANONYMOUS else scope()


def _resident(request: HttpRequest, visit: Visit, login_id: int) -> Actor:
    """Return the resident of a visit, in another's place while the mandate holds.

    Where it holds no more this request is nobody's, and the next is in one's own place again: what was meant for
    another must not happen to oneself.
    """
    at = clock.now()
    mandate = None
    if visit.mandate_id is not None:
        mandate = held_mandate(visit.mandate_id, login_id, at=at)
        if mandate is None:
            Visit.objects.filter(pk=visit.pk).update(mandate_id=None)
            request.mandate_over = True  # type: ignore[attr-defined]
            return Actor()
    request.visit = visit  # type: ignore[attr-defined]
    person = person_of(login_id)
    asks_for_kin = mandate is None and _OWN_PAGES.match(request.path_info) is not None
    return Actor(
        kind=Kind.PERSON,
        person_id=None if person is None else person.pk,
        login_id=login_id,
        assurance=Assurance(visit.assurance),
        mandate=mandate,
        in_care=in_care_of(person.pk, on=at.date()) if person is not None and asks_for_kin else frozenset(),
    )


def _at_the_counter(request: HttpRequest, visit: Visit) -> Actor:
    """Return the clerk in somebody's place, as long as the mandate holds and they work in its municipality."""
    at = clock.now()
    account = Account.objects.filter(pk=visit.account_id or 0, is_active=True).first()
    mandate = None
    if account is not None and visit.mandate_id is not None:
        mandate = held_mandate(visit.mandate_id, account_id=account.pk, at=at)
    if account is None or mandate is None or not account.bodies().filter(area=mandate.area).exists():
        end_visit(visit, at=at)
        request.mandate_over = True  # type: ignore[attr-defined]
        return Actor()
    request.visit = visit  # type: ignore[attr-defined]
    return Actor(
        kind=Kind.STAFF, account_id=account.pk, assurance=Assurance(visit.assurance), mandate=mandate
    )


def _staff(request: HttpRequest) -> Actor:
    """Return the member of staff; one with no role anywhere sees nobody's rows."""
    account = auth.get_user(request)
    if not isinstance(account, Account) or not account.is_active:
        return Actor()
    roles = account.memberships.values_list("body__area", "role", "section")
    return Actor(
        kind=Kind.STAFF,
        account_id=account.pk,
        assurance=Assurance.CARD,
        roles=frozenset((area, role, section) for area, role, section in roles if area),
    )
