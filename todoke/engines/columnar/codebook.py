"""What operations on codes come to, worked out once for each pair of code lists and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from todoke.engines.columnar.values import Codes
from todoke.residents.block import Array
from todoke.rules.values import Value as PlainValue

Entries: TypeAlias = tuple[PlainValue, ...]

_MOST = 50_000
"""So many results are remembered; then all are forgotten, and the memory stays bounded."""

_interned: dict[Entries, Entries] = {}
_pairs: dict[tuple[Any, PlainValue, PlainValue], PlainValue] = {}
_lists: dict[tuple[Any, int], tuple[Entries, Any]] = {}
_merged: dict[tuple[int, int], tuple[Entries, Entries, Entries, Array]] = {}


def interned(entries: Entries) -> Entries:
    """Return the one copy of a list of entries, so that what was worked out for it is found by identity."""
    if len(_interned) > _MOST:
        _interned.clear()
    return _interned.setdefault(entries, entries)


def combined(operation: Callable[[PlainValue, PlainValue], PlainValue], one: Codes, other: Codes) -> Codes:
    """Return the codes an operation gives row by row; only pairs that occur are worked out."""
    width = len(other.entries)
    if not isinstance(one.place, np.ndarray) and not isinstance(other.place, np.ndarray):
        return Codes(0, (_result(operation, one.entries[one.place], other.entries[other.place]),))
    pair = np.asarray(one.place, np.int32) * np.int32(width) + other.place
    present = np.flatnonzero(np.bincount(pair, minlength=1))
    at: dict[PlainValue, int] = {}
    table = np.zeros(int(present[-1]) + 1 if len(present) else 1, np.int16)
    for number in present.tolist():
        value = _result(operation, one.entries[number // width], other.entries[number % width])
        table[number] = at.setdefault(value, len(at))
    if len(at) <= 1:
        return Codes(0, tuple(at) or one.entries)
    return Codes(table[pair], interned(tuple(at)))


def _result(operation: Any, one: PlainValue, other: PlainValue) -> PlainValue:
    key = (operation, one, other)
    found = _pairs.get(key)
    if found is None:
        if len(_pairs) > _MOST:
            _pairs.clear()
        found = _pairs[key] = operation(one, other)
    return found


def merged(one: Entries, other: Entries) -> tuple[Entries, Array]:
    """Return one list with the entries of both, and where each entry of ``other`` stands in it."""
    one, other = interned(one), interned(other)
    key = (id(one), id(other))
    found = _merged.get(key)
    if found is None or found[0] is not one or found[1] is not other:
        at = {entry: place for place, entry in enumerate(one)}
        moved = [at.setdefault(entry, len(at)) for entry in other]
        if len(_merged) > _MOST:
            _merged.clear()
        found = _merged[key] = one, other, interned(tuple(at)), np.array(moved, np.int16)
    return found[2], found[3]


def remembered(key: Any, entries: Entries, work_out: Callable[[Entries], Any]) -> Any:
    """Return what ``work_out`` gives for a list of entries, worked out once per key."""
    entries = interned(entries)
    found = _lists.get((key, id(entries)))
    if found is None or found[0] is not entries:
        if len(_lists) > _MOST:
            _lists.clear()
        found = _lists[key, id(entries)] = entries, work_out(entries)
    return found[1]
