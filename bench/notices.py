"""How long a night's plan takes: ``python -m bench.notices [residents]``; comparing the nights is not in it.

Made people, in a database of its own: everybody has decided what they wish, and half of them have news.
Measured are deciding how far programs reach, reading wishes, placing, and writing the plans.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from todoke.residents.block import Array

RESIDENTS = 1_000_000
ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
AREAS = ("132080", "131075", "131016")
PROGRAMS = ("hib", "bcg", "kenshin-3-sai", "mr-1", "suito", "gakudo")


def main(arguments: list[str]) -> int:
    """Measure one plan of so many residents."""
    count = int(arguments[0]) if arguments else RESIDENTS
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        _measure(count)
    return 0


def _measure(count: int) -> None:
    from django.conf import settings

    from todoke.apps.planning.actions.plans import TwoNights, make_plan
    from todoke.apps.planning.models import PlannedNotice
    from todoke.apps.planning.ports import Ports
    from todoke.apps.planning.wiring import recipients
    from todoke.apps.tenancy.scope import everywhere
    from todoke.nights.changes import Cause, Changes, Kind, Reason
    from todoke.rules.library import rulebook_of

    book = rulebook_of(settings.DATA_DIR)
    with everywhere("bench"):
        began = perf_counter()
        ids = _people(count)
        print(f"{count:,} residents with wishes made in {perf_counter() - began:.1f} s (not measured)")
        news = np.random.default_rng(1).permutation(ids)[: count // 2]
        changes = [
            Changes(
                municipality=area,
                program_id=program,
                unit="person",
                kind=Kind.GAINED,
                ids=part,
                reasons=(Reason(Cause.CALENDAR),),
                reason_of=np.zeros(len(part), np.int64),
            )
            for area, of_area in zip(AREAS, np.array_split(news, len(AREAS)), strict=True)
            for program, part in zip(PROGRAMS, np.array_split(of_area, len(PROGRAMS)), strict=True)
        ]
        spent = {"wishes": 0.0}

        def wishes(some: Array, items: tuple[str, ...], *, at: datetime) -> Any:
            start = perf_counter()
            from todoke.apps.notices.queries.wishes import chosen

            found = recipients(
                some,
                items,
                at=at,
                chosen=chosen,
                masks=lambda ids, items, at: np.ones((len(ids), len(items))),
            )
            spent["wishes"] += perf_counter() - start
            return found

        def themselves(some: Array, *, on: date) -> tuple[Array, Array]:
            return some, np.arange(len(some))

        ports = Ports(themselves, themselves, wishes, lambda: ())
        began = perf_counter()
        nights = TwoNights("before", "after", changes, [])
        plans = make_plan(on=ON, nights=nights, book=book, ports=ports, by="system:bench", at=AT)
        took = perf_counter() - began
        lines = PlannedNotice.objects.count()
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{len(plans)} plans, {lines:,} lines: {took:.1f} s, of it wishes {spent['wishes']:.1f} s, {most:.0f} MB"
    )


def _people(count: int) -> Array:
    """Make people who wish to hear of children by mail; return their ids, ascending."""
    from todoke.apps.notices.models import Preference
    from todoke.apps.people.models import Household, Person
    from todoke.apps.places.actions import record_municipalities
    from todoke.base import municipalities

    whole = municipalities.load(Path(__file__).resolve().parents[1] / "data" / "municipalities.csv")
    record_municipalities(reference=[one for one in whole if one.code in AREAS])
    home = Household.objects.create(municipality_id=AREAS[0])
    for first in range(0, count, 50_000):
        size = min(50_000, count - first)
        people = Person.objects.bulk_create(
            [Person(household=home, municipality_id=AREAS[0], relation=7) for _ in range(size)], 5_000
        )
        Preference.objects.bulk_create(
            [
                Preference(person=one, municipality_id=AREAS[0], topics=0xFFFF, channels=1, changed_at=AT)
                for one in people
            ],
            5_000,
        )
    ids: Array = np.array(list(Person.objects.order_by("pk").values_list("pk", flat=True)), np.int64)
    return ids


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
