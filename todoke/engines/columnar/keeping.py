"""Keeping what is steady from night to night: truth values of a block that only new facts or new rules change.

Kept values are found by household: whoever's stamp is the same as when they were worked out has the same value.
For all others they are worked out anew.
"""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from todoke.engines.columnar import detailing
from todoke.engines.columnar.birthdays import Birthdays, affected
from todoke.engines.columnar.detailing import Details, Moves
from todoke.engines.columnar.values import Plane, Truth, both, opposite, settled
from todoke.residents.block import Array, Block
from todoke.rules.household import BIRTH_DATE
from todoke.rules.programs import Amount

_MAGIC = b"todoke-kept-1\n"
_REWRITE_SHARE = 0.05
"""So many households may have changed before the file is written anew."""


@dataclass(slots=True)
class Kept:
    """The steady truth values of one block: read from a file, or newly worked out and still to be written."""

    path: Path | None = None
    stored: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    data: Array | None = None
    same: bool = True
    persons_from: Array | None = None
    households_from: Array | None = None
    runs: tuple[list[slice] | None, list[slice] | None] = (None, None)
    changed_persons: Array | None = None
    changed_households: Array | None = None
    counts: tuple[int, int] = (0, 0)
    recorded: dict[str, Truth] = field(default_factory=dict)
    stored_details: dict[str, list[Any]] = field(default_factory=dict)
    recorded_details: dict[str, Details] = field(default_factory=dict)
    share: float = 0.0
    again: Any = None
    """The run of the households that changed, once one of their values was asked for."""
    lacks_details: bool = False
    """Details were asked for that are not in the file."""
    slices: tuple[Any, Any] | None = None
    """Where the persons and the households of this block stand in that run, if it is of several blocks."""

    def note(self, name: str, value: Any) -> None:
        """Remember a value that was worked out, if it can be kept."""
        if name not in self.recorded and isinstance(value, Truth) and value.err is None and value.a is False:
            self.recorded[name] = value

    def find(self, name: str, *, of_households: bool) -> Truth | None:
        """Return a kept value along the rows of the block as it is now; rows that changed hold nothing yet."""
        place = self.stored.get(name)
        if place is None or self.data is None:
            return None
        count = self.counts[of_households]
        t = self._plane(place[0], count)
        p = t if place[1] is None else self._plane(place[1], count)
        if not self.same:
            rows = self.households_from if of_households else self.persons_from
            runs = self.runs[of_households]
            moved = _along(t, rows, runs)
            t, p = moved, (moved if p is t else _along(p, rows, runs))
        return Truth(t, p)

    def find_details(self, name: str, amounts: tuple[Amount, ...]) -> Details | None:
        """Return kept details, along the rows they had."""
        entry = self.stored_details.get(name)
        if entry is None or self.data is None:
            return None
        return detailing.read(entry, amounts, self.data)

    def moves(self, name: str, rows: Array, *, of_households: bool, only_open: bool) -> Moves:
        """Return how the rows that have details today lie to those that had them when they were kept."""
        place = self.stored[name + ("h" if of_households else "p")]
        count = self.counts[of_households]
        p = t = self._plane(place[0], count)
        if place[1] is not None:
            p = self._plane(place[1], count)
        kept = both(p, opposite(t)) if only_open else p
        then = np.flatnonzero(kept) if isinstance(kept, np.ndarray) else np.arange(count if kept else 0)
        origin = self.households_from if of_households else self.persons_from
        changed = self.changed_households if of_households else self.changed_persons
        if origin is None or changed is None:
            origin = np.arange(count)
            changed = np.zeros(0, np.int64)
        place_of = np.full(len(origin), -1, np.int64)
        place_of[changed] = np.arange(len(changed))
        at = place_of[rows]
        return Moves(then, rows, origin, count, at >= 0, at[at >= 0])

    def _plane(self, place: Any, count: int) -> Plane:
        if isinstance(place, bool):
            return place
        assert self.data is not None
        start, length, sparse = place
        part = self.data[start : start + length]
        if sparse:
            found = np.zeros(count, np.bool_)
            found[part.view(np.uint32)] = True
            return found
        return np.unpackbits(part, count=count).view(np.bool_)


def _along(plane: Plane, rows: Array | None, runs: list[slice] | None) -> Plane:
    if isinstance(plane, bool) or rows is None:
        return plane
    if runs is None:
        return plane[rows]
    return np.concatenate([plane[run] for run in runs])


