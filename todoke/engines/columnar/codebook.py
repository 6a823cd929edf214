"""What operations on codes come to, worked out once for each pair of code lists and remembered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from todoke.engines.columnar.values import Codes
from todoke.residents.block import Array
from todoke.rules.values import Value as PlainValue

Entries: TypeAlias = tuple[PlainValue, ...]

_interned: dict[Entries, Entries] = {}
_pairs: dict[tuple[Any, int, int], tuple[Array, Entries]] = {}
_lists: dict[tuple[Any, int], Any] = {}


def interned(entries: Entries) -> Entries:
    """Return the one copy of a list of entries, so that what was worked out for it is found by identity."""
    return _interned.setdefault(entries, entries)


def combined(operation: Callable[[PlainValue, PlainValue], PlainValue], one: Codes, other: Codes) -> Codes:
    """Return the codes an operation gives row by row."""
    places, entries = _table(operation, interned(one.entries), interned(other.entries))
    if not isinstance(one.place, np.ndarray) and not isinstance(other.place, np.ndarray):
        return Codes(int(places[one.place * len(other.entries) + other.place]), entries)
    pair = np.asarray(one.place, np.int32) * np.int32(len(other.entries)) + other.place
    return Codes(places[pair], entries)


def _table(operation: Any, one: Entries, other: Entries) -> tuple[Array, Entries]:
    key = (operation, id(one), id(other))
    found = _pairs.get(key)
    if found is None:
        at: dict[PlainValue, int] = {}
        places = [at.setdefault(operation(a, b), len(at)) for a in one for b in other]
        found = _pairs[key] = np.array(places, np.int16), interned(tuple(at))
    return found


def merged(one: Entries, other: Entries) -> tuple[Entries, Array]:
    """Return one list with the entries of both, and where each entry of ``other`` stands in it."""
    one, other = interned(one), interned(other)
    key = ("merged", id(one), id(other))
    found = _pairs.get(key)
    if found is None:
        at = {entry: place for place, entry in enumerate(one)}
        moved = [at.setdefault(entry, len(at)) for entry in other]
        found = _pairs[key] = np.array(moved, np.int16), interned(tuple(at))
    return found[1], found[0]


def remembered(key: Any, entries: Entries, work_out: Callable[[Entries], Any]) -> Any:
    """Return what ``work_out`` gives for a list of entries, worked out once per key."""
    entries = interned(entries)
    found = _lists.get((key, id(entries)))
    if found is None:
        found = _lists[key, id(entries)] = work_out(entries)
    return found
