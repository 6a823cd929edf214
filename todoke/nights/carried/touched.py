"""The programs of a block of which somebody possible was taken out or put in, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

from todoke.nights.aligned.shifts import Shift
from todoke.nights.carried.splicing import Edits, Places, Stored
from todoke.nights.carried.told_anew import ToldAnew
from todoke.nights.stored.containers import Container
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.reading import StoredProgram
from todoke.residents.block import Array

Planes: TypeAlias = Sequence[Container]
"""Possible, open, failed and not encoded as they are stored."""

_NOBODYS = -1


class Touched:
    """Programs of a block and what is put in of each; at least one."""

    def __init__(
        self,
        programs: Sequence[StoredProgram],
        planes: Sequence[Planes],
        told: ToldAnew,
        block: int,
        comes: Array,
    ) -> None:
        """Take programs as stored yesterday, their planes of today, and what those answered anew were told.

        ``block`` is the block's place among those of ``told``; ``comes`` says of which programs somebody possible is
        put in (bool).
        """
        self.programs, self.planes, self.told, self.comes = programs, planes, told, comes
        self.shelf = programs[0].shelf
        firsts = np.array([one.firsts for one in programs])
        self.firsts, self.first_figures, self.first_sums = firsts.T
        """The numbers of the first container of each, of the first of its amounts, and of its first sums."""
        self.amounts = np.array([len(one.head.amounts) for one in programs])
        """How many amounts each has."""
        self.counts = np.array([_counts(one) for one in planes]).T
        """How many rows are possible and open today (2 x programs)."""
        numbers = [told.numbers.get(one.head.program_id, _NOBODYS) for one in programs]
        self.first_told = told.firsts[numbers]
        """The number of each one's first amount among those told."""
        self.first_row, last = told.bounds[numbers, block], told.bounds[numbers, block + 1]
        """Which of the possible rows told is the first that is put in."""
        self.put = np.where(comes, last - self.first_row, 0)
        """How many possible rows are put in."""
        first, last = told.open_bounds[numbers, block], told.open_bounds[numbers, block + 1]
        self.first_pattern = told.open_starts[numbers] + first
        """Which of the patterns told is the first that is put in."""
        self.open_put = np.where(comes, last - first, 0)
        """How many open rows are put in."""

    def edits(self, had: Array, anew: Array, shift: Shift) -> Edits:
        """Return the edits of the planes of all programs, the possible ones before the open ones.

        ``had`` and ``anew`` are these planes (2, programs, rows) at the rows dropped and answered anew.
        """
        before = [
            [self.shelf.container(first), self.shelf.container(first + 1)] for first in self.firsts.tolist()
        ]
        now = [[one[0], one[1]] for one in self.planes]
        then_counts, then_places = _placed(before, had, shift.dropped)
        now_counts, now_places = _placed(now, anew, shift.anew)
        return Edits(then_counts, now_counts, then_places, now_places)

    @cached_property
    def in_yen(self) -> Array:
        """Which of the amounts of all programs are of yen (bool)."""
        return np.array(
            [amount.unit == "yen" for one in self.programs for amount in one.head.amounts], np.bool_
        )


def _counts(planes: Planes) -> tuple[int, int]:
    possible, unsure = planes[0], planes[1]
    return possible[1], possible[1] if unsure[0] == PlaneKind.SAME else unsure[1]


def _placed(planes: Sequence[Planes], wanted: Array, rows: Array) -> tuple[Array, Places]:
    """Return how many rows are true in the possible and then the open planes, and the places of those wanted."""
    count = len(planes)
    own = [place for place, one in enumerate(planes) if one[1][0] != PlaneKind.SAME]
    # Open planes that are the possible ones over again are looked at once.
    which = np.arange(2 * count)
    which[count:] -= count
    which[[count + place for place in own]] = np.arange(count, count + len(own))
    different = [one[0] for one in planes] + [planes[place][1] for place in own]
    stored = Stored(
        [(kind, content) for kind, _, content in different], np.array([number for _, number, _ in different])
    )
    places = Places.of(stored, np.concatenate([wanted[0], wanted[1][own]]), rows)
    return stored.counts[which], places.picked(which)
