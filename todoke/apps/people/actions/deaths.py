"""Recording a death: from then on nobody acts for the person, and nothing is sent to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from todoke.apps.access.domain.actors import Actor
from todoke.apps.audit.actions import note
from todoke.apps.people.actions.households import PeopleError
from todoke.apps.people.domain.silence import quiet_until
from todoke.apps.people.models import Death, LoginPerson, Person
from todoke.apps.tenancy.scope import everywhere

Ending = Callable[..., object]
"""What ends with a death, called as ``ending(person_id, at=…)``: visits, mandates, waiting dispatches."""


@transaction.atomic
def record_death(
    *,
    person: Person,
    on: date,
    source: str,
    by: Actor,
    at: datetime,
    endings: Sequence[Ending] = (),
) -> Death:
    """Record a death once; whoever composes gives what else ends with it. Raises PeopleError for a day to come."""
    if on > at.date():
        raise PeopleError("亡くなった日が、今日よりあとになっています")
    with everywhere("death"):
        row, is_new = Death.objects.get_or_create(
            person=person,
            defaults={
                "municipality_id": person.municipality_id,
                "on": on,
                "recorded_at": at,
                "source": source,
                "quiet_until": quiet_until(on),
            },
        )
        if not is_new:
            return row
        for ending in endings:
            ending(person.pk, at=at)
        LoginPerson.objects.filter(person=person, until__isnull=True).update(until=at)
        note(
            actor=by,
            verb="record_death",
            thing="person",
            ref=person.pk,
            area=person.municipality_id,
            at=at,
        )
    return row
