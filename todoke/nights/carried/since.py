"""What was seen to change since the night before while its answers were carried over, kept beside a part.

A comparison of the two nights need not look at anybody else. The file may be missing: then both parts are compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from todoke.nights.aligned.shifts import Met, Shift
from todoke.nights.carried.carried import Moved
from todoke.nights.carried.seen_figures import FIGURE
from todoke.nights.stored.layout import TAIL_BYTES
from todoke.nights.stored.sealing import DamagedPartError, read_sealed, write_sealed
from todoke.residents.block import Array

MAGIC: Final = b"TODOKE-SINCE-2\n\n"
SUFFIX: Final = ".since"

GAINED, LOST, AMOUNT, HAD, HAS = range(5)
"""What an entry says: newly eligible, no longer, another amount; eligible and gone now, eligible and new here."""

ENTRY: Final = np.dtype(
    [("kind", "u1"), ("program", "<u2"), ("id", "<i8"), ("before", "<i4"), ("after", "<i4")]
)
"""The program's place among those carried, the id, the rows before and after (-1: none)."""

PLACE: Final = np.dtype([("id", "<i8"), ("row", "<i4")])


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of the persons or the households of a block."""

    entries: Array
    gone: Array
    """Who was there before and is not now (:data:`PLACE`, rows before)."""
    new: Array
    """Who is there now and was not before (:data:`PLACE`, rows after)."""
    figures: Array
    """What the entries were and are promised (:data:`FIGURE`)."""
    amounts: tuple[str, ...] = ()
    """The ids of the amounts, as figures number them."""


@dataclass(frozen=True, slots=True)
class Since:
    """What was seen in a municipality."""

    programs: tuple[str, ...]
    """Those carried over, as entries number them."""
    others: frozenset[str]
    """Those of either night that were answered anew for everybody."""
    uncompared: frozenset[str]
    blocks: tuple[dict[str, Seen] | None, ...]
    """By unit; None for blocks whose households could not be followed."""

    @property
    def is_whole(self) -> bool:
        """Tell whether everything was seen: nothing is left to be compared."""
        return not self.others and None not in self.blocks


def seen(
    numbers: Sequence[int],
    moved: Moved,
    anew: Array,
    shift: Shift,
    met: Met,
    ids: tuple[Array, Array],
) -> Seen:
    """Return what is to be seen of the programs of one unit.

    ``numbers`` are their places among all that are carried, ``anew`` their planes of today at the rows answered anew
    (4, programs, rows), ``ids`` those of the rows dropped and of those answered anew.
    """
    ids_before, ids_now = ids
    pairs, both, gone, new = met.before, met.now, met.gone, met.new
    had, has = moved.had[0] & ~moved.had[1], anew[0] & ~anew[1]
    rows_before, rows_now = shift.dropped, shift.anew
    number = np.asarray(numbers, np.uint16)
    parts: list[tuple[int, Array, Array | None, Array | None]] = [
        (GAINED, has[:, both] & ~had[:, pairs] & ~moved.had[2][:, pairs], pairs, both),
        (LOST, had[:, pairs] & ~has[:, both] & ~anew[2][:, both], pairs, both),
        (AMOUNT, moved.others, pairs, both),
        (HAD, had[:, gone], gone, None),
        (HAS, has[:, new], None, new),
    ]
    found, asked = [], []
    for kind, plane, then, now in parts:
        program, place = np.divmod(np.flatnonzero(plane), max(1, plane.shape[1]))
        entries = np.zeros(len(program), ENTRY)
        entries["kind"], entries["program"] = kind, number[program]
        entries["before"] = -1 if then is None else rows_before[then[place]]
        entries["after"] = -1 if now is None else rows_now[now[place]]
        if now is not None:
            entries["id"] = ids_now[now[place]]
        elif then is not None:
            entries["id"] = ids_before[then[place]]
        found.append(entries)
        nobody = np.full(len(program), -1, np.int64)
        asked.append(
            (program, nobody if then is None else then[place], nobody if now is None else now[place])
        )
    figures, amounts = _figures(moved.promised(*(np.concatenate(some) for some in zip(*asked, strict=True))))
    return Seen(
        np.concatenate(found),
        _placed(ids_before[gone], rows_before[gone]),
        _placed(ids_now[new], rows_now[new]),
        figures,
        amounts,
    )


def _figures(promised: Iterable[tuple[str, Array, Array]]) -> tuple[Array, tuple[str, ...]]:
    number: dict[str, int] = {}
    found = [np.zeros(0, FIGURE)]
    for name, entries, ends in promised:
        some = np.zeros(len(entries), FIGURE)
        some["entry"], some["amount"], some["ends"] = entries, number.setdefault(name, len(number)), ends
        found.append(some)
    return np.concatenate(found), tuple(number)


def _placed(ids: Array, rows: Array) -> Array:
    found = np.zeros(len(ids), PLACE)
    found["id"], found["row"] = ids, rows
    return found


def write_since(folder: Path, municipality: str, since: Since, before_seal: str) -> None:
    """Write what was seen since the part with a seal."""
    pieces: list[bytes] = [MAGIC]
    length = len(MAGIC)

    def put(array: Array) -> list[int]:
        nonlocal length
        content = array.tobytes()
        pieces.append(content)
        length += len(content)
        return [length - len(content), len(array)]

    blocks = [
        None if block is None else {unit: _written(one, put) for unit, one in block.items()}
        for block in since.blocks
    ]
    index = {
        "before": before_seal,
        "programs": since.programs,
        "others": sorted(since.others),
        "uncompared": sorted(since.uncompared),
        "blocks": blocks,
    }
    written = json.dumps(index, separators=(",", ":")).encode()
    tail = json.dumps([length, len(written)]).encode().ljust(TAIL_BYTES)
    write_sealed(folder / f"{municipality}{SUFFIX}", *pieces, written, tail)


def _written(one: Seen, put: Callable[[Array], list[int]]) -> list[Any]:
    return [put(one.entries), put(one.gone), put(one.new), put(one.figures), one.amounts]


def read_since(folder: Path, municipality: str, before_seal: str | None) -> Since | None:
    """Return what was seen since the part with a seal; None where nothing is known of it."""
    path = folder / f"{municipality}{SUFFIX}"
    if before_seal is None or not path.exists():
        return None
    with suppress(DamagedPartError):
        content, _ = read_sealed(path, cure="")
        if bytes(content[: len(MAGIC)]) != MAGIC:
            return None
        start, length = json.loads(bytes(content[-TAIL_BYTES:]))
        index: dict[str, Any] = json.loads(bytes(content[start : start + length]))
        if index["before"] != before_seal:
            return None

        def array(place: list[int], kind: Any) -> Array:
            return np.frombuffer(content, kind, count=place[1], offset=place[0])

        blocks = tuple(
            None
            if block is None
            else {
                unit: Seen(
                    array(one[0], ENTRY),
                    array(one[1], PLACE),
                    array(one[2], PLACE),
                    array(one[3], FIGURE),
                    tuple(one[4]),
                )
                for unit, one in block.items()
            }
            for block in index["blocks"]
        )
        return Since(
            tuple(index["programs"]), frozenset(index["others"]), frozenset(index["uncompared"]), blocks
        )
    return None


def forget_since(folder: Path, municipality: str) -> None:
    """Remove what an earlier attempt saw."""
    (folder / f"{municipality}{SUFFIX}").unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Together:
    """Entries of one kind about one program, out of all blocks of a municipality, block after block."""

    program_id: str
    kind: int
    ids: Array
    blocks: Array
    before: Array
    after: Array
    before_figures: dict[str, tuple[Array, Array]]
    """Low and high of each amount that somebody among them was promised; NaN for those who were not."""
    after_figures: dict[str, tuple[Array, Array]]


def together(since: Since, unit: str) -> Iterator[Together]:
    """Yield the entries about persons or households, by program and kind."""
    some = [(place, block[unit]) for place, block in enumerate(since.blocks) if block is not None]
    lengths = [len(one.entries) for _, one in some]
    if not sum(lengths):
        return
    entries = np.concatenate([one.entries for _, one in some])
    blocks = np.repeat([place for place, _ in some], lengths)
    order = np.lexsort((entries["kind"], entries["program"]))
    entries, blocks = entries[order], blocks[order]
    columns = _columns([one for _, one in some], lengths, order)
    marks = entries["program"].astype(np.int32) * 8 + entries["kind"]
    starts = np.flatnonzero(np.diff(marks, prepend=-1)).tolist()
    for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
        one = entries[start:end]
        sides: tuple[dict[str, tuple[Array, Array]], dict[str, tuple[Array, Array]]] = ({}, {})
        for name, (has, ends) in columns.items():
            for side, figures in enumerate(sides):
                if has[side, end] > has[side, start]:
                    figures[name] = ends[2 * side, start:end], ends[2 * side + 1, start:end]
        yield Together(
            since.programs[int(one["program"][0])],
            int(one["kind"][0]),
            one["id"],
            blocks[start:end],
            one["before"].astype(np.int64),
            one["after"].astype(np.int64),
            *sides,
        )


def _columns(some: Sequence[Seen], lengths: Sequence[int], order: Array) -> dict[str, tuple[Array, Array]]:
    """Return of each amount the four ends of every entry in an order; before it how many have it, before and after."""
    first = np.cumsum([0, *lengths])
    names = dict.fromkeys(name for one in some for name in one.amounts)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    found: dict[str, tuple[Array, Array]] = {}
    for name in names:
        ends = np.full((4, len(order)), np.nan)
        for one, start in zip(some, first.tolist(), strict=False):
            if name in one.amounts:
                mine = one.figures[one.figures["amount"] == one.amounts.index(name)]
                ends[:, place[start + mine["entry"]]] = mine["ends"].T
        has = np.zeros((2, len(order) + 1), np.int64)
        np.cumsum(ends[::2] == ends[::2], axis=1, out=has[:, 1:])
        found[name] = has, ends
    return found
