"""Answers for some rows of a block, as if they were a block of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.residents.block import Array


def sliced(answers: ProgramAnswers, rows: slice) -> ProgramAnswers:
    """Return answers for some rows that follow one another."""
    if answers.outcome is not None:
        return answers

    def of(plane: Any) -> Any:
        return plane[rows] if isinstance(plane, np.ndarray) else plane

    found = replace(
        answers,
        sure=of(answers.sure),
        possible=of(answers.possible),
        failed=of(answers.failed),
        unencoded=of(answers.unencoded),
    )
    if answers.rows is None or answers.open_rows is None:
        return found
    among, open_among = _among(answers.rows, rows), _among(answers.open_rows, rows)
    reasons = answers.reasons
    if reasons is not None:
        reasons = Reasons(reasons.codes[open_among], reasons.patterns)
    return replace(
        found,
        rows=(answers.rows[among] - rows.start).astype(np.int32),
        amounts=tuple(_amount(one, among) for one in answers.amounts),
        open_rows=(answers.open_rows[open_among] - rows.start).astype(np.int32),
        reasons=reasons,
    )


def _among(rows: Array, wanted: slice) -> slice:
    start, stop = np.searchsorted(rows, (wanted.start, wanted.stop)).tolist()
    return slice(start, stop)


def _amount(columns: AmountColumns, among: slice) -> AmountColumns:
    def of(values: Any) -> Any:
        return values[among] if np.ndim(values) else values

    low = of(columns.low)
    high = low if columns.high is columns.low else of(columns.high)
    return AmountColumns(columns.amount, low, high, of(columns.applies))
