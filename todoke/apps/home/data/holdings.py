"""Everything that is held about a person, from every app: told, exported and erased in one go."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.holdings import HeldLine, Holding
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.audit.actions import note
from todoke.apps.channels.holding import ChannelsHolding
from todoke.apps.consent.holding import ConsentHolding
from todoke.apps.consent.models import Preview
from todoke.apps.entitlements.holding import EntitlementsHolding
from todoke.apps.identity.holding import LoginHolding
from todoke.apps.mandates.holding import MandatesHolding
from todoke.apps.notices.holding import NoticesHolding
from todoke.apps.people.actions.households import note_change
from todoke.apps.people.holding import PeopleHolding
from todoke.apps.people.models import Death, Household, LoginPerson, Person, Shield
from todoke.apps.people.queries.who import login_of
from todoke.apps.planning.holding import PlanningHolding
from todoke.apps.responses.holding import ResponsesHolding
from todoke.apps.subscriptions.holding import SubscriptionsHolding
from todoke.apps.tenancy.scope import everywhere
from todoke.rules.values import EARLIEST, LATEST

HOLDINGS: tuple[Holding, ...] = (
    ConsentHolding(),
    ResponsesHolding(),
    NoticesHolding(),
    SubscriptionsHolding(),
    EntitlementsHolding(),
    PlanningHolding(),
    ChannelsHolding(),
    MandatesHolding(),
    LoginHolding(login_of),
    PeopleHolding(),
)
"""In the order of erasing: what hangs on others first; a login is found through people, so people come last."""


def all_held(person_id: int) -> list[HeldLine]:
    """Return every line of what is held."""
    return [line for one in HOLDINGS for line in one.held(person_id)]


def export_all(person_id: int, *, at: datetime) -> dict[str, Any]:
    """Return everything that is held about somebody as JSON can say it, nothing of another person."""
    return {"made_at": at.isoformat()} | {one.name: one.export(person_id) for one in HOLDINGS}


@transaction.atomic
def erase_all(person_id: int, *, by: Actor, at: datetime) -> int:
    """Delete everything about somebody; return how many rows it was. Whoever calls has asked ``access``.

    That readings happened stays counted without person or items, and the audit keeps its references. The row itself
    stays, with nothing in it, where others live in the household or an office keeps a shield or a death by it.
    """
    with everywhere("erase"):
        person = Person.objects.filter(pk=person_id).first()
        if person is None:
            return 0
        area, home = person.municipality_id, person.household_id
        # What was asked before anybody was known hangs on the login alone.
        gone = Preview.objects.filter(login_id=login_of(person_id) or 0, person=None).delete()[0]
        gone += sum(one.erase(person_id, at=at) for one in HOLDINGS)
        LoginPerson.objects.filter(person_id=person_id).delete()
        Person.objects.filter(pk=person_id).update(facts=b"", birth_low=EARLIEST, birth_high=LATEST)
        note_change(home, area, at=at)
        is_alone = not Person.objects.filter(household_id=home).exclude(pk=person_id).exists()
        is_kept = any(table.objects.filter(person_id=person_id).exists() for table in (Shield, Death))
        if is_alone and not is_kept:
            gone += Person.objects.filter(pk=person_id).delete()[0]
            Household.objects.filter(pk=home).delete()
        note(actor=by, verb=Verb.ERASE, thing="person", ref=person_id, area=area, at=at, said={"count": gone})
    return gone
