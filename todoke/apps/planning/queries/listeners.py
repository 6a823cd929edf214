"""Who began to listen since a plan: agreed, chose how to be told, or came to hold a login (聞きはじめた人)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import Max, QuerySet

from todoke.apps.consent.domain.purposes import Purpose
from todoke.apps.consent.models import Consent
from todoke.apps.notices.models import Preference
from todoke.apps.people.models import Kinship, LoginPerson, Person
from todoke.apps.planning.models import NoticePlan
from todoke.residents.block import Array

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Listeners:
    """About whom those may be told who began to listen; ids ascending, int64."""

    persons: Array
    households: Array
    mark: str
    """Differs where somebody else began to listen: then a plan is another one."""


def last_planned_at() -> datetime | None:
    """Return when the last plan was made that could be sent; None before the first."""
    made: datetime | None = NoticePlan.objects.exclude(kind=NoticePlan.Kind.TRIAL).aggregate(
        last=Max("made_at")
    )["last"]
    return made


def began_to_listen(since: datetime | None) -> Listeners:
    """Return about whom is told whoever began to listen after a moment; None means ever.

    Who said nothing about how to be told is not among them. What they were told before is found by the plan itself.
    """
    decided = Preference.objects.filter(none=False)
    if since is None:
        who = set(decided.values_list("person_id", flat=True))
    else:
        agreed = Consent.objects.filter(
            purpose=Purpose.NOTICES, withdrawn_at__isnull=True, granted_at__gt=since
        )
        came = LoginPerson.objects.filter(until__isnull=True, since__gt=since)
        who = set(decided.filter(changed_at__gt=since).values_list("person_id", flat=True))
        new = {*agreed.values_list("person_id", flat=True), *came.values_list("person_id", flat=True)}
        who |= set(_those(decided, new))
    cared = {
        other
        for some in _parts(who)
        for other in Kinship.objects.filter(
            person_id__in=some,
            kind__in=(Kinship.Kind.PARENT_OF, Kinship.Kind.GUARDIAN_OF),
            until_on__isnull=True,
        ).values_list("other_id", flat=True)
    }
    homes = {
        home
        for some in _parts(who)
        for home in Person.objects.filter(pk__in=some).values_list("household_id", flat=True)
    }
    persons, households = _column(who | cared), _column(homes)
    mark = hashlib.sha256(persons.tobytes() + b":" + households.tobytes()).hexdigest()[:16]
    return Listeners(persons, households, mark)


def _those(decided: QuerySet[Preference], people: set[int]) -> Iterator[int]:
    for some in _parts(people):
        yield from decided.filter(person_id__in=some).values_list("person_id", flat=True)


def _column(ids: set[int]) -> Array:
    return np.array(sorted(ids), np.int64)


def _parts(ids: set[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for first in range(0, len(ordered), _AT_ONCE):
        yield ordered[first : first + _AT_ONCE]
