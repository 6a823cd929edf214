"""Whose data a page is about."""

from __future__ import annotations

from django.http import Http404

from todoke.apps.access.domain.actors import Actor
from todoke.apps.access.domain.deciding import require
from todoke.apps.access.domain.verbs import Verb
from todoke.apps.consent.models import Consent
from todoke.apps.people.models import Person
from todoke.base import clock


def whose(actor: Actor, verb: Verb) -> Person | None:
    """Return whose data it is; None where nobody is known yet. Raises Http404, RefusedError."""
    if actor.acting_for is None:
        return None
    person = Person.objects.filter(pk=actor.acting_for).select_related("household").first()
    if person is None:
        if actor.mandate is not None:
            raise Http404("nobody there")
        return None
    require(actor, verb, own_thing(person), at=clock.now())
    return person


def own_thing(person: Person) -> Consent:
    """Return somebody's data as ``access`` is asked about it."""
    return Consent(person_id=person.pk, municipality_id=person.municipality_id)
