"""The outbox under load: workers killed, mails at a steady pace, a mail server that is down for a while.

    python -m bench.outbox                                              # all trials, small, on both databases
    python -m bench.outbox --trial kills --count 100000 --kills 20      # nothing lost under kill -9
    python -m bench.outbox --trial steady --a-minute 500 --minutes 5    # how soon mails leave
    python -m bench.outbox --trial down --count 2000 --down 60          # a server that is down: an hour as a minute

Notices and their hints are made as sending a plan makes them. Databases and mail server are its own, gone afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench import outbox_machine as machine
from bench.notices_results import keep, load_now

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
TRIALS = ("kills", "steady", "down")
_FAST = 5000
_WAITED_FOR = 300.0


def kills(server: machine.MailServer, call: argparse.Namespace) -> dict[str, Any]:
    """Hand over while killing workers at random points; return what is lost and what came twice.

    What still waits when the trial gives up is told apart: it is late and not lost.
    """
    from todoke.apps.channels.models import Dispatch

    received = server.received
    people = machine.some_contacts(min(500, call.count))
    began = time.monotonic()
    machine.tell(people, 0, call.count)
    planned = time.monotonic() - began
    began, killed, chance = time.monotonic(), 0, random.Random(call.seed)
    due = sorted(chance.uniform(0, call.count * 0.95) for _ in range(call.kills))
    with machine.workers(call.workers, per_second=_FAST) as running:
        while Dispatch.objects.filter(state__in=("waiting", "leased")).exists():
            time.sleep(chance.uniform(0.01, 0.3))
            if killed < call.kills and len(received.order) >= due[killed]:
                place = chance.randrange(call.workers)
                running[place].send_signal(signal.SIGKILL)
                running[place].wait()
                running[place] = machine.start_worker(per_second=_FAST)
                killed += 1
            if time.monotonic() - began > call.longest:
                break
    seconds = time.monotonic() - began
    rows = machine.message_ids()
    states = Counter(Dispatch.objects.values_list("state", flat=True))
    left = Dispatch.objects.filter(state__in=("waiting", "leased")).values_list("row", flat=True)
    waiting = {f"<{row.hex}@127.0.0.1>" for row in left}
    return {
        "notices": call.count,
        "planned_a_second": round(call.count / planned),
        "kills": killed,
        "workers": call.workers,
        "lost": len(rows.keys() - received.times.keys() - waiting) + call.count - len(set(rows.values())),
        "still_waiting": len(waiting),
        "foreign": len(received.times.keys() - rows.keys()),
        "twice": sum(times - 1 for times in received.times.values()),
        "states": dict(states),
        "seconds": round(seconds, 1),
        "a_second": round(len(received.times) / seconds),
    }


def steady(server: machine.MailServer, call: argparse.Namespace) -> dict[str, Any]:
    """Put in at a steady pace; return how soon 50, 95 and 99.9 of a hundred were handed over, in seconds."""
    from todoke.apps.channels.models import Dispatch

    people, received = machine.some_contacts(100), server.received
    put: dict[str, float] = {}
    with machine.workers(call.workers, per_second=50):
        machine.tell(people, 10**9, 1)
        while not received.at:  # the workers have started when the first mail is there
            time.sleep(0.1)
        began, count = time.monotonic(), round(call.a_minute * call.minutes)
        for number in range(count):
            machine.tell(people, number, 1)
            latest = Dispatch.objects.order_by("-pk").values_list("row", flat=True)[0]
            put[f"<{latest.hex}@127.0.0.1>"] = time.time()
            time.sleep(max(0.0, began + (number + 1) * 60 / call.a_minute - time.monotonic()))
        took, end = time.monotonic() - began, time.monotonic() + _WAITED_FOR
        while put.keys() - received.at.keys() and time.monotonic() < end:
            time.sleep(0.2)
    waits = sorted(received.at.get(name, float("inf")) - at for name, at in put.items())
    share = {name: waits[min(len(waits) - 1, int(len(waits) * part))] for name, part in _PARTS.items()}
    within = sum(wait <= 10 for wait in waits) / len(waits)
    return {
        "a_minute": round(count * 60 / took),
        "notices": count,
        "workers": call.workers,
        "within_10_s": f"{within:.1%}",
    } | {name: round(wait, 2) for name, wait in share.items()}


_PARTS = {"half": 0.5, "95%": 0.95, "99.9%": 0.999, "last": 1.0}


def down(server: machine.MailServer, call: argparse.Namespace) -> dict[str, Any]:
    """Let the server be down while notices are made, then up; return how it drained and in which order."""
    from todoke.apps.channels.models import Dispatch

    received = server.received
    people = machine.some_contacts(min(100, call.count))
    with machine.workers(1, per_second=_FAST):
        machine.tell(people, 10**9, 1)
        while not received.at:
            time.sleep(0.1)
        server.down()
        gone = time.monotonic()
        machine.tell(people, 0, call.count)
        time.sleep(max(0.0, gone + call.down - time.monotonic()))
        before = len(received.order)
        tried = Dispatch.objects.filter(attempts__gt=1).count()
        server.up()
        up = time.monotonic()
        while len(received.order) == before and time.monotonic() - up < call.down + _WAITED_FOR:
            time.sleep(0.05)
        first = time.monotonic() - up
        while Dispatch.objects.filter(state__in=("waiting", "leased")).exists():
            time.sleep(0.2)
            if time.monotonic() - up > call.longest:
                break
        drained = time.monotonic() - up - first
    rows = machine.message_ids()
    place = {name: number for number, name in enumerate(rows)}
    order = [place[name] for name in received.order[before:]]
    return {
        "notices": call.count,
        "down_s": call.down,
        "tries_counted_while_down": tried,
        "first_after_s": round(first, 1),
        "drained_s": round(drained, 1),
        "a_second": round(call.count / drained),
        "lost": len(rows.keys() - received.times.keys()),
        "twice": sum(times - 1 for times in received.times.values()),
        "out_of_order": sum(later < earlier for earlier, later in pairwise(order)),
    }


def run(call: argparse.Namespace) -> dict[str, Any]:
    """Run one trial on one database, in this process."""
    from tests.postgresql import run_postgresql

    server = machine.MailServer()
    with (
        tempfile.TemporaryDirectory(prefix="todoke-outbox-") as folder,
        run_postgresql() if call.database == "postgresql" else nullcontext() as database,
    ):
        url = database.url if database is not None else f"sqlite:///{folder}/todoke.sqlite3"
        server.up()
        try:
            machine.prepare(folder, url, server.port)
            from django.db import connection

            from todoke.apps.tenancy.scope import everywhere

            with everywhere("bench"):
                told: dict[str, Any] = {"kills": kills, "steady": steady, "down": down}[call.trial](
                    server, call
                )
            connection.close()
        finally:
            server.down()
    return {"trial": call.trial, "database": DATABASES[call.database]} | told


def run_apart(call: argparse.Namespace, trial: str, database: str) -> dict[str, Any]:
    """Run one trial in a process of its own: settings are read once in each."""
    command = [sys.executable, "-m", "bench.outbox", "--json", "--trial", trial, "--database", database]
    for name in ("count", "kills", "workers", "a_minute", "minutes", "down", "longest", "seed"):
        command += [f"--{name.replace('_', '-')}", str(getattr(call, name))]
    done = subprocess.run(command, cwd=machine.ROOT, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1]) if done.stdout else {"failed": True}
    return found


def table(told: list[dict[str, Any]]) -> str:
    """Return the trials as a Markdown table for each kind."""
    lines = []
    for trial in TRIALS:
        of_this = [one for one in told if one.get("trial") == trial]
        if of_this:
            names = [name for name in of_this[0] if name != "trial"]
            lines += [f"\n{trial}\n", f"| {' | '.join(names)} |", "|" + " --- |" * len(names)]
            lines += ["| " + " | ".join(str(one.get(name, "")) for name in names) + " |" for one in of_this]
    return "\n".join(lines)


def main(arguments: list[str] | None = None) -> int:
    """Run the trials asked for and print a table; 1 where anything was lost or came from nowhere."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--trial", choices=(*TRIALS, "all"), default="all")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--count", type=int, default=1000, help="notices (kills, down)")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--a-minute", type=int, default=500)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--down", type=float, default=20.0, help="seconds the mail server is down")
    parser.add_argument("--longest", type=float, default=3600.0, help="seconds after which a trial gives up")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON for each trial")
    parser.add_argument("--out", type=Path, help="results file (JSON) these figures are added to")
    call = parser.parse_args(arguments)
    load = load_now()
    trials = TRIALS if call.trial == "all" else (call.trial,)
    databases = tuple(DATABASES) if call.database == "both" else (call.database,)
    if len(trials) == len(databases) == 1:
        told = [run(call)]
    else:
        told = [run_apart(call, trial, database) for trial in trials for database in databases]
    for one in told if call.out is not None else ():
        if "trial" in one:
            keep(call.out, "outbox", f"{one['trial']}:{one['database']}", one, load=load)
    print("\n".join(json.dumps(one, ensure_ascii=False) for one in told) if call.json else table(told))
    wrong = ("lost", "still_waiting", "foreign", "failed")
    return 1 if any(one.get(name) for one in told for name in wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
