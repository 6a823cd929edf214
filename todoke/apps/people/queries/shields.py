"""Who must not know of whom (支援措置): one function for one pair and one for many, used by every page and sender."""

from __future__ import annotations

from datetime import date

import numpy as np
from django.db.models import Q

from todoke.apps.people.models import Belonging, Person, Shield, ShieldFrom
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.block import Array

_AT_ONCE = 20_000


def standing(on: date) -> Q:
    """Return the condition that a shield stands on a day; its first and last days count."""
    return Q(from_on__lte=on) & (Q(until_on__isnull=True) | Q(until_on__gte=on))


def is_shielded(person_id: int, *, on: date) -> bool:
    """Return whether any shield stands around somebody on this day."""
    with everywhere("shield"):
        return Shield.objects.filter(standing(on), person_id=person_id).exists()


def shielded_among(person_ids: Array, *, on: date) -> Array:
    """Return for each person (ids, int64) whether a shield stands around them on this day (bool)."""
    with everywhere("shield"):
        found = np.array(
            list(Shield.objects.filter(standing(on)).values_list("person_id", flat=True)), np.int64
        )
    return np.isin(np.asarray(person_ids, np.int64), found)


def may_know(viewer: int | None, about: int, *, on: date) -> bool:
    """Return whether a resident may learn anything of another on this day.

    False wherever a shield around ``about`` stands against everybody, against the viewer, or against anybody of a
    household the viewer is or was recorded in that the shield names. One's own matters are always one's own.
    Nobody known (``viewer`` None) may know nothing of a shielded person.
    """
    if viewer == about:
        return True
    with everywhere("shield"):
        shields = list(Shield.objects.filter(standing(on), person_id=about).values_list("pk", flat=True))
        if not shields:
            return True
        if viewer is None:
            return False
        against = list(
            ShieldFrom.objects.filter(shield__in=shields).values_list(
                "shield_id", "person_id", "household_id"
            )
        )
        if {shield for shield, _, _ in against} != set(shields):
            return False  # one of them is against everybody
        households = households_of(viewer)
    return not any(person == viewer or household in households for _, person, household in against)


def households_of(person_id: int) -> set[int]:
    """Return the households somebody belongs to or ever belonged to; call it in a scope over everything."""
    own = Person.objects.filter(pk=person_id).values_list("household_id", flat=True)
    others = Belonging.objects.filter(person_id=person_id).values_list("household_id", flat=True)
    return {*own, *others}
