"""Amounts and reasons along the rows they belong to: in few bytes to keep, and moved to the rows of another day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from todoke.engines.port import AmountColumns, Reasons
from todoke.residents.block import Array
from todoke.rules.programs import Amount

_FEW = 16
_FIRST_LOOK = 64


@dataclass(frozen=True, slots=True)
class Details:
    """The amounts of a program along its possible rows, and the reasons along its open ones."""

    amounts: tuple[AmountColumns, ...]
    reasons: Reasons | None


@dataclass(frozen=True, slots=True)
class Moves:
    """Where the rows of today stood when the details were kept, and which of them changed since.

    ``kept`` are the rows that had details then, ``now`` those that have them today; ``origin`` tells of every row of
    today its row then; ``changed`` (along ``now``) marks those to be taken from ``anew``, at the places ``at``.
    """

    kept: Array
    now: Array
    origin: Array
    count: int
    changed: Array
    at: Array

    def along(self, values: Any, anew: Any) -> Any:
        """Return values along today's rows."""
        some = self.changed.any()
        if np.ndim(values) == 0 and (not some or (np.ndim(anew) == 0 and _alike(values, anew))):
            return values
        wide = np.zeros(self.count, np.asarray(values).dtype)
        wide[self.kept] = values
        found = wide[self.origin[self.now]]
        if some:
            found[self.changed] = anew[self.at] if np.ndim(anew) else anew
        return found


def _alike(one: Any, other: Any) -> bool:
    return bool(one == other) or (one != one and other != other)


def moved(details: Details, anew: Details | None, rows: Moves, open_rows: Moves) -> Details:
    """Return details along the rows of today; ``anew`` are those of the households that changed."""
    amounts = []
    # Where nobody was possible, no amount was told; those who are today say which there are.
    told_of = details.amounts or (() if anew is None else tuple(_nothing(one) for one in anew.amounts))
    for place, columns in enumerate(told_of):
        fresh = columns if anew is None or not anew.amounts else anew.amounts[place]
        low = None if columns.low is None else rows.along(columns.low, fresh.low)
        high = low
        if columns.high is not columns.low or fresh.high is not fresh.low:
            high = None if columns.high is None else rows.along(columns.high, fresh.high)
        applies = columns.applies
        if columns.low is None:
            applies = rows.along(np.asarray(columns.applies), np.asarray(fresh.applies))
        amounts.append(AmountColumns(columns.amount, low, high, applies))
    return Details(tuple(amounts), _moved_reasons(details.reasons, anew, open_rows))


def _nothing(columns: AmountColumns) -> AmountColumns:
    if columns.low is None:
        return AmountColumns(columns.amount, None, None, False)
    nothing = np.asarray(np.nan)
    return AmountColumns(columns.amount, nothing, nothing)


def _moved_reasons(reasons: Reasons | None, anew: Details | None, rows: Moves) -> Reasons | None:
    if not len(rows.now):
        return None
    at: dict[str, int] = {}
    first = _renumbered(reasons, at)
    second = _renumbered(None if anew is None else anew.reasons, at)
    codes = rows.along(first, second)
    if np.ndim(codes) == 0:
        codes = np.full(len(rows.now), codes, np.uint16)
    present = np.flatnonzero(np.bincount(codes))
    patterns = list(at)
    again = np.zeros(len(at) + 1, np.uint16)
    again[present] = np.arange(len(present))
    return Reasons(again[codes], tuple(patterns[one] for one in present.tolist()))


def _renumbered(reasons: Reasons | None, at: dict[str, int]) -> Array:
    if reasons is None:
        return np.zeros((), np.uint16)
    numbers = np.array([at.setdefault(pattern, len(at)) for pattern in reasons.patterns], np.uint16)
    return numbers[reasons.codes]


def told(details: Details, put: Callable[[bytes], int]) -> list[Any]:
    """Return what a file's head says of details whose arrays were ``put`` into its body."""
    amounts = []
    for columns in details.amounts:
        if columns.low is None:
            amounts.append([None, None, _told(np.asarray(columns.applies, np.float64), put)])
            continue
        low = _told(columns.low, put)
        same = columns.high is columns.low or np.array_equal(columns.low, columns.high, equal_nan=True)  # type: ignore[arg-type]
        amounts.append([low, None if same else _told(columns.high, put), None])
    reasons = details.reasons
    if reasons is None:
        return [amounts, None]
    return [amounts, [_told(reasons.codes.astype(np.float64), put), list(reasons.patterns)]]


def read(entry: list[Any], amounts: tuple[Amount, ...], data: Array) -> Details:
    """Return details as a file's head and body tell of them."""
    columns = []
    for amount, (low, high, applies) in zip(amounts, entry[0], strict=False):
        if applies is not None:
            columns.append(AmountColumns(amount, None, None, _read(applies, data).astype(np.bool_)))
            continue
        lows = _read(low, data)
        columns.append(AmountColumns(amount, lows, lows if high is None else _read(high, data)))
    reasons = None
    if entry[1] is not None:
        reasons = Reasons(_read(entry[1][0], data).astype(np.uint16), tuple(entry[1][1]))
    return Details(tuple(columns), reasons)


def _told(values: Any, put: Callable[[bytes], int]) -> list[Any]:
    flat = np.asarray(values, np.float64)
    if flat.ndim == 0 or not len(flat):
        return ["c", float(flat) if flat.ndim == 0 else 0.0]
    first = flat[0]
    if (flat == first).all() or (first != first and np.isnan(flat).all()):
        return ["c", float(first)]
    listed = list(dict.fromkeys(flat[:: max(1, len(flat) // _FIRST_LOOK)].tolist()))
    if len(listed) <= _FEW and not np.isnan(flat).any():
        codes, found = np.zeros(len(flat), np.uint8), np.zeros(len(flat), np.bool_)
        for place, value in enumerate(listed):
            same = flat == value
            found |= same
            codes += same.view(np.uint8) * np.uint8(place)
        if found.all():
            return ["f", put(np.array(listed).tobytes() + codes.tobytes()), len(listed), len(flat)]
    return ["d", put(flat.tobytes()), len(flat)]


def _read(place: list[Any], data: Array) -> Array:
    if place[0] == "c":
        return np.asarray(place[1], np.float64)
    if place[0] == "d":
        start, rows = place[1:]
        return data[start : start + 8 * rows].view(np.float64)
    start, count, rows = place[1:]
    listed = data[start : start + 8 * count].view(np.float64)
    found: Array = listed[data[start + 8 * count : start + 8 * count + rows]]
    return found
