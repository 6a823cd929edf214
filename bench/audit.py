"""What the chain costs: entries with and without it, one chain an area against one for all: ``python -m bench.audit``.

Every entry is a transaction of its own, as a request makes it. Writers are processes; each has an area of its own,
or all share one. Without the chain the same row is written with its mark left empty.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.notices_results import keep, load_now

AT_LEAST = 3
"""Rounds of which the fastest counts: the machine is shared."""


def main(arguments: Sequence[str]) -> int:
    """Measure on SQLite, or on a private PostgreSQL."""
    parser = argparse.ArgumentParser(prog="python -m bench.audit")
    parser.add_argument("--entries", type=int, default=2_000, help="of each writer")
    parser.add_argument("--writers", type=int, default=2)
    parser.add_argument(
        "--verify", type=int, default=0, metavar="COUNT", help="only check a chain of so many"
    )
    parser.add_argument("--postgresql", action="store_true", help="on a private PostgreSQL")
    parser.add_argument("--out", type=Path, help="results file (JSON) these figures are added to")
    call = parser.parse_args(arguments)
    load = load_now()
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = f"sqlite:///{folder}/bench.sqlite3"
        if call.postgresql:
            from tests.postgresql import run_postgresql

            url = stack.enter_context(run_postgresql()).url
        os.environ |= {
            "TODOKE_VAR": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "todoke.config.settings",
        }
        _prepare()
        if call.verify:
            _chain(call.verify)
            _verify()
            _close()
            return 0
        print(
            f"{'PostgreSQL' if call.postgresql else 'SQLite'}, {call.writers} writers, {call.entries:,} entries each"
        )
        plain = _fastest("without the chain", "plain", call.entries, call.writers)
        own = _fastest("a chain an area", "own", call.entries, call.writers)
        shared = _fastest("one chain for all", "shared", call.entries, call.writers)
        print(
            f"  the chain costs {100 * (own / plain - 1):+.1f} %; one for all takes {shared / own:.2f} times as long"
        )
        checked = _verify()
        _close()
    if call.out is not None:
        figures = {
            "entries": call.entries,
            "writers": call.writers,
            "plain": plain,
            "own": own,
            "shared": shared,
            **checked,
        }
        keep(call.out, "audit", "PostgreSQL" if call.postgresql else "SQLite", figures, load=load)
    return 0


def _prepare() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def _fastest(title: str, way: str, entries: int, writers: int) -> float:
    """Return the seconds of the fastest round."""
    seconds = min(_round(way, entries, writers) for _ in range(AT_LEAST))
    total = entries * writers
    print(
        f"  {title:20} {seconds:7.2f} s  {total / seconds:8,.0f} entries/s  {1e6 * seconds / total:6.0f} µs each"
    )
    return seconds


def _round(way: str, entries: int, writers: int) -> float:
    _close()
    began = time.monotonic()
    with get_context("spawn").Pool(writers) as pool:
        spent = pool.starmap(_write, [(way, entries, writer) for writer in range(writers)])
    return max(spent, default=time.monotonic() - began)


def _write(way: str, entries: int, writer: int) -> float:
    """Write entries in a process of its own; return the seconds without its start."""
    import django

    django.setup()
    from datetime import UTC, datetime
    from uuid import uuid4

    from django.db import transaction

    from todoke.apps.audit.actions import note
    from todoke.apps.audit.models import BEGINNING, Entry

    at, run = datetime.now(UTC), uuid4().int % 10**9
    area = "" if way == "shared" else f"13{writer:04}"
    began = time.monotonic()
    for number in range(entries):
        if way == "plain":
            with transaction.atomic():
                Entry.objects.create(
                    area=f"P{run % 10_000:04}",
                    number=number + 1,
                    at=at,
                    actor_kind="system",
                    actor_ref="system:bench",
                    verb="see",
                    thing="bench",
                    thing_ref=str(number),
                    said={"count": number},
                    before=BEGINNING,
                    hash=BEGINNING,
                )
        else:
            note(
                actor="system:bench",
                verb="see",
                thing="bench",
                ref=number,
                area=area,
                at=at,
                said={"count": number},
            )
    return time.monotonic() - began


def _close() -> None:
    """Let the server stop: it waits for whoever is connected."""
    from django.db import connections

    connections.close_all()


def _chain(count: int) -> None:
    """Write a chain of one area, many entries in a statement."""
    from datetime import UTC, datetime

    from django.db import transaction

    from todoke.apps.audit.actions import told_by
    from todoke.apps.audit.chain import mark_of
    from todoke.apps.audit.models import BEGINNING, Entry, Head

    at, mark = datetime.now(UTC), bytes(BEGINNING)
    for first in range(0, count, 5_000):
        rows = []
        for number in range(first + 1, min(first + 5_000, count) + 1):
            row = Entry(
                area="132080",
                number=number,
                at=at,
                actor_kind="account",
                actor_ref=f"account:{number % 97}",
                verb="see",
                thing="basics",
                thing_ref=str(number),
                said={"purpose": "consultation", "count": number},
                before=mark,
            )
            row.hash = mark = mark_of(mark, told_by(row))
            rows.append(row)
        with transaction.atomic():
            Entry.objects.bulk_create(rows, batch_size=500)
    Head.objects.create(area="132080", number=count, hash=mark)


def _verify() -> dict[str, Any]:
    """Check the chains; return how many entries, how long it took, and whether they are sound."""
    from todoke.apps.audit.models import Entry
    from todoke.apps.audit.verifying import verify

    Entry.objects.filter(area__startswith="P").delete()
    began = time.monotonic()
    found = verify()
    seconds = time.monotonic() - began
    sound = "sound" if found.first_broken is None else f"BROKEN at {found.first_broken}"
    print(
        f"  verify: {found.entries:,} entries in {seconds:.2f} s ({found.entries / seconds:,.0f}/s), {sound}"
    )
    return {"verified": found.entries, "verify_seconds": seconds, "sound": found.first_broken is None}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
