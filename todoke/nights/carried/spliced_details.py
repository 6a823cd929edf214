"""Amounts and reasons of all programs of a block along the rows of today, spliced as they are stored.

What is to be stored in another way than yesterday (a figure not listed before, a pattern nobody had) is left to
:mod:`todoke.nights.carried.carried_details`, which decodes it: all details of a program, or its reasons alone.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeAlias

import numpy as np

from todoke.engines.port import ProgramAnswers
from todoke.nights.aligned.shifts import Shift
from todoke.nights.carried.carried_details import CarriedDetails, changed_reasons
from todoke.nights.carried.figure_columns import FigureColumns
from todoke.nights.carried.reason_columns import ReasonColumns
from todoke.nights.carried.seen_figures import Ends
from todoke.nights.carried.splicing import Edits, splice
from todoke.nights.carried.touched import Touched
from todoke.nights.stored import planes
from todoke.nights.stored.containers import Container
from todoke.nights.stored.figures import FigureKind
from todoke.nights.stored.planes import PlaneKind
from todoke.nights.stored.totals import Sums
from todoke.residents.block import Array

Fresh: TypeAlias = Callable[[str], ProgramAnswers]
"""Gives what a program answered for those of the block who were answered anew."""

_SAME: Container = (FigureKind.SAME, 0, b"")
_MISFIT: Container = (FigureKind.NONE, 0, b"")
"""Stands for what is stored in another way, and is not asked for."""


class SplicedDetails:
    """The details of touched programs, by their places among them; none of those that could not be spliced."""

    def __init__(self, touched: Touched, had: Array, anew: Array, shift: Shift, fresh: Fresh) -> None:
        """Splice; ``had`` and ``anew`` are the possible and the open planes at the rows dropped and answered anew.

        Both are (2, programs, rows); ``fresh`` gives the answers for the latter.
        """
        self._touched, self._had, self._anew = touched, had[0], anew[0]
        self._shift, self._fresh = shift, fresh
        edits = touched.edits(had, anew, shift)
        self._figures, self._reasons = FigureColumns(touched, edits), ReasonColumns(touched)
        self._figures.splice()
        self._fits = ~self._figures.misfits
        """Whose amounts are stored in the way of yesterday (bool, programs)."""
        self._reasons.splice(edits, self._fits)
        sums = self._figures.sums(*(one[1].take(np.flatnonzero(one[0])) for one in (had, anew)))
        self.found = self._details(self._applies(edits), list(map(tuple, sums.tolist())))

    def _applies(self, edits: Edits) -> dict[int, Container]:
        """Return who has the amounts that not everybody has."""
        figures, touched = self._figures, self._touched
        some = np.flatnonzero(~figures.is_everybodys & self._fits[figures.program])
        if not len(some):
            return {}
        had, has = [], []
        for amount in some.tolist():
            program = int(figures.program[amount])
            possible = touched.programs[program].possible
            kind, _, content = touched.shelf.container(int(figures.container[amount]))
            before = planes.decoded(kind, content, possible)
            had.append(np.broadcast_to(before, possible).astype(np.uint8).tobytes())
            having = np.asarray(touched.told.having[figures.told[amount]])
            first, count = int(touched.first_row[program]), int(touched.put[program])
            has.append(having[first : first + count] if having.ndim else np.full(count, having))
        put = np.concatenate(has).astype(np.uint8)
        new, bounds = splice(had, np.uint8, figures.program[some], edits, put)
        values = new.view(np.bool_)
        return {
            amount: planes.encoded(values[start:end], end - start)
            for amount, start, end in zip(some.tolist(), bounds, bounds[1:], strict=False)
        }

    def _details(self, applies: dict[int, Container], sums: list[Sums]) -> dict[int, CarriedDetails]:
        touched = self._touched
        stored = self._stored_figures(applies)
        ends = np.cumsum(touched.amounts)
        starts = ends - touched.amounts
        fits = np.flatnonzero(self._fits)
        return {
            program: CarriedDetails(
                touched.programs[program].head.amounts,
                tuple(stored[3 * start : 3 * end]),
                tuple(sums[start:end]),
                *self._reasons_of(program),
            )
            for program, start, end in zip(
                fits.tolist(), starts[fits].tolist(), ends[fits].tolist(), strict=True
            )
        }

    def _stored_figures(self, applies: dict[int, Container]) -> list[Container]:
        """Return the three containers of each amount, one amount after the other."""
        figures = self._figures
        container, known = self._touched.shelf.container, figures.stored
        found: list[Container] = []
        for amount, (rows, (low, high), place) in enumerate(
            zip(
                self._touched.counts[0][figures.program].tolist(),
                figures.ends.tolist(),
                figures.container.tolist(),
                strict=True,
            )
        ):
            having = applies.get(amount) or (PlaneKind.FULL, rows, b"")
            if low < 0:
                found += having, container(place + 1), container(place + 2)
                continue
            lower, upper = known[low] or _MISFIT, known[high] or _MISFIT
            found += having, lower, _SAME if low == high or lower == upper else upper
        return found

    def _reasons_of(self, program: int) -> tuple[tuple[str, ...], Container]:
        """Return the patterns of a program and which open row has which; decoded where a pattern is new or gone."""
        if not self._reasons.misfits[program]:
            return self._reasons.of(program)
        stored, unsure = self._touched.programs[program], int(self._touched.counts[1, program])
        fresh = self._fresh(stored.head.program_id) if self._touched.comes[program] else None
        return changed_reasons(stored, self._shift, fresh, unsure)

    @cached_property
    def ends(self) -> Ends:
        """What those taken out were, and those put in are promised by the programs that were spliced."""
        return Ends(self._figures.promises(self._fits), self._had, self._anew)
