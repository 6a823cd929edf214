"""A notice to everybody of a large place: one row whatever their number, and soon in every inbox.

    python -m bench.broadcasts --residents 1000000 --wishing 20000

On SQLite and PostgreSQL, each of its own. Measured are publishing, opening the inbox of residents taken by chance,
and putting the hints of those who chose a way into the outbox.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from bench.notices_results import keep, load_now
from bench.outbox import DATABASES
from bench.outbox_machine import AREA, ROOT, prepare

_OPENED = 300
_CITIZENS = """
    INSERT INTO people_person
        (household_id, municipality_id, relation, parents_named, birth_low, birth_high, facts)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s)
    SELECT %s, %s, 7, {no}, '1990-01-01', '1990-01-01', {nothing} FROM n
"""


def residents(count: int) -> range:
    """Make so many residents of 調布市; return their numbers."""
    from django.db import connection

    from todoke.apps.people.models import Household, Person

    home = Household.objects.create(municipality_id=AREA)
    is_small = connection.vendor == "sqlite"
    words = {"no": "0" if is_small else "false", "nothing": "x''" if is_small else "'\\x'::bytea"}
    with connection.cursor() as cursor:
        cursor.execute(_CITIZENS.format(**words), [count, home.pk, AREA])
    last = Person.objects.order_by("-pk").values_list("pk", flat=True)[0]
    return range(last - count + 1, last + 1)


def wishing(people: range, count: int) -> None:
    """Let some of them, spread over all, want to hear of children by mail, and have an address."""
    from tests.factories.actors import NOON
    from todoke.apps.channels.models import ContactPoint
    from todoke.apps.notices.models import Preference

    chosen = [people[number * len(people) // count] for number in range(count)]
    Preference.objects.bulk_create(
        [
            Preference(person_id=one, municipality_id=AREA, topics=0xFFFF, channels=1, changed_at=NOON)
            for one in chosen
        ],
        batch_size=2000,
    )
    contacts = []
    for one in chosen:
        contact = ContactPoint(
            person_id=one,
            municipality_id=AREA,
            kind="mail",
            address_blind=f"{one:064d}",
            stop_hmac=f"{one:064d}",
            made_at=NOON,
            verified_at=NOON,
        )
        contact.address = f"resident{one}@mail.example"
        contacts.append(contact)
    ContactPoint.objects.bulk_create(contacts, batch_size=2000)


def measure(call: argparse.Namespace) -> dict[str, Any]:
    from django.db import connection

    from tests.factories.actors import NOON, person
    from tests.factories.notices import a_broadcast, publish_wordings
    from tests.factories.registry import some_bodies
    from todoke.apps.notices.actions import spread_hints
    from todoke.apps.notices.models import Broadcast, Seen
    from todoke.apps.notices.queries.inbox import inbox

    some_bodies()
    publish_wordings()
    people = residents(call.residents)
    wishing(people, call.wishing)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    began = time.perf_counter()
    a_broadcast()
    published = time.perf_counter() - began
    chance, took, missing = random.Random(call.seed), [], 0
    for one in chance.sample(people, min(_OPENED, len(people))):
        began = time.perf_counter()
        page = inbox(person(one), at=NOON)
        took.append(time.perf_counter() - began)
        missing += len(page.broadcasts) != 1
    took.sort()
    began, asked = time.perf_counter(), 0
    while some := spread_hints(at=NOON):
        asked += some
    spread = time.perf_counter() - began
    row = Broadcast.objects.get()
    return {
        "residents": len(people),
        "rows_written": Broadcast.objects.count() + Seen.objects.count(),
        "published_ms": round(published * 1000),
        "inboxes_opened": len(took),
        "without_it": missing,
        "open_half_ms": round(took[len(took) // 2] * 1000, 1),
        "open_95%_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "hints": row.hints,
        "asked": asked,
        "hints_a_second": round(row.hints / spread) if spread else 0,
    }


def run(call: argparse.Namespace) -> dict[str, Any]:
    from tests.postgresql import run_postgresql

    with (
        tempfile.TemporaryDirectory(prefix="todoke-broadcasts-") as folder,
        run_postgresql() if call.database == "postgresql" else nullcontext() as database,
    ):
        url = database.url if database is not None else f"sqlite:///{folder}/todoke.sqlite3"
        prepare(folder, url, 25)
        from django.db import connection

        from todoke.apps.tenancy.scope import everywhere

        with everywhere("bench"):
            told = measure(call)
        connection.close()
    return {"database": DATABASES[call.database]} | told


def main(arguments: list[str] | None = None) -> int:
    """Measure and print a table; 1 where anybody's inbox lacked it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--residents", type=int, default=1_000_000)
    parser.add_argument("--wishing", type=int, default=20_000, help="how many chose to be told by mail")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--out", type=Path, help="results file (JSON) these figures are added to")
    call = parser.parse_args(arguments)
    load = load_now()
    told = [run(call)] if call.database != "both" else [apart(call, database) for database in DATABASES]
    for one in told if call.out is not None else ():
        if "database" in one:
            keep(call.out, "broadcasts", one["database"], one, load=load)
    if call.json:
        print("\n".join(json.dumps(one, ensure_ascii=False) for one in told))
    else:
        names = list(told[0])
        print(f"| {' | '.join(names)} |\n|" + " --- |" * len(names))
        print("\n".join("| " + " | ".join(str(one.get(name, "")) for name in names) + " |" for one in told))
    return 1 if any(one.get("without_it") != 0 for one in told) else 0


def apart(call: argparse.Namespace, database: str) -> dict[str, Any]:
    """Measure in a process of its own: settings are read once in each."""
    command = [sys.executable, "-m", "bench.broadcasts", "--json", "--database", database]
    for name in ("residents", "wishing", "seed"):
        command += [f"--{name}", str(getattr(call, name))]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"without_it": -1}
    return found


if __name__ == "__main__":
    sys.exit(main())
