"""Members born after the day of the question are not there yet: the block without them, and back again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from todoke.engines.port import ProgramAnswers
from todoke.residents.block import Array, Block
from todoke.residents.taking import leave_out
from todoke.rules.household import BIRTH_DATE


@dataclass(frozen=True, slots=True)
class Present:
    """A block of those already born; ``persons`` and ``households`` are their rows in the whole block, or None."""

    block: Block
    persons: Array | None = None
    households: Array | None = None
    count: int = 0
    all_households: int = 0
    orphaned: Array | None = None
    """Households of which the applicant is not born yet: columns cannot answer for the others (see ``orphans.py``)."""

    def spread(self, plane: Any, unit: str) -> Any:
        """Return a plane along the rows of the whole block; false of who is not born yet."""
        rows = self.persons if unit == "person" else self.households
        if rows is None:
            return plane
        found = np.zeros(self.count if unit == "person" else self.all_households, np.bool_)
        found[rows] = plane
        return found


def born_by(block: Block, on: date) -> Present:
    """Return the block without the members certainly born after ``on``."""
    births = block.columns.get(BIRTH_DATE)
    if births is None or births.said is False:
        return Present(block)
    later = births.low > on.toordinal()
    if not np.any(later):
        return Present(block)
    later = np.broadcast_to(later & np.asarray(births.said), (block.persons,))
    if not later.any():
        return Present(block)
    smaller, persons, households = leave_out(block, later)
    return Present(
        smaller, persons, households, block.persons, block.households, orphaned=later[block.applicant]
    )


def spread_back(answers: ProgramAnswers, present: Present) -> ProgramAnswers:
    """Return the answers along the rows of the whole block; who is not born yet, or orphaned, is not eligible."""
    if present.persons is None or answers.outcome is not None:
        return answers
    assert present.households is not None
    rows = present.persons if answers.unit == "person" else present.households

    def wide(plane: Any) -> Any:
        return present.spread(plane, answers.unit)

    return replace(
        answers,
        sure=wide(answers.sure),
        possible=wide(answers.possible),
        failed=wide(answers.failed),
        unencoded=wide(answers.unencoded),
        rows=None if answers.rows is None else rows[answers.rows].astype(np.int32),
        open_rows=None if answers.open_rows is None else rows[answers.open_rows].astype(np.int32),
    )
