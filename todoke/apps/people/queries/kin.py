"""Who cares for whom: parents of children, guardians of anybody; never past a shield, a doubt or an end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from todoke.apps.people.models import Death, Kinship, Person
from todoke.apps.people.queries.shields import is_shielded, may_know
from todoke.apps.tenancy.scope import everywhere

OF_AGE = 18
"""民法第4条: 年齢十八歳をもって、成年とする (recalled; the house's parameters of law are dated, this one is not)."""

_SHOWN_TO_BOTH = (Kinship.Firmness.CONFIRMED, Kinship.Firmness.DISPUTED)
_CARING = (Kinship.Kind.PARENT_OF, Kinship.Kind.GUARDIAN_OF)


def come_of_age(on: date) -> date:
    """Return the last day of birth of those who are of age on this day.

    >>> come_of_age(date(2026, 11, 22))
    datetime.date(2008, 11, 22)
    >>> come_of_age(date(2024, 2, 29))
    datetime.date(2006, 2, 28)
    """
    try:
        return on.replace(year=on.year - OF_AGE)
    except ValueError:
        return date(on.year - OF_AGE, 2, 28)


def in_force(on: date) -> Q:
    """Return the condition that a kinship holds and is sure enough to be acted upon.

    What somebody only says counts where the other is known from the same words and nothing else: it can tell
    them nothing they did not say themselves.
    """
    sure = Q(status=Kinship.Firmness.CONFIRMED) | Q(status=Kinship.Firmness.STATED, own_words=True)
    begun = Q(from_on__isnull=True) | Q(from_on__lte=on)
    return sure & begun & (Q(until_on__isnull=True) | Q(until_on__gt=on))


def carers(person_ids: Iterable[int] | None, *, on: date) -> QuerySet[Kinship]:
    """Return the kinships by which others care for these persons (None: anybody); call it in a scope over everything.

    A parent cares for a child until the child is surely not a child any more; a guardian for anybody.
    """
    child = Q(kind=Kinship.Kind.PARENT_OF, other__birth_low__gt=come_of_age(on))
    rows = Kinship.objects.filter(in_force(on), child | Q(kind=Kinship.Kind.GUARDIAN_OF))
    if person_ids is not None:
        rows = rows.filter(other_id__in=person_ids)
    return rows.exclude(person__in=Death.objects.values("person"))


def in_care_of(person_id: int, *, on: date) -> frozenset[int]:
    """Return of whom somebody is the parent or guardian, and may know (ids of persons)."""
    with everywhere("family"):
        child = Q(kind=Kinship.Kind.PARENT_OF, other__birth_low__gt=come_of_age(on))
        found = Kinship.objects.filter(
            in_force(on), child | Q(kind=Kinship.Kind.GUARDIAN_OF), person_id=person_id
        ).values_list("other_id", flat=True)
        return frozenset(other for other in found if may_know(person_id, other, on=on))


def family_of(person_id: int, *, on: date) -> list[Kinship]:
    """Return the kinships somebody told of or is named in, open ones, without anybody they may not know.

    Of kinships told by the other side only those an office confirmed once are shown: nobody learns from this page that
    somebody claims them.
    """
    with everywhere("family"):
        rows = (
            Kinship.objects.filter(Q(person_id=person_id) | Q(other_id=person_id, status__in=_SHOWN_TO_BOTH))
            .filter(Q(until_on__isnull=True) | Q(until_on__gt=on))
            .exclude(status=Kinship.Firmness.ENDED)
            .select_related("person", "other")
            .prefetch_related("evidence")
            .order_by("pk")
        )
        return [row for row in rows if may_know(person_id, _far(row, person_id).pk, on=on)]


def kin_at_the_desk(person_id: int, *, protects: bool, on: date) -> list[Kinship]:
    """Return the kinships somebody told of, for staff who were let see the person; within the scope that is open.

    Those to somebody shielded are there only for the section that keeps the shields (``protects``), whomever the
    shield is against: what the office prints or says at a counter would reach the other side.
    """
    rows = Kinship.objects.filter(person_id=person_id).prefetch_related("evidence").order_by("pk")
    return [row for row in rows if protects or not is_shielded(row.other_id, on=on)]


def _far(row: Kinship, person_id: int) -> Person:
    return row.other if row.person_id == person_id else row.person


def far_of(row: Kinship, person_id: int) -> Person:
    """Return the other side of a kinship."""
    return _far(row, person_id)
