"""Who is a household of their own because somebody they are recorded with must not know of them (支援措置).

A record often still has both in one household. Whatever is answered or told to one of its members would then rest on
facts of the other: that they are still there, moved, earn, or expect a child. So for every answer the record is
divided: who must be hidden from a member stands apart, together with those who may know of them and of whom they
may; everybody else stays. The record of the office itself is not changed. Who fled and is still on the record counts by
themselves, with whom they took along, for benefits too (特別定額給付金 of 2020 by a rule of 総務省;
臨時特別給付金 of 2021: read in the pages of 飯豊町 and 多久市).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from todoke.apps.people.models import Belonging, Kinship, Person, Shield, ShieldFrom
from todoke.apps.people.queries.kin import in_force
from todoke.apps.people.queries.shields import standing
from todoke.apps.tenancy.scope import everywhere
from todoke.residents.apart import APART

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Divided:
    """How records are divided on one day."""

    part: Mapping[int, int] = field(default_factory=dict)
    """Of each person set apart: the number of their own household, which those together with them share."""
    home: Mapping[int, int] = field(default_factory=dict)
    """Of each person set apart: the household they are recorded in."""
    area: Mapping[int, str] = field(default_factory=dict)
    """Of each person set apart: the municipality."""

    def household_of(self, person_id: int, recorded_in: int) -> int:
        """Return the household somebody counts to."""
        return self.part.get(person_id, recorded_in)


def divided(*, on: date, households: Collection[int] | None = None) -> Divided:
    """Return how records are divided on a day: all, or some households (ids)."""
    with everywhere("shield"):
        shields = _Shields.standing(on, households)
        if not shields.around:
            return Divided()
        part: dict[int, int] = {}
        home: dict[int, int] = {}
        area: dict[int, str] = {}
        for household, members in shields.members.items():
            for group in _groups(sorted(members), shields):
                for one in group:
                    part[one], home[one], area[one] = APART + group[0], household, members[one]
        return Divided(part, home, area)


def is_divided(household_id: int, *, on: date) -> bool:
    """Return whether facts of the household as a whole count for nobody, because the record is divided."""
    return bool(divided(on=on, households=[household_id]).part)


@dataclass(slots=True)
class _Shields:
    """What is needed to tell whom of a household another of it must not know of."""

    members: dict[int, dict[int, str]]
    """Of each household with somebody shielded: its members and their municipalities."""
    around: dict[int, list[int]]
    """The shields around each person."""
    against: dict[int, list[tuple[int | None, int | None]]]
    """The persons and households each shield names; none: everybody."""
    homes: dict[int, set[int]]
    """Where each member is or ever was recorded."""
    cares: set[tuple[int, int]]
    """Who cares for whom."""

    @classmethod
    def standing(cls, on: date, households: Collection[int] | None) -> _Shields:
        rows = Shield.objects.filter(standing(on))
        if households is not None:
            rows = rows.filter(person__household_id__in=list(households))
        around: dict[int, list[int]] = {}
        places: set[int] = set()
        for shield, person, household in rows.values_list("pk", "person_id", "person__household_id"):
            around.setdefault(person, []).append(shield)
            places.add(household)
        members: dict[int, dict[int, str]] = {}
        for some in _parts(places):
            found = Person.objects.filter(household_id__in=some)
            for person, household, area in found.values_list("pk", "household_id", "municipality_id"):
                members.setdefault(household, {})[person] = area
        members = {household: some for household, some in members.items() if len(some) > 1}
        persons = {one for some in members.values() for one in some}
        homes: dict[int, set[int]] = {one: {household} for household, some in members.items() for one in some}
        against: dict[int, list[tuple[int | None, int | None]]] = {
            shield: [] for some in around.values() for shield in some
        }
        cares: set[tuple[int, int]] = set()
        for some in _parts(against):
            named = ShieldFrom.objects.filter(shield_id__in=some)
            for shield, who, where in named.values_list("shield_id", "person_id", "household_id"):
                against[shield].append((who, where))
        for some in _parts(persons):
            once = Belonging.objects.filter(person_id__in=some)
            for person, household in once.values_list("person_id", "household_id"):
                homes[person].add(household)
            caring = Kinship.objects.filter(
                in_force(on),
                kind__in=(Kinship.Kind.PARENT_OF, Kinship.Kind.GUARDIAN_OF),
                person_id__in=some,
            )
            cares.update(caring.values_list("person_id", "other_id"))
        return cls(members, around, against, homes, cares)

    def is_hidden(self, about: int, viewer: int) -> bool:
        """Return whether ``viewer`` must not know of ``about``, as ``may_know`` says of both.

        A shield against everybody does not part somebody from children they care for: of what the children are
        answered, nobody else is told (``readers_about``).
        """
        for shield in self.around.get(about, ()):
            named = self.against[shield]
            if not named and (about, viewer) not in self.cares:
                return True
            if any(who == viewer or home in self.homes[viewer] for who, home in named):
                return True
        return False


def _groups(members: list[int], shields: _Shields) -> list[list[int]]:
    """Return those of a household who stand apart, in groups of whom all may know of one another."""
    hidden = [
        one for one in members if any(viewer != one and shields.is_hidden(one, viewer) for viewer in members)
    ]
    groups: list[list[int]] = []
    for one in hidden:
        for group in groups:
            if not any(shields.is_hidden(one, other) or shields.is_hidden(other, one) for other in group):
                group.append(one)
                break
        else:
            groups.append([one])
    if groups and len(hidden) == len(members):
        # Nobody else is left in the record: the first of the groups goes on under its number.
        groups = groups[1:]
    return groups


def _parts(ids: Iterable[int]) -> Iterable[list[int]]:
    rest = sorted(ids)
    for start in range(0, len(rest), _AT_ONCE):
        yield rest[start : start + _AT_ONCE]


@dataclass(frozen=True, slots=True)
class DividedAnew:
    """Who belongs to a record that is divided otherwise than on a day before (ids)."""

    staying: frozenset[int] = frozenset()
    """Persons no shield stands around."""
    protected: frozenset[int] = frozenset()
    households: frozenset[int] = frozenset()
    """The records."""


def divided_anew(*, before: date, on: date) -> DividedAnew:
    """Return whose record was divided, or joined again, between two days; also by a shield recorded late."""
    turned = (
        Q(recorded_at__date__gte=before)
        | Q(from_on__gt=before, from_on__lte=on)
        | Q(until_on__gte=before, until_on__lt=on)
    )
    staying: set[int] = set()
    protected: set[int] = set()
    found: set[int] = set()
    with everywhere("shield"):
        homes = set(Shield.objects.filter(turned).values_list("person__household_id", flat=True))
        shielded = set(Shield.objects.filter(standing(on)).values_list("person_id", flat=True))
        for some in _parts(homes):
            rows = Person.objects.filter(household_id__in=some)
            for person, household in rows.values_list("pk", "household_id"):
                found.add(household)
                (protected if person in shielded else staying).add(person)
    return DividedAnew(frozenset(staying), frozenset(protected), frozenset(found))
