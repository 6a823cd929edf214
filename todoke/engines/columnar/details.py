"""Amounts and reasons of a program, for the rows that need them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.frames import Frame, Run
from todoke.engines.columnar.plan import PlannedProgram
from todoke.engines.columnar.values import (
    TRUE,
    Num,
    Plane,
    Truth,
    Value,
    both,
    opposite,
    settled,
    taken,
    truth_of,
)
from todoke.engines.port import AmountColumns, Reasons
from todoke.residents.block import Array
from todoke.rules.programs import Amount

_MOST_LETTERS = 14
"""So many conditions that are open for some rows only are told apart by counting; more of them by sorting."""


@dataclass(frozen=True, slots=True)
class WorkedAmount:
    """An amount worked out for a block."""

    amount: Amount
    holds: Truth
    value: Num | None
    err: errors.Err
    fragile: bool

    def columns(self, rows: Array) -> AmountColumns:
        """Return the amount along some rows."""
        may = taken(self.holds.p, rows)
        if self.value is None:
            return AmountColumns(self.amount, None, None, may)
        low = np.asarray(taken(self.value.lo, rows) / self.value.d, np.float64)
        high = (
            low if self.value.is_exact else np.asarray(taken(self.value.hi, rows) / self.value.d, np.float64)
        )
        sure = taken(self.holds.t, rows)
        if sure is not True:
            # What may not be due at all begins at nothing.
            less = np.where(sure, low, np.minimum(low, 0.0))
            low, high = less, high
        if may is not True:
            low, high = np.where(may, low, math.nan), np.where(may, high, math.nan)
        return AmountColumns(self.amount, low, high)


def amounts_of(
    planned: PlannedProgram, run: Run, frame: Frame, possible: Plane, *, fragile_only: bool
) -> list[WorkedAmount]:
    """Return the amounts worked out; nothing where nobody is possible.

    With ``fragile_only`` only those that may fail, which then counts even where no details are asked for.
    """
    if possible is False:
        return []
    found = []
    for planned_amount in planned.amounts:
        if fragile_only and not planned_amount.fragile:
            continue
        holds = TRUE if planned_amount.when is None else truth_of(planned_amount.when(run, frame))
        err = errors.where(possible, holds.err)
        value: Value | None = None
        if planned_amount.value is not None and holds.p is not False:
            value = planned_amount.value(run, frame)
            err = errors.first(err, errors.where(both(possible, holds.p), value.err))
        elif planned_amount.value is not None:
            value = Num(math.nan, math.nan)
        if value is not None and not isinstance(value, Num):
            raise TypeError("an amount is no number")
        found.append(WorkedAmount(planned_amount.amount, holds, value, err, planned_amount.fragile))
    return found


def reasons_of(held: list[Truth], open_rows: Array) -> Reasons | None:
    """Return the pattern of conditions of the rows that are undetermined."""
    if not len(open_rows):
        return None
    letters: list[str] = []
    waiting: list[tuple[int, Any]] = []
    for place, truth in enumerate(held):
        if truth.t is False or isinstance(truth.t, bool):
            letters.append("T" if truth.t else "?")
            continue
        sure = settled(truth.t[open_rows])
        letters.append("?" if sure is False else "T")
        if isinstance(sure, np.ndarray):
            waiting.append((place, opposite(sure)))
    if not waiting:
        return Reasons(np.zeros(len(open_rows), np.uint16), ("".join(letters),))
    pattern = np.zeros(len(open_rows), np.int64)
    for bit, (_, is_open) in enumerate(waiting):
        pattern |= is_open.astype(np.int64) << bit
    if len(waiting) <= _MOST_LETTERS:
        present = np.flatnonzero(np.bincount(pattern, minlength=1 << len(waiting)))
        code_of = np.zeros(1 << len(waiting), np.uint16)
        code_of[present] = np.arange(len(present))
        codes = code_of[pattern]
    else:
        present, inverse = np.unique(pattern, return_inverse=True)
        codes = inverse.astype(np.uint16)
    return Reasons(codes, tuple(_written(letters, waiting, int(one)) for one in present))


def _written(letters: list[str], waiting: list[tuple[int, Any]], pattern: int) -> str:
    written = list(letters)
    for bit, (place, _) in enumerate(waiting):
        written[place] = "?" if pattern >> bit & 1 else "T"
    return "".join(written)