def open_kept(folder: Path, block: Block, key: str, birthdays: Birthdays) -> Kept:
    """Return what is kept of a block, which of its households have changed since, and where the others stood."""
    path = folder / f"{block.municipality}-{block.place}.kept"
    nothing = Kept(path)
    if block.stamps is None:
        return Kept()
    try:
        raw = np.memmap(path, np.uint8, "r").view(np.ndarray)
        head, start = _head(raw)
    except (OSError, ValueError, KeyError, TypeError):
        return nothing
    if head.get("key") != key:
        return nothing
    households, persons = int(head["households"]), int(head["persons"])
    ids = raw[start : start + 8 * households].view(np.int64)
    stamps = raw[start + 8 * households : start + 16 * households].view(np.uint64)
    firsts = raw[start + 16 * households : start + 20 * households].view(np.int32)
    data = raw[start + 20 * households :]
    kept = Kept(path, head["planes"], data, counts=(persons, households), stored_details=head["details"])
    restless = _restless(block, birthdays.crossed(date.fromisoformat(head["on"])))
    if np.array_equal(ids, block.household_ids) and np.array_equal(stamps, block.stamps) and restless is None:
        return kept
    kept.same = False
    order = np.minimum(np.searchsorted(ids, block.household_ids), max(households - 1, 0))
    unchanged = (ids[order] == block.household_ids) & (stamps[order] == block.stamps)
    if restless is not None:
        unchanged &= ~restless
    changed = np.flatnonzero(~unchanged)
    kept.share = len(changed) / max(len(block.household_ids), 1)
    kept.changed_households = changed
    # Who changed but has as many members as before keeps the place: so the rows move in few long runs.
    sizes = np.diff(firsts, append=np.int32(persons))
    placed = (ids[order] == block.household_ids) & (sizes[order] == block.size)
    kept.households_from = np.where(placed, order, 0)
    spread = np.repeat(np.arange(block.households), block.size)
    offset = np.arange(block.persons) - block.first[spread]
    kept.persons_from = np.where(placed[spread], firsts[order][spread] + offset, 0)
    kept.changed_persons = np.flatnonzero(~unchanged[spread])
    kept.runs = _runs(kept.persons_from), _runs(kept.households_from)
    return kept


_MOST_RUNS = 400


def _runs(rows: Array) -> list[slice] | None:
    """Return rows as runs of rows that follow one another; None where there are too many for that to pay."""
    starts = np.flatnonzero(np.diff(rows, prepend=rows[:1] - 2) != 1)
    if len(starts) > _MOST_RUNS:
        return None
    first = rows[starts]
    lengths = np.diff(starts, append=len(rows))
    return [slice(at, at + length) for at, length in zip(first.tolist(), lengths.tolist(), strict=True)]


def _restless(block: Block, crossed: Array | None) -> Array | None:
    """Return the households to work out anew whatever their stamp: a birthday that matters, or an unknown birth.

    What an unknown birth may be ends with the day of the question.
    """
    births = block.columns.get(BIRTH_DATE)
    if births is None:
        return np.ones(block.households, np.bool_)
    said = settled(births.said)
    moved: Array | bool = False if said is True else ~np.asarray(said)
    if crossed is not None:
        moved = moved | affected(births.low, crossed)
        if not births.is_exact:
            moved = moved | affected(births.high, crossed)
    if isinstance(moved, bool):
        return None
    wide = np.broadcast_to(moved, (block.persons,))
    found: Array = np.logical_or.reduceat(wide, block.first)
    return found if found.any() else None


def save(kept: Kept, block: Block, key: str, on: date) -> None:
    """Write what is kept of a block, if anything of it is new; a file is whole or not there."""
    if kept.path is None or block.stamps is None or not kept.recorded:
        return
    planes: dict[str, tuple[Any, ...]] = {}
    parts: list[bytes] = []
    size = 0

    def put(plane: Plane) -> Any:
        nonlocal size
        if isinstance(plane, bool):
            return plane
        count = int(np.count_nonzero(plane))
        sparse = count * 32 < len(plane)
        part = np.flatnonzero(plane).astype(np.uint32).tobytes() if sparse else np.packbits(plane).tobytes()
        padded = part + b"\0" * (-len(part) % 8)
        place = (size, len(part), sparse)
        parts.append(padded)
        size += len(padded)
        return place

    for name, truth in kept.recorded.items():
        planes[name] = (put(truth.t), None if truth.is_decided else put(truth.p))

    def add(content: bytes) -> int:
        nonlocal size
        parts.append(content + b"\0" * (-len(content) % 8))
        size += len(parts[-1])
        return size - len(parts[-1])

    details = {name: detailing.told(one, add) for name, one in kept.recorded_details.items()}
    rows = (
        block.household_ids.astype(np.int64),
        block.stamps.astype(np.uint64),
        block.first.astype(np.int32),
    )
    body = b"".join((*(one.tobytes() for one in rows), *parts))
    told = {
        "key": key,
        "on": on.isoformat(),
        "households": block.households,
        "persons": block.persons,
        "planes": planes,
        "details": details,
    }
    head = json.dumps(told | {"crc": zlib.crc32(body)}).encode()
    head += b" " * (-(len(_MAGIC) + 8 + len(head)) % 8)
    temporary = kept.path.with_suffix(f".{os.getpid()}.tmp")
    try:
        temporary.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            file.write(_MAGIC + len(head).to_bytes(8, "little") + head)
            file.write(body)
        temporary.replace(kept.path)
    except OSError:
        # Nothing rests on it: what is not kept is worked out again.
        temporary.unlink(missing_ok=True)


def is_worth_saving(kept: Kept) -> bool:
    """Tell whether the file should be written anew."""
    return kept.path is not None and (kept.share > _REWRITE_SHARE or not kept.stored or kept.lacks_details)


def _head(raw: Array) -> tuple[dict[str, Any], int]:
    begin = len(_MAGIC)
    if raw[:begin].tobytes() != _MAGIC:
        raise ValueError("not a file of kept values")
    length = int.from_bytes(raw[begin : begin + 8].tobytes(), "little")
    end = begin + 8 + length
    head = json.loads(raw[begin + 8 : end].tobytes())
    if zlib.crc32(raw[end:].tobytes()) != head["crc"]:
        raise ValueError("damaged")
    return head, end
