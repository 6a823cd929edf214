"""Whom each way reaches, whom none does, and how many stop after they were told (届きぐあい); never who they are.

A number below ten, and one that would give away such a number by subtraction, is not told (None).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from todoke.apps.channels.models import ContactPoint, Dispatch
from todoke.apps.notices.models import Preference
from todoke.apps.people.models import Person
from todoke.apps.places.models import Municipality
from todoke.telling.channels import Channel

SMALL = 10
BY_THEMSELVES = ("one-click", "asked")
"""Reasons for which a person, and not a machine, stopped a contact point."""
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Ages, both included, and who else may reach people of these ages (C9)."""

    name: str
    first: int
    last: int
    others: str


BANDS = (
    AgeBand("0〜5歳", 0, 5, "保育所・幼稚園、健診の会場、かかりつけの医療機関。お知らせは保護者に届きます"),
    AgeBand("6〜17歳", 6, 17, "学校からの配布。お知らせは保護者に届きます"),
    AgeBand("18〜39歳", 18, 39, "窓口での声かけ、大学・職場、相談の窓口"),
    AgeBand("40〜64歳", 40, 64, "窓口での声かけ、健診の会場、職場"),
    AgeBand("65〜74歳", 65, 74, "かかりつけの医療機関、地域包括支援センター、支援者"),
    AgeBand("75歳から", 75, 130, "民生委員、社会福祉協議会などの支援者、かかりつけの医療機関、手紙"),
)


@dataclass(frozen=True, slots=True)
class OfAge:
    """How many residents of an age no way reaches."""

    band: AgeBand
    residents: int | None
    never: int | None


@dataclass(frozen=True, slots=True)
class Reached:
    """One municipality: residents, how many each way reaches, how many none does; None where it is not told."""

    municipality_id: str
    name: str
    residents: int | None
    ways: tuple[tuple[Channel, int | None], ...]
    never: int | None
    ages: tuple[OfAge, ...]


@dataclass(frozen=True, slots=True)
class Stopping:
    """How many a sender told, and how many of them stopped a way, or everything, since; None: not told."""

    municipality_id: str
    name: str
    told: int | None
    stopped_way: int | None
    stopped_all: int | None

    @property
    def way_share(self) -> float | None:
        """Return of a hundred told how many stopped a way."""
        return _share(self.stopped_way, self.told)

    @property
    def all_share(self) -> float | None:
        """Return of a hundred told how many stopped everything."""
        return _share(self.stopped_all, self.told)


def told_or_not(count: int, whole: int) -> int | None:
    """Return a count, or None where it, or what is left of the whole, is small enough to point to somebody.

    >>> told_or_not(25, 100), told_or_not(0, 100), told_or_not(3, 100), told_or_not(95, 100)
    (25, 0, None, None)
    """
    return None if 0 < count < SMALL or 0 < whole - count < SMALL else count


def reached(areas: Sequence[str], *, on: date) -> list[Reached]:
    """Return how far each way reaches in these municipalities, which are in scope; the dead are not counted."""
    names = dict(Municipality.objects.filter(pk__in=areas).values_list("pk", "name"))
    return [_reached(area, names.get(area, area), on) for area in sorted(areas)]


def stopping(areas: Sequence[str], *, since: datetime) -> list[Stopping]:
    """Return how many stopped after the offices of these municipalities told them something."""
    names = dict(Municipality.objects.filter(pk__in=areas).values_list("pk", "name"))
    return [_stopping(area, names.get(area, area), since) for area in sorted(areas)]


def _reached(area: str, name: str, on: date) -> Reached:
    people = Person.objects.filter(municipality_id=area, death__isnull=True)
    contacts = ContactPoint.objects.filter(
        person__municipality_id=area,
        person__death__isnull=True,
        verified_at__isnull=False,
        stopped_at__isnull=True,
    )
    by_age = {f"n{place}": _of_age(band, on, "") for place, band in enumerate(BANDS)}
    there: dict[str, Any] = people.aggregate(
        all=Count("pk"), **{key: Count("pk", filter=age) for key, age in by_age.items()}
    )
    by_age = {f"n{place}": _of_age(band, on, "person__") for place, band in enumerate(BANDS)}
    found: dict[str, Any] = contacts.aggregate(
        all=Count("person_id", distinct=True),
        **{key: Count("person_id", distinct=True, filter=age) for key, age in by_age.items()},
        **{f"by_{one.value}": _by(one) for one in Channel},
    )
    residents = there["all"]
    return Reached(
        municipality_id=area,
        name=name,
        residents=residents if residents >= SMALL else None,
        ways=tuple((one, told_or_not(found[f"by_{one.value}"], residents)) for one in Channel),
        never=told_or_not(residents - found["all"], residents),
        ages=tuple(
            OfAge(band, whole if whole >= SMALL else None, told_or_not(whole - found[key], whole))
            for band, key, whole in ((band, f"n{n}", there[f"n{n}"]) for n, band in enumerate(BANDS))
        ),
    )


def _by(channel: Channel) -> Count:
    return Count("person_id", distinct=True, filter=Q(kind=channel.value))


def _stopping(area: str, name: str, since: datetime) -> Stopping:
    handed = Dispatch.objects.filter(
        Q(notice_id__isnull=False) | Q(broadcast_id__isnull=False),
        municipality_id=area,
        state=Dispatch.State.DONE,
        handed_at__gte=since,
        person_id__isnull=False,
    )
    told = sorted(set(handed.values_list("person_id", flat=True)))
    stopped_way = stopped_all = 0
    for first in range(0, len(told), _AT_ONCE):
        some = told[first : first + _AT_ONCE]
        ended = ContactPoint.objects.filter(
            person_id__in=some, stopped_at__gte=since, stop_reason__in=BY_THEMSELVES
        )
        stopped_way += ended.values("person_id").distinct().count()
        stopped_all += Preference.objects.filter(person_id__in=some, none=True, changed_at__gte=since).count()
    whole = len(told)
    return Stopping(
        municipality_id=area,
        name=name,
        told=whole if whole >= SMALL else None,
        stopped_way=told_or_not(stopped_way, whole) if whole >= SMALL else None,
        stopped_all=told_or_not(stopped_all, whole) if whole >= SMALL else None,
    )


def _share(count: int | None, whole: int | None) -> float | None:
    return None if count is None or not whole else round(count * 100 / whole, 1)


def _of_age(band: AgeBand, on: date, prefix: str) -> Q:
    """Return the condition that somebody is surely of these ages."""
    born_by, born_after = _years_before(on, band.first), _years_before(on, band.last + 1)
    return Q(**{f"{prefix}birth_high__lte": born_by, f"{prefix}birth_low__gt": born_after})


def _years_before(on: date, years: int) -> date:
    """Return the day so many years before; of 29 February the day after where that year has none."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 3, 1)
