"""The mail sink of a single machine (ためし用の受信箱): a real mail server on loopback that keeps what it gets.

Nothing leaves the machine: people who try todoke read their mail at /standin/mail/.
"""

from __future__ import annotations

import email
import time
from dataclasses import dataclass
from email.policy import default
from pathlib import Path
from typing import Any

MOST = 200
"""Mails kept; older ones are dropped."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One mail in the sink."""

    number: int
    to: str
    subject: str
    date: str
    body: str
    stop_url: str


class Sink:
    """Listens on loopback and writes each mail to a file of its own in ``folder``."""

    def __init__(self, folder: Path, *, port: int) -> None:
        """Make the folder; nothing listens yet."""
        # Imported here: only a single machine and tests have it running.
        from aiosmtpd.controller import Controller

        folder.mkdir(parents=True, exist_ok=True)
        self._controller = Controller(_Writer(folder), hostname="127.0.0.1", port=port)

    def start(self) -> None:
        """Listen, in a thread of its own; raises OSError where the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Listen no more."""
        self._controller.stop(no_assert=True)


class _Writer:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 (aiosmtpd's name)
        name = self._folder / f"{time.time_ns()}.eml"
        part = name.with_suffix(".part")
        part.write_bytes(envelope.original_content)
        part.replace(name)
        for old in sorted(self._folder.glob("*.eml"))[:-MOST]:
            old.unlink(missing_ok=True)
        return "250 OK"


def kept_mails(folder: Path) -> list[Kept]:
    """Return the mails in the sink, the newest first."""
    return [mail for path in sorted(folder.glob("*.eml"), reverse=True) if (mail := _read(path))]


def find_mail(folder: Path, number: int) -> Kept | None:
    """Return one mail of the sink."""
    return _read(folder / f"{number}.eml")


def _read(path: Path) -> Kept | None:
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=default)
    except FileNotFoundError:
        return None
    body = message.get_body(("plain",))
    return Kept(
        number=int(path.stem),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        body="" if body is None else str(body.get_content()),
        stop_url=str(message["List-Unsubscribe"] or "").strip("<>"),
    )
