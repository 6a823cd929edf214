"""Answers for some rows of a block, as if they were a block of their own; and of blocks, as if they were one."""

from __future__ import annotations

from collections.abc import Sequence
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

    planes = (of(answers.sure), of(answers.possible), of(answers.failed), of(answers.unencoded))
    told = (answers.program_id, answers.unit, answers.version, None, answers.message, *planes)
    if answers.rows is None or answers.open_rows is None:
        return ProgramAnswers(*told)
    among, open_among = _among(answers.rows, rows), _among(answers.open_rows, rows)
    reasons = answers.reasons
    if reasons is not None:
        reasons = Reasons(reasons.codes[open_among], reasons.patterns)
    return ProgramAnswers(
        *told,
        rows=answers.rows[among] - np.int32(rows.start),
        amounts=tuple(_amount(one, among) for one in answers.amounts),
        open_rows=answers.open_rows[open_among] - np.int32(rows.start),
        reasons=reasons,
    )


def _among(rows: Array, wanted: slice) -> slice:
    start, stop = rows.searchsorted((wanted.start, wanted.stop)).tolist()
    return slice(start, stop)


def _amount(columns: AmountColumns, among: slice) -> AmountColumns:
    def of(values: Any) -> Any:
        return values[among] if isinstance(values, np.ndarray) and values.ndim else values

    low = of(columns.low)
    high = low if columns.high is columns.low else of(columns.high)
    return AmountColumns(columns.amount, low, high, of(columns.applies))


def strung(parts: Sequence[tuple[ProgramAnswers | None, int]]) -> ProgramAnswers | None:
    """Return the answers of one program for blocks that follow one another, each with its number of rows.

    Nobody is eligible where there are no answers, or where they are the same for everybody, such as out of scope.
    None where there are none at all.
    """
    some = [one for one, _ in parts if one is not None]
    if not some or all(one.outcome is not None for one in some):
        return some[0] if some else None
    known = [(one if one is not None and one.outcome is None else None, rows) for one, rows in parts]
    first = next(one for one, _ in known if one is not None)

    def of(name: str) -> Any:
        return np.concatenate(
            [np.broadcast_to(False if one is None else getattr(one, name), rows) for one, rows in known]
        )

    found = replace(
        first, sure=of("sure"), possible=of("possible"), failed=of("failed"), unencoded=of("unencoded")
    )
    if first.rows is None:
        return found
    starts = np.cumsum([0, *(rows for _, rows in known)]).tolist()
    answered = [(one, start) for (one, _), start in zip(known, starts, strict=False) if one is not None]
    with_rows = [one for one, _ in answered if one.rows is not None and len(one.rows)]
    return replace(
        found,
        rows=np.concatenate([one.rows + start for one, start in answered if one.rows is not None]),
        open_rows=np.concatenate(
            [one.open_rows + start for one, start in answered if one.open_rows is not None]
        ),
        amounts=tuple(
            _together(columns) for columns in zip(*(_amounts(one) for one in with_rows), strict=True)
        ),
        reasons=None,
    )


def _amounts(answers: ProgramAnswers) -> list[tuple[AmountColumns, int]]:
    assert answers.rows is not None
    return [(columns, len(answers.rows)) for columns in answers.amounts]


def _together(parts: Sequence[tuple[AmountColumns, int]]) -> AmountColumns:
    def of(name: str) -> Any:
        return np.concatenate([np.broadcast_to(getattr(one, name), rows) for one, rows in parts])

    amount = parts[0][0].amount
    if any(one.low is None for one, _ in parts):
        return AmountColumns(amount, None, None, of("applies"))
    return AmountColumns(amount, of("low"), of("high"), of("applies"))
