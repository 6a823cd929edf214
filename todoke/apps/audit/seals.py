"""Seals (端の封): where all chains end, sealed together and written outside the database.

Whoever can write the database could make a chain anew from any entry on; the file outside shows it. Keep the folder
(``AUDIT_SEALS``) on another machine or on a medium that can only be appended to.
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from todoke.apps.audit.chain import canonical, mark_of, moment
from todoke.apps.audit.models import BEGINNING, Head, SealedHeads

FILE = "heads.jsonl"


class SealsDifferError(RuntimeError):
    """The file outside and the database do not continue each other: one was cut, changed or restored."""


@dataclass(frozen=True, slots=True)
class Seal:
    """One line outside the database."""

    at: str
    heads: dict[str, tuple[int, str]]
    before: str
    hash: str

    @property
    def is_sound(self) -> bool:
        """Return whether the line's mark is that of what it says."""
        told = {"at": self.at, "heads": {area: list(head) for area, head in self.heads.items()}}
        return mark_of(bytes.fromhex(self.before), told).hex() == self.hash


def seal_heads(*, at: datetime, to: Path | None) -> SealedHeads | None:
    """Seal where the chains end now, and write it to a folder; None where nothing was added since.

    Lines that did not reach the folder before are written first.

    Raises:
        SealsDifferError: the folder's last line is not in the database.
        OSError: the folder cannot be written; the seal is in the database and is written the next time.
    """
    with transaction.atomic():
        last = SealedHeads.objects.order_by("-pk").first()
        heads = {head.area: [head.number, bytes(head.hash).hex()] for head in Head.objects.order_by("area")}
        made = None
        if heads and (last is None or last.heads != heads):
            before = BEGINNING if last is None else bytes(last.hash)
            mark = mark_of(before, {"at": moment(at), "heads": heads})
            made = SealedHeads.objects.create(at=at, heads=heads, before=before, hash=mark)
    if to is not None:
        _write_missing(to)
    if made is not None:
        made.refresh_from_db()
    return made


def _write_missing(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    last = next(iter(deque(read_seals(folder), maxlen=1)), None)
    missing = SealedHeads.objects.order_by("pk")
    if last is not None:
        known = SealedHeads.objects.filter(hash=bytes.fromhex(last.hash)).first()
        if known is None:
            raise SealsDifferError("the last seal outside is not in the database")
        missing = missing.filter(pk__gt=known.pk)
    rows = list(missing)
    if not rows:
        return
    with path.open("ab") as file:
        for row in rows:
            file.write(canonical(_line(row)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    SealedHeads.objects.filter(pk__in=[row.pk for row in rows]).update(written_to=FILE)


def _line(row: SealedHeads) -> dict[str, Any]:
    before, mark = bytes(row.before).hex(), bytes(row.hash).hex()
    return {"at": moment(row.at), "heads": row.heads, "before": before, "hash": mark}


def read_seals(folder: Path) -> Iterator[Seal]:
    """Yield the seals of a folder, oldest first; raises SealsDifferError where a line is broken.

    A last line without an end was being written when the machine stopped; it is cut off by nobody but the operator.
    """
    path = folder / FILE
    if not path.exists():
        return
    before = BEGINNING.hex()
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            try:
                told = json.loads(text)
                heads = {str(area): (int(head[0]), str(head[1])) for area, head in told["heads"].items()}
                seal = Seal(str(told["at"]), heads, str(told["before"]), str(told["hash"]))
                sound = seal.is_sound and seal.before == before
            except (ValueError, KeyError, TypeError, AttributeError):
                sound = False
            if not sound:
                raise SealsDifferError(f"line {number} of {FILE} is broken")
            before = seal.hash
            yield seal
