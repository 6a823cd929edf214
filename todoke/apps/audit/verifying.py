"""Checks the chains (連なりの検査) and names the first entry that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from todoke.apps.audit.actions import told_by
from todoke.apps.audit.chain import Kept, mark_of
from todoke.apps.audit.models import BEGINNING, Entry, Head
from todoke.apps.audit.seals import SealsDifferError, read_seals
from todoke.base import clock

_AT_ONCE = 2000
_COLUMNS = tuple(Kept.__annotations__)
"""Read as they are: a model of each of a million entries would take twice as long."""


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
        sealed = _Sealed.read(seals)
    except SealsDifferError:
        return Verified(0, 0, 0, Broken(area or "", 0, "seals"))
    areas = {area} if area is not None else _areas() | sealed.marks.keys()
    read = 0
    for here in sorted(areas):
        head = Head.objects.filter(area=here).first()
        chain = _Chain(here, head, sealed.marks.get(here, {}))
        broken = chain.read(_entries(here, since), later=since is not None)
        read += chain.entries
        if broken is not None:
            return Verified(read, len(areas), sealed.count, broken)
    return Verified(read, len(areas), sealed.count)


def _areas() -> set[str]:
    """Return every area that has entries or an end."""
    entries = Entry.objects.order_by().values_list("area", flat=True).distinct()
    return {*entries, *Head.objects.values_list("area", flat=True)}


def _entries(area: str, since: date | None) -> Iterator[Kept]:
    """Yield the entries of an area in order; of a day on, or at least the last one."""
    entries = Entry.objects.filter(area=area).order_by("number")
    if since is not None:
        day = datetime.combine(since, time(), tzinfo=clock.JST)
        first = entries.filter(at__gte=day).first() or entries.last()
        entries = entries.filter(number__gte=0 if first is None else first.number)
    return entries.values_list(*_COLUMNS, named=True).iterator(chunk_size=_AT_ONCE)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """What the seals outside know: the mark of an entry, by area and number."""

    count: int
    marks: Mapping[str, Mapping[int, str]]

    @classmethod
    def read(cls, folder: Path | None) -> _Sealed:
        """Read the file; raises SealsDifferError."""
        count = 0
        marks: dict[str, dict[int, str]] = {}
        for seal in read_seals(folder) if folder is not None else ():
            count += 1
            for area, (number, mark) in seal.heads.items():
                marks.setdefault(area, {})[number] = mark
        return cls(count, marks)


class _Chain:
    """Reads one chain from its first entry on."""

    def __init__(self, area: str, head: Head | None, sealed: Mapping[int, str]) -> None:
        self.area, self.head, self.sealed = area, head, sealed
        self.number, self.mark = 0, BEGINNING
        self.entries = 0

    def read(self, entries: Iterable[Kept], *, later: bool = False) -> Broken | None:
        """Return the first entry that is wrong, or None; ``later``: the mark before the first is believed."""
        for entry in entries:
            if later and not self.entries:
                self.number, self.mark = entry.number - 1, bytes(entry.before)
            why = self._wrong(entry)
            if why is not None:
                number = self.number + 1 if why == "missing" else entry.number
                return Broken(self.area, number, why)
            self.number, self.mark = entry.number, bytes(entry.hash)
            self.entries += 1
        return self._end()

    def _wrong(self, entry: Kept) -> str | None:
        before, mark = bytes(entry.before), bytes(entry.hash)
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
        if self.head is None and not self.number:
            return None
        if self.head is None or self.head.number != self.number or bytes(self.head.hash) != self.mark:
            return Broken(self.area, self.number, "head")
        return None
