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

_SEGMENT = 1 << 16
"""More than any row of a block: the rows of list number n are kept as n * _SEGMENT + row."""


@dataclass(frozen=True)
class Shift:
    """Where yesterday's rows stand today, and which rows of today are answered anew.

    ``runs`` are (row yesterday, row today, how many) of rows that follow one another on both days; rows among them
    that are answered anew are overwritten. ``anew`` are rows of today, ascending; ``today_of`` (int32) says of each
    row of yesterday where it stands today, -1 where it is gone or answered anew.
    """

    before: int
    now: int
    runs: Sequence[tuple[int, int, int]]
    anew: Array
    today_of: Array

    @cached_property
    def dropped(self) -> Array:
        """The rows of yesterday that are gone or answered anew, ascending."""
        return np.flatnonzero(self.today_of < 0)

    @classmethod
    def of(cls, runs: Sequence[tuple[int, int, int]], before: int, now: int, anew: Array) -> Shift:
        """Return the shift of ``before`` rows to ``now`` rows; rows in no run must be among those answered anew."""
        today_of = np.full(before, -1, np.int32)
        stays = np.ones(now, np.bool_)
        stays[anew] = False
        for then, today, length in runs:
            rows = np.arange(today, today + length, dtype=np.int32)
            today_of[then : then + length] = np.where(stays[today : today + length], rows, -1)
        return cls(before, now, runs, anew, today_of)


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
) -> tuple[list[Array], Array]:
    """Return lists of rows (each uint16, ascending, as bytes) along the rows of today, and who was dropped of each.

    ``anew`` says for each list which of the rows answered anew belong to it (bool, lists x rows); the second of
    what is returned says which of the rows dropped belonged to it (bool, lists x dropped rows).
    """
    lengths = [len(one) // 2 for one in lists]
    rows = np.frombuffer(b"".join(lists), "<u2")
    moved = shift.today_of[rows]
    number = np.repeat(np.arange(len(lists), dtype=np.int32), lengths)
    stays = moved >= 0
    dropped = np.zeros((len(lists), len(shift.dropped)), np.bool_)
    gone = np.flatnonzero(~stays)
    dropped[number[gone], np.searchsorted(shift.dropped, rows[gone])] = True
    keys = (moved + number * _SEGMENT)[stays]
    some, which = np.nonzero(anew)
    if len(some):
        added = (some * _SEGMENT + shift.anew[which]).astype(np.int32)
        keys = np.insert(keys, np.searchsorted(keys, added), added)
    ends = np.searchsorted(keys, np.arange(1, len(lists) + 1, dtype=np.int64) * _SEGMENT).tolist()
    found = (keys & (_SEGMENT - 1)).astype("<u2")
    return [found[start:end] for start, end in zip([0, *ends], ends, strict=False)], dropped


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


def counted(planes: Array) -> list[int]:
    """Return how many bits are set in each plane."""
    counts: list[int] = np.bitwise_count(planes).sum(axis=1, dtype=np.int64).tolist()
    return counts


def bits_at(planes: Array, rows: Array) -> Array:
    """Return the bits of some rows in each plane (bool, planes x rows)."""
    found: Array = (planes[:, rows >> 3] >> (rows & 7).astype(np.uint8) & np.uint8(1)).astype(np.bool_)
    return found
