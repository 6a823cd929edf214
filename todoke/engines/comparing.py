"""What two engines answer differently for one block, told by program, row and what differs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, Plane, ProgramAnswers
from todoke.residents.block import Array, Block
from todoke.rules.answers import Outcome

_TOLERANCE = 1e-12
"""Relative: engines may count in another order, and both round to a float at the end."""

_TOLD = 3
"""So many rows of a kind of difference are named."""

_PLANES = ("sure", "possible", "failed", "unencoded")


def differences(left: ProgramAnswers, right: ProgramAnswers, block: Block) -> list[str]:
    """Return what differs, one line each, with the first rows and their ids; empty where both are equal.

    Amounts and reasons are compared where both sides have them.
    """
    name = left.program_id
    left, right = _failing_alike(left, right, block), _failing_alike(right, left, block)
    for what in ("program_id", "unit", "outcome", "version"):
        one, other = getattr(left, what), getattr(right, what)
        if one != other:
            return [f"{name}: {what} {one} ≠ {other}"]
    if left.outcome is not None:
        return []
    return [f"{name}: {line}" for line in _lines(left, right, block)]


def _failing_alike(one: ProgramAnswers, other: ProgramAnswers, block: Block) -> ProgramAnswers:
    """Return ``one`` with a failure told for the whole block where it is told so for ``other``."""
    if one.outcome is not None or other.outcome not in (Outcome.RULE_ERROR, Outcome.NOT_ENCODED):
        return one
    rows = block.persons if one.unit == "person" else block.households
    unencoded = plane(one.unencoded, rows)
    if not plane(one.failed, rows).all() or not (unencoded.all() or not unencoded.any()):
        return one
    outcome = Outcome.NOT_ENCODED if unencoded.any() else Outcome.RULE_ERROR
    return ProgramAnswers(one.program_id, one.unit, other.version, outcome=outcome)


def plane(values: Plane, rows: int) -> Array:
    """Return a plane as one truth value per row.

    >>> plane(True, 2).tolist()
    [True, True]
    """
    result: Array = np.broadcast_to(np.asarray(values, np.bool_), (rows,))
    return result


def _lines(left: ProgramAnswers, right: ProgramAnswers, block: Block) -> Iterator[str]:
    ids = block.person_ids if left.unit == "person" else block.household_ids
    planes_equal = True
    for what in _PLANES:
        one, other = plane(getattr(left, what), len(ids)), plane(getattr(right, what), len(ids))
        if (rows := np.flatnonzero(one != other)).size:
            planes_equal = False
            told = ", ".join(f"{_row(row, ids)}: {bool(one[row])}≠{bool(other[row])}" for row in rows[:_TOLD])
            yield f"{what} differs in {rows.size} rows: {told}"
    if not planes_equal or left.rows is None or right.rows is None:
        return
    yield from _of_rows("rows", left.rows, right.rows)
    yield from _of_amounts(left, right, ids)
    yield from _of_reasons(left, right, ids)


def _of_rows(what: str, one: Array, other: Array) -> Iterator[str]:
    if not np.array_equal(one, other):
        yield f"{what}: {one.size} ≠ {other.size} rows, or others"


def _of_amounts(left: ProgramAnswers, right: ProgramAnswers, ids: Array) -> Iterator[str]:
    assert left.rows is not None
    if left.rows.size == 0:
        return
    named = [one.amount.id for one in left.amounts], [one.amount.id for one in right.amounts]
    if named[0] != named[1]:
        yield f"amounts {named[0]} ≠ {named[1]}"
        return
    for one, other in zip(left.amounts, right.amounts, strict=True):
        for what, here, there in _columns(one, other, left.rows.size):
            if (places := np.flatnonzero(~_equal(here, there))).size:
                told = ", ".join(
                    f"{_row(left.rows[place], ids)}: {here[place]}≠{there[place]}" for place in places[:_TOLD]
                )
                yield f"{what} of {one.amount.id} differs in {places.size} rows: {told}"


def _columns(one: AmountColumns, other: AmountColumns, rows: int) -> Iterator[tuple[str, Array, Array]]:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        unpromised = (one.low is None and one.high is None, other.low is None and other.high is None)
        yield "having a figure", plane(not unpromised[0], rows), plane(not unpromised[1], rows)
        yield "applies", plane(one.applies, rows), plane(other.applies, rows)
        return
    yield "low", _figures(one.low, rows), _figures(other.low, rows)
    yield "high", _figures(one.high, rows), _figures(other.high, rows)


def _figures(values: Any, rows: int) -> Array:
    result: Array = np.broadcast_to(np.asarray(values, np.float64), (rows,))
    return result


def _equal(one: Array, other: Array) -> Array:
    if one.dtype == np.bool_:
        alike: Array = one == other
        return alike
    with np.errstate(invalid="ignore"):
        near = np.abs(one - other) <= _TOLERANCE * np.maximum(np.abs(one), np.abs(other))
    result: Array = near | (one == other) | (np.isnan(one) & np.isnan(other))
    return result


def _of_reasons(left: ProgramAnswers, right: ProgramAnswers, ids: Array) -> Iterator[str]:
    if left.reasons is None or right.reasons is None or left.open_rows is None or right.open_rows is None:
        return
    yield from _of_rows("open rows", left.open_rows, right.open_rows)
    if not np.array_equal(left.open_rows, right.open_rows):
        return
    one = np.array(left.reasons.patterns or ("",), object)[_codes_of(left.reasons.codes, left.open_rows)]
    other = np.array(right.reasons.patterns or ("",), object)[_codes_of(right.reasons.codes, right.open_rows)]
    if (places := np.flatnonzero(one != other)).size:
        told = ", ".join(
            f"{_row(left.open_rows[place], ids)}: {one[place]}≠{other[place]}" for place in places[:_TOLD]
        )
        yield f"reasons differ in {places.size} rows: {told}"


def _codes_of(codes: Any, rows: Array) -> Array:
    result: Array = np.broadcast_to(np.asarray(codes, np.int64), rows.shape)
    return result


def _row(row: Any, ids: Array) -> str:
    return f"row {int(row)} (id {int(ids[row])})"
