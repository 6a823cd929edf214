"""What the trials of the outbox run on: a mail server that counts, workers, residents with a mail address, notices."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
AREA, OFFICE = "132080", "調布市"
LEASE = 5
_AT_ONCE = 500


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


class MailServer:
    """A mail server of this machine that can be down for a while."""

    def __init__(self) -> None:
        from tests.ports import find_free_port

        self.received, self.port = Received(), find_free_port()
        self._controller: Any = None

    def up(self) -> None:
        from aiosmtpd.controller import Controller

        self._controller = Controller(self.received, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def down(self) -> None:
        if self._controller is not None:
            self._controller.stop(no_assert=True)
            self._controller = None


@contextmanager
def workers(count: int, *, per_second: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run workers and stop them afterwards, whoever of them is left."""
    running = [start_worker(per_second=per_second) for _ in range(count)]
    try:
        yield running
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()


def start_worker(*, per_second: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "todoke.cli.main", "outbox", "work"]
    command += ["--per-second", str(per_second), "--lease", str(LEASE)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def prepare(folder: str, url: str, port: int) -> None:
    """Make this process and its children use a database of their own."""
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


def some_contacts(count: int) -> list[tuple[int, int]]:
    """Make people of 調布市 with a confirmed mail address each; return persons and contact points."""
    from todoke.apps.channels.models import ContactPoint
    from todoke.apps.channels.stopping import stop_mark, stop_token
    from todoke.apps.people.models import Household, Person
    from todoke.apps.places.models import Municipality
    from todoke.base import clock

    place, _ = Municipality.objects.get_or_create(
        code=AREA,
        defaults={
            "name": OFFICE,
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
        made.append((person.pk, contact.pk))
    return made


def tell(people: list[tuple[int, int]], first: int, count: int) -> None:
    """Lay notices in inboxes and their hints in the outbox, a few hundred a transaction, as sending a plan does."""
    from django.db import transaction

    from todoke.apps.channels.outbox import Hint, Outbox, Parcel
    from todoke.apps.notices.actions import NewNotice, put_in_inbox
    from todoke.base import clock
    from todoke.telling.channels import Channel

    for start in range(first, first + count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, first + count))
        at, contact_of = clock.now(), dict(people)
        lines = [
            NewNotice(
                person_id=people[number % len(people)][0],
                municipality=AREA,
                office_name=OFFICE,
                rule="bench",
                kind="deadline-near",
                wording="deadline-near",
                wording_version=1,
                dedupe=f"bench:{number}",
                is_pushed=True,
                channels=1,
            )
            for number in numbers
        ]
        with transaction.atomic():
            parcels = [
                Parcel(
                    f"notice:{one.pk}",
                    Channel.MAIL,
                    AREA,
                    contact_of[one.person_id],
                    one.pk,
                    Hint("7000020132080", OFFICE, one.kind, one.code or "", "ja", one.wording, 1),
                )
                for one in put_in_inbox(lines, at=at)
            ]
            Outbox.enqueue(parcels, at=at)


def message_ids() -> dict[str, int]:
    """Return the Message-ID of every dispatch, in the order they should leave, with its notice."""
    from todoke.apps.channels.models import Dispatch

    rows = Dispatch.objects.order_by("priority", "pk").values_list("row", "notice_id")
    return {f"<{row.hex}@127.0.0.1>": notice or 0 for row, notice in rows}
