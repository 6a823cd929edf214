"""The outbox under kill -9: nothing is lost, and what is handed over twice has the same Message-ID.

    python -m bench.outbox --count 100000 --kills 20 --workers 2 [--postgresql] [--json]
    python -m bench.outbox --steady 500 --minutes 5        # how soon hints leave at 500 a minute

A database and a mail server of its own, both gone afterwards.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEASE = 5


class Received:
    """Counts mails by Message-ID; answers at once."""

    def __init__(self) -> None:
        self.times: Counter[str] = Counter()
        self.order: list[str] = []
        self.at: dict[str, float] = {}

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        head = envelope.original_content.partition(b"\r\n\r\n")[0]
        found = next(line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:"))
        name = found.partition(b":")[2].strip().decode()
        self.times[name] += 1
        self.order.append(name)
        self.at.setdefault(name, time.time())
        await asyncio.sleep(0)
        return "250 OK"


@contextmanager
def mail_server() -> Iterator[tuple[Received, int]]:
    from aiosmtpd.controller import Controller

    from tests.ports import find_free_port

    received = Received()
    controller = Controller(received, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    try:
        yield received, controller.port
    finally:
        controller.stop(no_assert=True)


def start_worker(*, per_second: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "todoke.cli.main", "outbox", "work"]
    command += ["--per-second", str(per_second), "--lease", str(LEASE)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def some_contacts(count: int) -> list[int]:
    """Make people of 調布市 with a confirmed mail address each; return the contact points."""
    from datetime import date

    from todoke.apps.channels.models import ContactPoint
    from todoke.apps.channels.stopping import stop_mark, stop_token
    from todoke.apps.people.models import Household, Person
    from todoke.apps.places.models import Municipality
    from todoke.base import clock

    place, _ = Municipality.objects.get_or_create(
        code="132080",
        defaults={
            "name": "調布市",
            "kana": "ちょうふし",
            "romaji": "Chofu",
            "kind": "city",
            "website": "https://a.example/",
        },
    )
    born = date(1990, 1, 1)
    made = []
    for number in range(count):
        household = Household.objects.create(municipality=place)
        person = Person.objects.create(
            household=household, municipality=place, relation=0, birth_low=born, birth_high=born
        )
        contact = ContactPoint(
            person=person,
            municipality=place,
            kind="mail",
            address_blind=f"{number:064d}",
            made_at=clock.now(),
            verified_at=clock.now(),
        )
        contact.address = f"resident{number}@mail.example"
        contact.stop_hmac = stop_mark(stop_token(contact))
        contact.save()
        made.append(contact.pk)
    return made


def put_in(contacts: list[int], first: int, count: int) -> None:
    from todoke.apps.channels.outbox import Hint, Outbox, Parcel
    from todoke.base import clock
    from todoke.telling.channels import Channel

    hint = Hint("7000020132080", "調布市", "deadline", "7K3M9QXT2RH", "ja", "deadline", 1)
    parcels = [
        Parcel(f"bench:{n}", Channel.MAIL, "132080", contacts[n % len(contacts)], n, hint)
        for n in range(first, first + count)
    ]
    Outbox.enqueue(parcels, at=clock.now())


def kills(received: Received, *, count: int, times: int, workers: int) -> dict[str, Any]:
    """Hand over ``count`` while killing workers; return what is lost and what came twice."""
    from todoke.apps.channels.models import Dispatch

    contacts = some_contacts(min(500, count))
    for first in range(0, count, 5000):
        put_in(contacts, first, min(5000, count - first))
    began = time.monotonic()
    running = [start_worker(per_second=5000) for _ in range(workers)]
    killed = 0
    chance = random.Random(1)
    due = [count * (turn + 1) / (times + 1) for turn in range(times)]
    try:
        while Dispatch.objects.filter(state__in=("waiting", "leased")).exists():
            time.sleep(0.2)
            if killed < times and sum(received.times.values()) >= due[killed]:
                place = chance.randrange(workers)
                running[place].send_signal(signal.SIGKILL)
                running[place].wait()
                running[place] = start_worker(per_second=5000)
                killed += 1
            if time.monotonic() - began > 3600:
                break
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()
    seconds = time.monotonic() - began
    rows = {f"<{row.hex}@127.0.0.1>" for row in Dispatch.objects.values_list("row", flat=True)}
    states = Counter(Dispatch.objects.values_list("state", flat=True))
    return {
        "dispatches": count,
        "kills": killed,
        "workers": workers,
        "lost": len(rows - set(received.times)),
        "foreign": len(set(received.times) - rows),
        "twice": sum(times - 1 for times in received.times.values()),
        "states": dict(states),
        "seconds": round(seconds, 1),
        "a_second": round(count / seconds),
    }


def steady(received: Received, *, a_minute: int, minutes: float, workers: int) -> dict[str, Any]:
    """Put in at a steady pace; return how soon 50, 95 and 99.9 of a hundred were handed over, in seconds."""
    from todoke.apps.channels.models import Dispatch

    contacts = some_contacts(100)
    running = [start_worker(per_second=50) for _ in range(workers)]
    put: dict[str, float] = {}
    try:
        put_in(contacts, 10**9, 1)
        while not received.at:  # the workers have started when the first mail is there
            time.sleep(0.1)
        for number in range(round(a_minute * minutes)):
            put_in(contacts, number, 1)
            row = Dispatch.objects.values_list("row", flat=True).get(key=f"bench:{number}")
            put[f"<{row.hex}@127.0.0.1>"] = time.time()
            time.sleep(60 / a_minute)
        end = time.monotonic() + 300
        while put.keys() - received.at.keys() and time.monotonic() < end:
            time.sleep(0.2)
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()
    waits = sorted(received.at.get(name, float("inf")) - at for name, at in put.items())
    share = {name: waits[min(len(waits) - 1, int(len(waits) * part))] for name, part in _PARTS.items()}
    return {"a_minute": a_minute, "count": len(put)} | {name: round(wait, 2) for name, wait in share.items()}


_PARTS = {"half": 0.5, "95%": 0.95, "99.9%": 0.999}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--steady", type=int, default=0, metavar="A_MINUTE")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", action="store_true")
    call = parser.parse_args(arguments)
    from tests.postgresql import run_postgresql

    with (
        tempfile.TemporaryDirectory(prefix="todoke-outbox-") as folder,
        run_postgresql() if call.postgresql else nullcontext() as server,
        mail_server() as (received, port),
    ):
        url = server.url if server is not None else f"sqlite:///{folder}/todoke.sqlite3"
        os.environ |= {
            "TODOKE_VAR": folder,
            "DATABASE_URL": url,
            "MAIL_URL": f"smtp://127.0.0.1:{port}",
            "DJANGO_SETTINGS_MODULE": "todoke.config.settings",
            "LOG_LEVEL": "WARNING",
        }
        os.environ.pop("TODOKE_MODE", None)
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
        import django

        django.setup()
        from django.db import connection

        from todoke.apps.tenancy.scope import everywhere

        with everywhere("bench"):
            if call.steady:
                told = steady(received, a_minute=call.steady, minutes=call.minutes, workers=call.workers)
            else:
                told = kills(received, count=call.count, times=call.kills, workers=call.workers)
        connection.close()
    told["database"] = "PostgreSQL" if call.postgresql else "SQLite"
    print(json.dumps(told, ensure_ascii=False))
    return 1 if told.get("lost") else 0


if __name__ == "__main__":
    sys.exit(main())
