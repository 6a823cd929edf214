"""How long the plan of a night takes: ``python -m bench.notices [residents] [--postgresql] [--json] [--out FILE]``.

Made people in a database of its own, gone afterwards: families of two parents with logins, wishes, consents and one
push ten days ago each, and a child. Every resident has news. Measured is everything from the changes to the written
plans: who reads about whom, wishes and consents, what was told before, placing, writing. Comparing two nights is not
in it (``python -m bench.matching``). Planned again from the same it must be the same plan; planned again after it was
told, nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import numpy as np

from bench.notices_results import keep, load_now

if TYPE_CHECKING:
    from todoke.apps.planning.actions.plans import TwoNights
    from todoke.apps.planning.ports import Ports
    from todoke.residents.block import Array

RESIDENTS = 1_000_000
GOAL_SECONDS = 60
ON = date(2026, 11, 22)
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BEFORE = AT - timedelta(days=10)
AREAS = ("132080", "131075", "131016")
PROGRAMS = ("hib", "bcg", "kenshin-3-sai", "mr-1", "suito", "gakudo")
ITEMS = ("household.municipality", "person.birth_date")


def main(arguments: list[str]) -> int:
    """Measure one plan of so many residents; return 1 where it takes longer than a minute or tells anything twice."""
    parser = argparse.ArgumentParser(prog="python -m bench notices")
    parser.add_argument("residents", nargs="?", type=int, default=RESIDENTS)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, help="results file (JSON) these figures are added to")
    call = parser.parse_args(arguments)
    load = load_now()
    with _database(postgresql=call.postgresql) as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            found = _measure(call.residents)
        finally:
            connection.close()
    found["database"] = "PostgreSQL" if call.postgresql else "SQLite"
    if call.out is not None:
        keep(call.out, "planning", found["database"], found, load=load)
    if call.json:
        print(json.dumps(found))
    else:
        print("\n".join(table(found)))
    return 0 if found["seconds"] <= GOAL_SECONDS and not found["told_twice"] else 1


def table(found: dict[str, Any]) -> list[str]:
    """Return the figures as a table for people, in Markdown."""
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in found["steps"].items())
    return [
        f"| planning, {found['database']} | |",
        "|---|---|",
        f"| residents with news | {found['residents']:,} |",
        f"| lines written | {found['lines']:,} in {found['plans']} plans |",
        f"| time | {found['seconds']:.1f} s ({steps}) |",
        f"| of it computing, PostgreSQL's own work and all waiting apart | {found['own_seconds']:.1f} s |",
        f"| memory | {found['megabytes']:,.0f} MB |",
        f"| the same night again | {found['again_seconds']:.1f} s, the same plans |",
        f"| another night after all were told | {found['after_seconds']:.1f} s, {found['told_twice']} lines |",
    ]


@contextmanager
def _database(*, postgresql: bool) -> Iterator[str]:
    if postgresql:
        from tests.postgresql import run_postgresql

        with run_postgresql() as server:
            yield server.url
        return
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'bench.sqlite3'}"


def _measure(count: int) -> dict[str, Any]:
    from todoke.apps.planning.actions.plans import make_plan
    from todoke.apps.planning.models import NoticePlan, PlannedNotice
    from todoke.apps.tenancy.scope import everywhere
    from todoke.rules.library import rulebook_of

    book = rulebook_of(Path(__file__).resolve().parents[1] / "data")
    with everywhere("bench"):
        began = perf_counter()
        ids = _people(count)
        print(
            f"{len(ids):,} residents made in {perf_counter() - began:.0f} s (not measured)", file=sys.stderr
        )
        steps: dict[str, float] = {}
        ports = _timed(steps)

        def planned(mark: str) -> tuple[float, list[NoticePlan]]:
            nights = _news(ids, mark)
            began = perf_counter()
            plans = make_plan(on=ON, nights=nights, book=book, ports=ports, by="system:bench", at=AT)
            return perf_counter() - began, plans

        working = process_time()
        seconds, plans = planned("")
        working = process_time() - working
        print(f"planned in {seconds:.1f} s, computing {working:.1f} s", file=sys.stderr)
        steps["placing and writing"] = seconds - sum(steps.values())
        lines = PlannedNotice.objects.filter(plan__in=plans)
        written, most = lines.count(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        again_seconds, again = planned("")
        if [plan.pk for plan in again] != [plan.pk for plan in plans]:
            raise AssertionError("the same night was planned twice")
        told = dict(steps)
        lines.update(sent_at=AT)
        after_seconds, after = planned("another night")
        return {
            "residents": len(ids),
            "lines": written,
            "plans": len(plans),
            "seconds": seconds,
            "own_seconds": working,
            "steps": told,
            "again_seconds": again_seconds,
            "after_seconds": after_seconds,
            "told_twice": PlannedNotice.objects.filter(plan__in=after).count(),
            "megabytes": most,
        }


def _timed(steps: dict[str, float]) -> Ports:
    """Return the ports of an installation, and keep how long each takes."""
    from todoke.apps.planning.ports import Ports
    from todoke.apps.planning.wiring import ports_of

    def timed(name: str, ask: Any) -> Any:
        def asked(*given: Any, **named: Any) -> Any:
            began = perf_counter()
            found = ask(*given, **named)
            steps[name] = steps.get(name, 0.0) + perf_counter() - began
            return found

        return asked

    real = ports_of()
    return Ports(
        timed("who reads", real.readers_about),
        real.addressee_of_households,
        timed("wishes and consents", real.wishes),
        real.stopped,
    )


def _news(ids: Array, mark: str) -> TwoNights:
    """Return that every resident may get one program more, a third of them in each municipality."""
    from todoke.apps.planning.actions.plans import TwoNights
    from todoke.nights.aligned.changes import Cause, Changes, Kind, Reason

    changes = [
        Changes(
            municipality=area,
            program_id=program,
            unit="person",
            kind=Kind.GAINED,
            ids=np.sort(part),
            reasons=(Reason(Cause.CALENDAR),),
            reason_of=np.zeros(len(part), np.int64),
        )
        for area, of_area in zip(AREAS, np.array_split(ids, len(AREAS)), strict=True)
        for program, part in zip(
            PROGRAMS,
            np.array_split(np.random.default_rng(1).permutation(of_area), len(PROGRAMS)),
            strict=True,
        )
    ]
    return TwoNights("before", "after", changes, [], mark)


def _people(count: int) -> Array:
    """Make families who wish to hear of children by mail; return all residents, ascending."""
    from todoke.apps.consent.models import ConsentText
    from todoke.apps.people.models import Household, Kinship, LoginPerson, Person
    from todoke.apps.places.actions import record_municipalities
    from todoke.apps.tenancy.columns import Coded, alike, read_columns, write_columns
    from todoke.base import municipalities

    whole = municipalities.load(Path(__file__).resolve().parents[1] / "data" / "municipalities.csv")
    record_municipalities(reference=[one for one in whole if one.code in AREAS])
    homes = -(-count // 3)
    of_home = np.arange(homes) * len(AREAS) // homes
    write_columns(
        Household,
        {
            "municipality_id": Coded(AREAS, of_home),
            "complete": alike(0, homes),
            "facts": alike(b"", homes),
        },
    )
    (households,) = read_columns(Household.objects.order_by("pk").values_list("pk"), np.int64)
    write_columns(
        Person,
        {
            "household_id": np.repeat(households, 3),
            "municipality_id": Coded(AREAS, np.repeat(of_home, 3)),
            "relation": np.tile([0, 1, 2], homes),
            "parents_named": alike(False, homes * 3),
            "birth_low": Coded([date(1990, 5, 1), date(2026, 9, 1)], np.tile([0, 0, 1], homes)),
            "birth_high": Coded([date(1990, 5, 1), date(2026, 9, 1)], np.tile([0, 0, 1], homes)),
            "facts": alike(b"", homes * 3),
        },
    )
    (ids,) = read_columns(Person.objects.order_by("pk").values_list("pk"), np.int64)
    one, other, child = ids[0::3], ids[1::3], ids[2::3]
    parents, of_parent = np.concatenate((one, other)), np.tile(of_home, 2)
    write_columns(
        LoginPerson,
        {
            "login_id": parents,
            "person_id": parents,
            "since": alike(BEFORE, len(parents)),
            "until": alike(None, len(parents)),
        },
    )
    write_columns(
        Kinship,
        {
            "row": _rows(homes),
            "person_id": one,
            "other_id": child,
            "municipality_id": Coded(AREAS, of_home),
            "kind": alike("parent_of", homes),
            "living_together": alike(True, homes),
            "from_on": alike(None, homes),
            "until_on": alike(None, homes),
            "status": alike("confirmed", homes),
            "own_words": alike(False, homes),
        },
    )
    text = ConsentText.objects.create(
        purpose="notices", version=1, language="ja", line="使います", long="使います", created_at=BEFORE
    )
    _wishes(parents, of_parent, text.pk)
    _told_before(parents, of_parent)
    return ids[:count]


def _wishes(parents: Array, of_area: Array, text: int) -> None:
    from todoke.apps.consent.models import Consent
    from todoke.apps.notices.models import Preference
    from todoke.apps.tenancy.columns import Coded, alike, write_columns

    count = len(parents)
    write_columns(
        Preference,
        {
            "person_id": parents,
            "municipality_id": Coded(AREAS, of_area),
            "none": alike(False, count),
            "topics": alike(0xFFFF, count),
            "channels": alike(1, count),
            "budget": alike(4, count),
            "quiet_from": alike(21 * 60, count),
            "quiet_until": alike(8 * 60, count),
            "roundup_day": alike(None, count),
            "language": alike("ja", count),
            "disaster": alike(True, count),
            "suggested": alike(False, count),
            "changed_at": alike(BEFORE, count),
        },
    )
    for item in ITEMS:
        write_columns(
            Consent,
            {
                "row": _rows(count),
                "person_id": parents,
                "municipality_id": Coded(AREAS, of_area),
                "item": alike(item, count),
                "purpose": alike("notices", count),
                "receiver": Coded(AREAS, of_area),
                "standing": alike(True, count),
                "case_ref": alike("", count),
                "source": alike("", count),
                "basis": alike("consent", count),
                "text_id": alike(text, count),
                "granted_at": alike(BEFORE, count),
                "granted_by": alike("person:1", count),
                "valid_until": alike(date(2027, 11, 22), count),
                "withdrawn_at": alike(None, count),
                "withdrawn_by": alike("", count),
            },
        )


def _told_before(parents: Array, of_area: Array) -> None:
    """Write that each was pushed something ten days ago."""
    from todoke.apps.planning.models import NoticePlan, PlannedNotice
    from todoke.apps.planning.queries.told import dedupe_texts
    from todoke.apps.tenancy.columns import Coded, alike, write_columns

    plans = [
        NoticePlan.objects.create(
            municipality_id=area,
            on=BEFORE.date(),
            kind="trial",
            rules_mark="bench",
            stamp=area,
            made_at=BEFORE,
        ).pk
        for area in AREAS
    ]
    count = len(parents)
    write_columns(
        PlannedNotice,
        {
            "plan_id": Coded(plans, of_area),
            "municipality_id": Coded(AREAS, of_area),
            "person_id": parents,
            "about_id": parents,
            "rule": alike("children-gained", count),
            "program_id": alike("jido-teate", count),
            "occasion": alike("gained", count),
            "decision": alike("push", count),
            "held_for": alike("nothing", count),
            "channels": alike(1, count),
            "when_at": alike(BEFORE, count),
            "deadline": alike(None, count),
            "reason_number": alike(0, count),
            "dedupe": dedupe_texts(np.arange(count, dtype=np.uint64)),
            "sent_at": alike(BEFORE, count),
            "dropped_for": alike("", count),
        },
    )


def _rows(count: int) -> list[Any]:
    from uuid import uuid4

    return [uuid4() for _ in range(count)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
