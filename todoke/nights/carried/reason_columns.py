"""The patterns of conditions of the open rows of a block, program by program, spliced as they are stored."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from todoke.nights.carried.splicing import Edits, bounded, runs, same_values, splice
from todoke.nights.carried.touched import Touched
from todoke.nights.stored.containers import Container
from todoke.nights.stored.heads import PLANES
from todoke.residents.block import Array

_NO_CODES: Container = (0, 0, b"")
_ONE_PATTERN, _NARROW = 0, 1
_MOST_PATTERNS = 256


class ReasonColumns:
    """Which pattern each open row of the touched programs has."""

    def __init__(self, touched: Touched) -> None:
        """Find which programs cannot be stored as yesterday: :attr:`misfits` (bool)."""
        self._touched = touched
        had = np.array([one.head.reasons for one in touched.programs])
        is_open = touched.counts[1] > 0
        self.misfits = is_open & ~had
        self._some = np.flatnonzero(is_open & had)
        """The programs with open rows before and now."""
        self._place = touched.firsts[self._some] + PLANES
        self._kind = touched.shelf.directory["kind"][self._place + 1]
        self._listed = touched.shelf.contents(self._place.tolist())
        """The numbers of the patterns each of them lists."""
        self._put = touched.open_put[self._some]
        self._of_put = np.repeat(np.arange(len(self._some)), self._put)
        self._codes, is_known = self._read_told()
        self.misfits[self._some[self._of_put[~is_known]]] = True
        self.misfits[self._some[self._kind > _NARROW]] = True
        self._stored: dict[int, Container] = {}

    def _read_told(self) -> tuple[Array, Array]:
        """Return the codes of the patterns that are put in (uint8), and whether each is known (bool)."""
        told = self._touched.told.patterns[runs(self._touched.first_pattern[self._some], self._put)]
        counts = self._touched.shelf.directory["count"][self._place].astype(np.int64)
        listed = np.frombuffer(b"".join(self._listed), "<u4")
        if not len(told):
            return told.astype(np.uint8), np.ones(0, np.bool_)
        # The numbers listed by one program lie beside those listed by the next.
        known = (np.repeat(np.arange(len(counts)), counts) << 32) + listed
        order = np.argsort(known)
        wanted = (self._of_put << 32) + told
        found = order[np.minimum(known[order].searchsorted(wanted), len(known) - 1)]
        codes = found - bounded(counts)[self._of_put]
        is_known = (known[found] == wanted) & (told >= 0) & (codes < _MOST_PATTERNS)
        return codes.astype(np.uint8), is_known

    def splice(self, edits: Edits, wanted: Array) -> None:
        """Splice the columns of programs (bool) that are no misfits; those then found to be are noted."""
        shelf, planes = self._touched.shelf, len(self._touched.programs) + self._some
        is_chosen = (wanted & ~self.misfits)[self._some] & (self._kind == _NARROW)
        payload = np.frombuffer(shelf.payload, np.uint8)
        out = edits.out.along(planes)
        of_out = np.repeat(np.arange(len(planes)), edits.out.counts[planes])
        taken = payload.take(edits.out.places[out] + shelf.starts[self._place + 1][of_out], mode="clip")
        is_changed = is_chosen & ~same_values(
            edits.are_same[planes], of_out, taken, self._of_put, self._codes
        )
        chosen = np.flatnonzero(is_changed)
        if not len(chosen):
            return
        put = is_changed[self._of_put]
        contents = shelf.contents((self._place[chosen] + 1).tolist())
        new, bounds = splice(contents, np.uint8, planes[chosen], edits, self._codes[put])
        every = new.tobytes()
        for place, start, end in zip(chosen.tolist(), bounds, bounds[1:], strict=False):
            self._stored[int(self._some[place])] = _NARROW, 0, every[start:end]
        # A pattern may occur no more that was taken out and not put in.
        gone = np.zeros((len(planes), _MOST_PATTERNS), np.bool_)
        gone[of_out, taken] = True
        gone[self._of_put, self._codes] = False
        gone[~is_changed] = False
        for place, code in zip(*(one.tolist() for one in np.nonzero(gone)), strict=True):
            program = int(self._some[place])
            if code not in self._stored[program][2]:
                self.misfits[program] = True

    @cached_property
    def _patterns(self) -> dict[int, tuple[str, ...]]:
        """The patterns of the programs with open rows before and now."""
        known = self._touched.programs[0].block.patterns
        return {
            program: known(listed) for program, listed in zip(self._some.tolist(), self._listed, strict=True)
        }

    def of(self, program: int) -> tuple[tuple[str, ...], Container]:
        """Return the patterns of a program that fits, and which of its open rows has which."""
        if not self._touched.counts[1, program]:
            return (), _NO_CODES
        patterns = self._patterns[program]
        stored = self._stored.get(program)
        if stored is None:
            stored = self._touched.shelf.container(int(self._touched.firsts[program]) + PLANES + 1)
        return patterns, stored
