"""Totals of a municipality: how many are eligible, undetermined or could not be answered, and what it comes to."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.residents.block import Array


@dataclass(slots=True)
class _Sums:
    low: float = 0.0
    high: float = 0.0


@dataclass(slots=True)
class _Total:
    rows: int = 0
    eligible: int = 0
    undetermined: int = 0
    failed: int = 0
    amounts: dict[str, _Sums] = field(default_factory=dict)
    possible_amounts: dict[str, _Sums] = field(default_factory=dict)


class Totals:
    """Totals per program, gathered block after block."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._of: dict[str, _Total] = {}

    def add(self, answers: ProgramAnswers, rows: int) -> None:
        """Add what one program answered for the rows of one block."""
        total = self._of.get(answers.program_id)
        if total is None:
            total = self._of[answers.program_id] = _Total()
        if answers.outcome is not None:
            return
        total.rows += rows
        possible = _count(answers.possible, rows, answers.rows)
        unsure = possible - _count(answers.sure, rows, None)
        total.eligible += possible - unsure
        total.undetermined += unsure
        total.failed += _count(answers.failed, rows, None)
        if not answers.amounts or answers.rows is None or answers.open_rows is None or possible == 0:
            return
        chosen: Array | None = None
        if 0 < unsure < possible:
            chosen = np.zeros(possible, np.bool_)
            chosen[np.searchsorted(answers.rows, answers.open_rows)] = True
        for columns in answers.amounts:
            if columns.amount.unit == "yen" and columns.low is not None:
                if unsure < possible:
                    sure = None if chosen is None else ~chosen
                    _sum(columns, sure, possible - unsure, total.amounts)
                if unsure:
                    _sum(columns, chosen, unsure, total.possible_amounts)

    def as_json(self) -> dict[str, Any]:
        """Return the totals as the record of a night holds them; an open upper bound is null.

        Amounts are sums over the eligible rows, each in the amount's own period; the ones under
        ``possible_amounts`` are what the undetermined rows would add.
        """
        return {
            program_id: {
                "rows": total.rows,
                "eligible": total.eligible,
                "undetermined": total.undetermined,
                "failed": total.failed,
                "amounts": _written(total.amounts),
                "possible_amounts": _written(total.possible_amounts),
            }
            for program_id, total in self._of.items()
        }


def _count(plane: Plane, rows: int, listed: Array | None) -> int:
    if isinstance(plane, bool | np.bool_):
        return rows if plane else 0
    return len(listed) if listed is not None else int(np.count_nonzero(plane))


def _sum(columns: AmountColumns, chosen: Array | None, rows: int, into: dict[str, _Sums]) -> None:
    sums = into.setdefault(columns.amount.id, _Sums())
    assert columns.low is not None
    assert columns.high is not None
    low = _added(columns.low, chosen, rows)
    sums.low += low
    sums.high += low if columns.high is columns.low else _added(columns.high, chosen, rows)


def _added(figures: Array, chosen: Array | None, rows: int) -> float:
    if figures.ndim == 0:
        return float(figures) * rows
    added = float((figures if chosen is None else figures[chosen]).sum())
    if math.isnan(added):
        # An amount that is not among an answer's amounts is NaN and adds nothing.
        added = float(np.nansum(figures if chosen is None else figures[chosen]))
    return added


def _written(sums: dict[str, _Sums]) -> dict[str, list[float | None]]:
    return {
        amount_id: [_whole(sum_.low), None if math.isinf(sum_.high) else _whole(sum_.high)]
        for amount_id, sum_ in sums.items()
    }


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number
