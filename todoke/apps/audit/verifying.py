"""Checks the chains (連なりの検査) and names the first entry that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path

from todoke.apps.audit.actions import told_by
from todoke.apps.audit.chain import mark_of
from todoke.apps.audit.models import BEGINNING, Entry, Head
from todoke.apps.audit.seals import SealsDifferError, read_seals
from todoke.base import clock

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place that is wrong, and how."""

    area: str
    number: int
    why: str
    """``changed``, ``missing``, ``unchained``, ``head``, ``sealed`` or ``seals``."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and found."""

    entries: int
    areas: int
    seals: int
    broken: Broken | None = None

    @property
    def first_broken(self) -> tuple[str, int] | None:
        """Return area and number of the first entry that is wrong, or None."""
        return None if self.broken is None else (self.broken.area, self.broken.number)


def verify(*, area: str | None = None, since: date | None = None, seals: Path | None = None) -> Verified:
    """Read the chains and compare them with their ends and with the seals outside.

    Args:
        area: only this municipality's chain; "" is the chain of no municipality.
        since: begin with the first entry of this day (the mark before it is believed).
        seals: the folder with the file outside the database.
    """
    try:
        sealed = _sealed(seals, area)
    except SealsDifferError:
        return Verified(0, 0, 0, Broken(area or "", 0, "seals"))
    heads = {head.area: head for head in _of_area(Head.objects.all(), area)}
    entries = _of_area(Entry.objects.order_by("area", "number"), area)
    if since is not None:
        entries = entries.filter(at__gte=datetime.combine(since, time(), tzinfo=clock.TOKYO))
    read, seen, found = 0, set(), []
    for here, chain in groupby(entries.iterator(chunk_size=_AT_ONCE), key=lambda entry: entry.area):
        seen.add(here)
        checked = _Chain(here, heads.pop(here, None), sealed.pop(here, {}), from_start=since is None)
        broken = checked.read(chain)
        read += checked.entries
        if broken is not None:
            found.append(broken)
            break
    if not found or min(heads.keys() | sealed.keys(), default=found[0].area) < found[0].area:
        found += _without_entries(heads, sealed, since)
    first = min(found, key=lambda broken: (broken.area, broken.number), default=None)
    return Verified(read, len(seen), sum(1 for _ in read_seals(seals)) if seals else 0, first)


def _of_area(rows, area):  # type: ignore[no-untyped-def]
    return rows if area is None else rows.filter(area=area)


def _sealed(folder: Path | None, area: str | None) -> dict[str, dict[int, str]]:
    """Return the marks the seals outside know, by area and number."""
    found: dict[str, dict[int, str]] = {}
    for seal in read_seals(folder) if folder is not None else ():
        for here, (number, mark) in seal.heads.items():
            if area is None or here == area:
                found.setdefault(here, {})[number] = mark
    return found


def _without_entries(
    heads: dict[str, Head], sealed: dict[str, dict[int, str]], since: date | None
) -> Iterator[Broken]:
    """Yield the areas that should have entries and were read to have none."""
    if since is not None:
        return
    for area in sorted(heads.keys() | sealed.keys()):
        if sealed.get(area) or (area in heads and heads[area].number):
            yield Broken(area, 1, "missing")


class _Chain:
    """Reads one chain from its first entry on."""

    def __init__(self, area: str, head: Head | None, sealed: dict[int, str], *, from_start: bool) -> None:
        self.area, self.head, self.sealed = area, head, sealed
        self.number, self.mark = (0, BEGINNING) if from_start else (-1, b"")
        self.entries = 0

    def read(self, entries: Iterable[Entry]) -> Broken | None:
        """Return the first entry that is wrong, or None."""
        for entry in entries:
            why = self._wrong(entry)
            if why is not None:
                number = self.number + 1 if why == "missing" else entry.number
                return Broken(self.area, number, why)
            self.number, self.mark = entry.number, bytes(entry.hash)
            self.entries += 1
        return self._end()

    def _wrong(self, entry: Entry) -> str | None:
        before, mark = bytes(entry.before), bytes(entry.hash)
        if self.number < 0:
            self.number, self.mark = entry.number - 1, before
        if entry.number != self.number + 1:
            return "missing"
        if mark != mark_of(before, told_by(entry)):
            return "changed"
        if before != self.mark:
            return "unchained"
        if self.sealed.get(entry.number, mark.hex()) != mark.hex():
            return "sealed"
        return None

    def _end(self) -> Broken | None:
        """Return what is wrong with the end: entries cut off, or a head that tells another end."""
        furthest = max(self.sealed, default=0)
        if self.head is not None:
            furthest = max(furthest, self.head.number)
        if furthest > self.number:
            return Broken(self.area, self.number + 1, "missing")
        if self.head is None or self.head.number != self.number or bytes(self.head.hash) != self.mark:
            return Broken(self.area, self.number, "head")
        return None
