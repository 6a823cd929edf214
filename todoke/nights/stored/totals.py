"""Totals of a municipality: how many are eligible, undetermined or could not be answered, and what it comes to.

Amounts are added up in hundredths of a yen, as whole numbers, so that a sum is the same in whatever order, and a sum
of a block may be carried over from the night before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.residents.block import Array

Sums: TypeAlias = tuple[int, int, int, int, int, int]
"""Of the eligible rows: the lower ends, the upper ends (hundredths of a yen), how many have no upper end; then the
same of the undetermined rows."""

NO_SUMS: Final[Sums] = (0, 0, 0, 0, 0, 0)
_PARTS: Final = 100
_LARGEST: Final = float(1 << 53)


@dataclass(slots=True)
class _Total:
    rows: int = 0
    eligible: int = 0
    undetermined: int = 0
    failed: int = 0
    amounts: dict[str, list[int]] = field(default_factory=dict)


class Totals:
    """Totals per program, gathered block after block."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._of: dict[str, _Total] = {}

    def add(self, answers: ProgramAnswers, rows: int) -> list[Sums]:
        """Add what one program answered for the rows of one block, and return the sums of its amounts."""
        if answers.outcome is not None:
            self._of_program(answers.program_id)
            return []
        possible = _count(answers.possible, rows, answers.rows)
        unsure = (
            possible - _count(answers.sure, rows, None)
            if answers.open_rows is None
            else len(answers.open_rows)
        )
        sums = sums_of(answers, possible, unsure)
        failed = _count(answers.failed, rows, None)
        amounts = [columns.amount.id for columns in answers.amounts]
        self.add_counts(answers.program_id, rows, possible, unsure, failed, amounts, sums)
        return sums

    def add_counts(
        self,
        program_id: str,
        rows: int,
        possible: int,
        unsure: int,
        failed: int,
        amounts: Sequence[str] = (),
        sums: Sequence[Sums] = (),
    ) -> None:
        """Add what is known of a program's answers for some rows without looking at them."""
        total = self._of_program(program_id)
        total.rows += rows
        total.eligible += possible - unsure
        total.undetermined += unsure
        total.failed += failed
        for amount_id, added in zip(amounts, sums, strict=True):
            if added is not NO_SUMS and added != NO_SUMS:
                known = total.amounts.setdefault(amount_id, [0] * len(NO_SUMS))
                for place, value in enumerate(added):
                    known[place] += value

    def _of_program(self, program_id: str) -> _Total:
        total = self._of.get(program_id)
        if total is None:
            total = self._of[program_id] = _Total()
        return total

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
                "amounts": _written(total.amounts, 0, total.eligible),
                "possible_amounts": _written(total.amounts, 3, total.undetermined),
            }
            for program_id, total in self._of.items()
        }


def sums_of(answers: ProgramAnswers, possible: int, unsure: int) -> list[Sums]:
    """Return the sums of the amounts of a program, for its ``possible`` rows of which ``unsure`` are undetermined."""
    if not answers.amounts or answers.rows is None or answers.open_rows is None or possible == 0:
        return [NO_SUMS for _ in answers.amounts]
    chosen: Array | None = None
    if 0 < unsure < possible:
        chosen = np.zeros(possible, np.bool_)
        chosen[np.searchsorted(answers.rows, answers.open_rows)] = True
    return [sums_of_amount(columns, chosen, possible, unsure) for columns in answers.amounts]


def sums_of_amount(columns: AmountColumns, chosen: Array | None, possible: int, unsure: int) -> Sums:
    """Return the sums of an amount; ``chosen`` marks the undetermined among the possible rows where both occur."""
    if columns.amount.unit != "yen" or columns.low is None or columns.high is None:
        return NO_SUMS
    found: list[int] = []
    for rows, wanted in (
        (possible - unsure, None if chosen is None else ~chosen),
        (unsure, chosen),
    ):
        if not rows:
            found += (0, 0, 0)
            continue
        lows = _added(columns.low, wanted, rows)
        highs = lows if columns.high is columns.low else _added(columns.high, wanted, rows)
        found += (lows[0], *highs)
    return tuple(found)  # type: ignore[return-value]


def _count(plane: Plane, rows: int, listed: Array | None) -> int:
    if isinstance(plane, bool | np.bool_):
        return rows if plane else 0
    return len(listed) if listed is not None else int(np.count_nonzero(plane))


def _added(figures: Array, chosen: Array | None, rows: int) -> tuple[int, int]:
    """Return the sum of the finite figures in hundredths, and how many are infinite.

    An amount that is not among an answer's amounts is NaN and adds nothing.
    """
    if figures.ndim == 0:
        some, times = figures.reshape(1), rows
    else:
        some, times = figures if chosen is None else figures[chosen], 1
    finite = np.isfinite(some)
    infinite = 0
    if not finite.all():
        infinite = int(np.isinf(some).sum())
        some = some[finite]
    return int(_parts(some).sum()) * times, infinite * times


def parts_of(figures: Array) -> tuple[Array, Array]:
    """Return what each figure adds to a sum, in hundredths (int64), and which are infinite and add nothing (bool)."""
    infinite = np.isinf(figures)
    return _parts(np.where(np.isfinite(figures), figures, 0.0)), infinite


def _parts(figures: Array) -> Array:
    found: Array = np.rint(np.clip(figures * _PARTS, -_LARGEST, _LARGEST)).astype(np.int64)
    return found


def _written(sums: dict[str, list[int]], place: int, rows: int) -> dict[str, list[float]]:
    if not rows:
        return {}
    return {
        amount_id: [_yen(one[place]), _yen(one[place + 1]), one[place + 2]] for amount_id, one in sums.items()
    }


def _yen(parts: int) -> float | int:
    whole, rest = divmod(parts, _PARTS)
    return parts / _PARTS if rest else whole
