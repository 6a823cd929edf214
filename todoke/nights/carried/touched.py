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
        self.programs, self.told, self.comes = programs, told, comes
        self.shelf = programs[0].shelf
        firsts = np.array([one.firsts for one in programs])
        self.firsts, self.first_figures, self.first_sums = firsts.T
        """The numbers of the first container of each, of the first of its amounts, and of its first sums."""
        self.amounts = np.array([len(one.head.amounts) for one in programs])
        """How many amounts each has."""
        kinds, counts, contents = zip(*(one[number] for number in (0, 1) for one in planes), strict=True)
        self._now = Stored(np.array(kinds), np.array(counts), contents)
        self.counts = _counted(self._now)
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
        firsts = np.concatenate((self.firsts, self.firsts + 1))
        directory = self.shelf.directory
        then = Stored(
            directory["kind"][firsts], directory["count"][firsts], self.shelf.contents(firsts.tolist())
        )
        then_counts, then_places = _placed(then, had, shift.dropped)
        now_counts, now_places = _placed(self._now, anew, shift.anew)
        return Edits(then_counts, now_counts, then_places, now_places)

    @cached_property
    def in_yen(self) -> Array:
        """Which of the amounts of all programs are of yen (bool)."""
        return np.array([is_yen for one in self.programs for is_yen in one.head.in_yen], np.bool_)


def _counted(stored: Stored) -> Array:
    """Return how many rows are possible and open (2 x programs)."""
    possible, unsure = stored.counts.reshape(2, -1)
    is_same = stored.kinds.reshape(2, -1)[1] == PlaneKind.SAME
    return np.stack([possible, np.where(is_same, possible, unsure)])


def _placed(stored: Stored, wanted: Array, rows: Array) -> tuple[Array, Places]:
    """Return how many rows are true in the possible and then the open planes, and the places of those wanted."""
    count = len(stored.kinds) // 2
    # Open planes that are the possible ones over again are looked at once.
    own = count + np.flatnonzero(stored.kinds[count:] != PlaneKind.SAME)
    which = np.arange(2 * count)
    which[count:] -= count
    which[own] = np.arange(count, count + len(own))
    different = np.concatenate((np.arange(count), own))
    one = Stored(
        stored.kinds[different],
        stored.counts[different].astype(np.int64),
        [stored.contents[place] for place in different.tolist()],
    )
    places = Places.of(one, wanted.reshape(2 * count, -1)[different], rows)
    return one.counts[which], places.picked(which)
