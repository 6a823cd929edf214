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
    unbounded: int = 0


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
        unsure = (
            possible - _count(answers.sure, rows, None)
            if answers.open_rows is None
            else len(answers.open_rows)
        )
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
        """Return the totals as the record of a night holds them.

        Amounts are sums over the eligible rows, each in the amount's own period: of the lower ends, of the upper
        ends, and how many rows have no upper end, which are not in the second. Those under ``possible_amounts``
        are what the undetermined rows would add.
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
    low, low_open = _added(columns.low, chosen, rows)
    sums.low += low
    high, high_open = (low, low_open) if columns.high is columns.low else _added(columns.high, chosen, rows)
    sums.high += high
    sums.unbounded += high_open


def _added(figures: Array, chosen: Array | None, rows: int) -> tuple[float, int]:
    """Return the sum of the finite figures, and how many are infinite.

    An amount that is not among an answer's amounts is NaN and adds nothing.
    """
    if figures.ndim == 0:
        figure = float(figures)
        return (figure * rows, 0) if math.isfinite(figure) else (0.0, rows if math.isinf(figure) else 0)
    some = figures if chosen is None else figures[chosen]
    added = float(some.sum())
    if math.isfinite(added):
        return added, 0
    return float(some[np.isfinite(some)].sum()), int(np.isinf(some).sum())


def _written(sums: dict[str, _Sums]) -> dict[str, list[float]]:
    return {amount_id: [_whole(one.low), _whole(one.high), one.unbounded] for amount_id, one in sums.items()}


def _whole(number: float) -> float | int:
    return int(number) if number.is_integer() else number
