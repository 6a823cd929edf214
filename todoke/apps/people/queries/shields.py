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
    household the viewer is or was recorded in that the shield names; and, unless the viewer is recorded with them,
    wherever such a shield stands around somebody ``about`` is recorded with: where a child lives tells where its
    mother lives, and what it can receive rests on her facts. One's own matters are always one's own.
    Nobody known (``viewer`` None) may know nothing of a shielded person.
    """
    if viewer == about:
        return True
    with everywhere("shield"):
        home = Person.objects.filter(pk=about).values_list("household_id", flat=True).first()
        if home is None:
            return True
        shields: dict[int, list[int]] = {}
        rows = Shield.objects.filter(standing(on), person__household_id=home)
        for person, shield in rows.values_list("person_id", "pk"):
            shields.setdefault(person, []).append(shield)
        if not shields:
            return True
        if viewer is None:
            return False
        is_with_them = Person.objects.filter(pk=viewer, household_id=home).exists()
        around = [some for person, some in shields.items() if person == about or not is_with_them]
        households = households_of(viewer)
        return not any(_stands(some, viewer, households) for some in around)


def _stands(shields: list[int], viewer: int, households: set[int]) -> bool:
    """Return whether any of the shields around one person stands against the viewer."""
    against = list(
        ShieldFrom.objects.filter(shield__in=shields).values_list("shield_id", "person_id", "household_id")
    )
    if {shield for shield, _, _ in against} != set(shields):
        return True  # one of them is against everybody
    return any(person == viewer or household in households for _, person, household in against)


def near_shields(person_ids: Array, *, on: date) -> Array:
    """Return for each person (ids, int64) whether a shield stands around them or somebody they are recorded with."""
    with everywhere("shield"):
        homes = Shield.objects.filter(standing(on)).values_list("person__household_id", flat=True).distinct()
        found: list[int] = []
        at = sorted(homes)
        for start in range(0, len(at), _AT_ONCE):
            rows = Person.objects.filter(household_id__in=at[start : start + _AT_ONCE])
            found += rows.values_list("pk", flat=True)
    return np.isin(np.asarray(person_ids, np.int64), np.array(found, np.int64))


def households_of(person_id: int) -> set[int]:
    """Return the households somebody belongs to or ever belonged to; call it in a scope over everything."""
    own = Person.objects.filter(pk=person_id).values_list("household_id", flat=True)
    others = Belonging.objects.filter(person_id=person_id).values_list("household_id", flat=True)
    return {*own, *others}
