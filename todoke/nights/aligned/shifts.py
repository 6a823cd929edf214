"""Rows that stand elsewhere than yesterday: planes as they are stored, moved along and patched without unpacking them.

Who arrives, leaves or has another number of members moves everybody behind by some rows. Lists of rows are
renumbered all at once; bits of all planes of a block are shifted together, run after run of rows that moved alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from todoke.residents.block import Array

_ROW_BITS = 16
_MOST_ROWS = 1 << _ROW_BITS
"""No block has more rows."""


@dataclass(frozen=True)
class Shift:
    """Where yesterday's rows stand today, and which rows of today are answered anew.

    ``runs`` are (row yesterday, row today, how many) of rows that follow one another on both days; rows among them
    that are answered anew are overwritten. ``anew`` are rows of today, ascending; rows in no run must be among them.
    """

    before: int
    now: int
    runs: Sequence[tuple[int, int, int]]
    anew: Array

    @cached_property
    def along(self) -> Array:
        """Where each row of yesterday stands today (uint16), answered anew or not; of a row gone: where it would."""
        found = np.empty(self.before, np.int32)
        reached = 0
        for then, today, length in self.runs:
            found[reached:then] = today
            found[then : then + length] = np.arange(today, today + length, dtype=np.int32)
            reached = then + length
        found[reached:] = self.now
        return np.minimum(found, _MOST_ROWS - 1).astype("<u2")

    @cached_property
    def is_dropped(self) -> Array:
        """Whether a row of yesterday is gone or answered anew (bool)."""
        found = np.ones(self.before, np.bool_)
        for then, today, length in self.runs:
            found[then : then + length] = False
            first, last = self.anew.searchsorted([today, today + length])
            found[self.anew[first:last] - today + then] = True
        return found

    @cached_property
    def dropped(self) -> Array:
        """The rows of yesterday that are gone or answered anew, ascending."""
        return np.flatnonzero(self.is_dropped)

    @cached_property
    def today_of(self) -> Array:
        """Where each row of yesterday stands today (int32), -1 where it is gone or answered anew."""
        return np.where(self.is_dropped, np.int32(-1), self.along)

    @cached_property
    def place_dropped(self) -> Array:
        """Which of the rows dropped a row of yesterday is (int32); of other rows it means nothing."""
        found = np.empty(self.before, np.int32)
        found[self.dropped] = np.arange(len(self.dropped), dtype=np.int32)
        return found

    @cached_property
    def place_anew(self) -> Array:
        """Which of the rows answered anew each of the rows dropped is today (int32), -1 where it is gone."""
        found = np.full(len(self.dropped), -1, np.int32)
        for then, today, length in self.runs:
            first, last = self.dropped.searchsorted([then, then + length])
            found[first:last] = self.anew.searchsorted(self.dropped[first:last] - then + today)
        return found


@dataclass(frozen=True, slots=True)
class Met:
    """Who of those dropped yesterday is among those answered anew today, by their places there.

    ``before`` and ``now`` are the places of the same people among :attr:`Shift.dropped` and :attr:`Shift.anew`;
    ``gone`` and ``new`` the places of those without a counterpart.
    """

    before: Array
    now: Array
    gone: Array
    new: Array

    @classmethod
    def of(cls, dropped: Array, anew: Array) -> Met:
        """Find the ids of those answered anew among those dropped."""
        place = np.full(len(anew), -1, np.int64)
        if len(dropped):
            order = np.argsort(dropped, kind="stable")
            found = order[np.minimum(np.searchsorted(dropped[order], anew), len(dropped) - 1)]
            place = np.where(dropped[found] == anew, found, -1)
        now = np.flatnonzero(place >= 0)
        left = np.ones(len(dropped), np.bool_)
        left[place[now]] = False
        return cls(place[now], now, np.flatnonzero(left), np.flatnonzero(place < 0))


def lists_shifted(
    lists: Sequence[memoryview | bytes], shift: Shift, anew: Array
) -> tuple[Array, Array, Array]:
    """Return lists of rows (each uint16, ascending, as bytes) along the rows of today, and who was dropped of each.

    ``anew`` says for each list which of the rows answered anew belong to it (bool, lists x rows). What is returned
    are the rows of all lists, one list after the other (uint16); where each list begins, and the end; and which of
    the rows dropped belonged to each (bool, lists x dropped rows).
    """
    lengths = np.array([len(one) // 2 for one in lists])
    ends = np.cumsum(lengths)
    rows = np.frombuffer(b"".join(lists), "<u2").astype(np.intp)
    found = shift.along.take(rows)
    hits = np.flatnonzero(shift.is_dropped.take(rows))
    number, place = ends.searchsorted(hits, side="right"), shift.place_dropped.take(rows[hits])
    dropped = np.zeros((len(lists), len(shift.dropped)), np.bool_)
    dropped[number, place] = True
    # Most rows answered anew are in a list on both days: they stay in it as they are.
    again, added = shift.place_anew.take(place), anew.copy()
    stays = again >= 0
    stays[stays] = anew[number[stays], again[stays]]
    added[number[stays], again[stays]] = False
    gone = hits[~stays]
    some, which = np.divmod(np.flatnonzero(added), max(1, len(shift.anew)))
    if len(some):
        # Numbered by their lists the rows ascend over all of them.
        ascending = np.repeat(np.arange(len(lists)) << _ROW_BITS, lengths)
        ascending |= found
        at = ascending.searchsorted((some << _ROW_BITS) | shift.anew[which])
        left = np.delete(found, gone) if len(gone) else found
        found = np.insert(left, at - gone.searchsorted(at), shift.anew[which].astype("<u2"))
    elif len(gone):
        found = np.delete(found, gone)
    changed = np.bincount(some, minlength=len(lists)) - np.bincount(
        ends.searchsorted(gone, side="right"), minlength=len(lists)
    )
    return found, np.concatenate(([0], np.cumsum(lengths + changed))), dropped


def bits_shifted(planes: Array, shift: Shift, anew: Array) -> Array:
    """Return planes (planes x bytes, one bit per row, the lowest first) along the rows of today.

    ``anew`` says what the rows answered anew are in each plane (bool, planes x rows).
    """
    width = (shift.now + 7) // 8
    if shift.before == shift.now and len(shift.runs) == 1 and shift.runs[0][2] == shift.now:
        found = planes.copy()
    else:
        found = np.zeros((len(planes), width), np.uint8)
        # A column of zeros at the end, so that the byte after the last may be asked for.
        padded = np.zeros((len(planes), planes.shape[1] + 2), np.uint8)
        padded[:, :-2] = planes
        for before, now, length in shift.runs:
            _copy_bits(padded, before, found, now, length)
    _patch(found, shift.anew, anew)
    return found


def _copy_bits(source: Array, before: int, into: Array, now: int, length: int) -> None:
    """Copy bits ``before`` and following to ``now`` and following; other bits stay as they are."""
    first, last = now >> 3, (now + length - 1) >> 3
    begin = (first << 3) - now + before
    place, by = begin >> 3, begin & 7
    count = last - first + 1
    head = np.uint8(0xFF << (now & 7) & 0xFF)
    tail = np.uint8(0xFF >> (7 - ((now + length - 1) & 7)))
    skipped = 0
    if place < 0:
        # The first byte begins before the first bit there is: its missing bits are not among those copied.
        skipped = 1
    low = source[:, place + skipped : place + count]
    if by:
        copied = low >> np.uint8(by)
        copied |= source[:, place + skipped + 1 : place + count + 1] << np.uint8(8 - by)
    else:
        copied = low.copy()
    if skipped:
        edge = source[:, :1] << np.uint8(8 - by)
        copied = np.concatenate((edge, copied), axis=1)
    if count == 1:
        head = tail = head & tail
    kept_first, kept_last = into[:, first] & ~head, into[:, last] & ~tail
    copied[:, 0] &= head
    if count > 1:
        copied[:, -1] &= tail
        into[:, last] = copied[:, -1] | kept_last
        into[:, first + 1 : last] = copied[:, 1:-1]
    into[:, first] = copied[:, 0] | kept_first


def _patch(planes: Array, rows: Array, values: Array) -> None:
    """Set the bits of some rows (ascending) of planes."""
    if not len(rows):
        return
    places = rows >> 3
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    bits = np.left_shift(1, rows & 7).astype(np.uint8)
    mask = np.add.reduceat(bits, starts)
    added = np.add.reduceat(values * bits, starts, axis=1, dtype=np.uint8)
    chosen = places[starts]
    planes[:, chosen] = (planes[:, chosen] & ~mask) | added


def counted(before: Sequence[int] | Array, dropped: Array, anew: Array) -> list[int]:
    """Return how many rows each plane has, of how many ``before``, without those dropped and with those anew (bool).

    >>> counted([7], np.array([[True, False]]), np.array([[True, True, False]]))
    [8]
    """
    gone, come = np.count_nonzero(dropped, axis=1), np.count_nonzero(anew, axis=1)
    counts: list[int] = (np.array(before, np.int64) - gone + come).tolist()
    return counts


def bits_at(planes: Array, rows: Array) -> Array:
    """Return the bits of some rows in each plane (bool, planes x rows)."""
    found: Array = (planes[:, rows >> 3] >> (rows & 7).astype(np.uint8) & np.uint8(1)).astype(np.bool_)
    return found
