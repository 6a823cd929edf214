"""What is different in one municipality from one night to another, before anybody asks why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from todoke.nights.changes import Kind
from todoke.nights.rejoining import UNITS, Places, Unit, rejoined, without_those
from todoke.nights.since import AMOUNT, GAINED, HAD, HAS, LOST, Seen, Since, read_since
from todoke.nights.store import Night
from todoke.nights.stored import StoredBlock, StoredProgram
from todoke.nights.telling_apart import (
    Eligible,
    Figures,
    Pair,
    Rows,
    changed_rows,
    eligible_among,
    figures_of,
    is_unanswered,
    paired,
    programs_of,
)
from todoke.residents.block import Array

_KINDS = ((GAINED, Kind.GAINED), (LOST, Kind.LOST), (AMOUNT, Kind.AMOUNT))


def _by_unit() -> dict[Unit, list[tuple[int, Array, Array]]]:
    return {unit: [] for unit in UNITS}


@dataclass(slots=True)
class _Stored:
    """The blocks of a municipality in a night, read when somebody looks at them."""

    night: Night
    code: str
    read: Sequence[StoredBlock] | None = None

    @property
    def blocks(self) -> Sequence[StoredBlock]:
        if self.read is None:
            self.read = self.night.blocks(self.code) if self.code in self.night.municipalities else ()
        return self.read


@dataclass(slots=True)
class Differences:
    """The rows that changed, and those who are not in the municipality on both nights.

    ``had`` are the eligible among the ``gone``, ``has`` among the ``new``; ``uncompared`` are programs that could not
    be answered in one of the nights.
    """

    municipality: str
    rows: list[Rows] = field(default_factory=list)
    had: list[Eligible] = field(default_factory=list)
    has: list[Eligible] = field(default_factory=list)
    gone: dict[Unit, Places] = field(default_factory=dict)
    new: dict[Unit, Places] = field(default_factory=dict)
    uncompared: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, before: Night, after: Night, code: str, programs: frozenset[str] | None) -> Differences:
        """Return what is different; of some programs only, if any are named."""
        found = cls(code)
        then, now = _Stored(before, code), _Stored(after, code)
        since = None
        if code in before.municipalities and code in after.municipalities:
            since = read_since(after.folder, code, before.record["parts"][code])
        gone, new = _by_unit(), _by_unit()
        if since is not None:
            found.uncompared |= since.uncompared if programs is None else since.uncompared & programs
            for place, block in enumerate(since.blocks):
                if block is not None:
                    figures = _Figures(then, now, place, needed=bool(after.record["details"]))
                    for unit in UNITS:
                        found._take(since, place, unit, block[unit], programs, figures)
                        gone[unit].append((place, block[unit].gone["id"], block[unit].gone["row"]))
                        new[unit].append((place, block[unit].new["id"], block[unit].new["row"]))
        found._compare(then, now, programs, since, gone, new)
        found.gone = {unit: Places.of(gone[unit]) for unit in UNITS}
        found.new = {unit: Places.of(new[unit]) for unit in UNITS}
        found.rows += found._in_other_blocks()
        return found

    def _take(
        self,
        since: Since,
        place: int,
        unit: Unit,
        seen: Seen,
        programs: frozenset[str] | None,
        figures: _Figures,
    ) -> None:
        """Take over what was seen of a block while its answers were carried over."""
        if not len(seen.entries):
            return
        entries = seen.entries[np.lexsort((seen.entries["kind"], seen.entries["program"]))]
        marks = entries["program"].astype(np.int32) * 8 + entries["kind"]
        starts = np.flatnonzero(np.diff(marks, prepend=-1)).tolist()
        for start, end in zip(starts, [*starts[1:], len(entries)], strict=True):
            some = entries[start:end]
            name, kind = since.programs[int(some["program"][0])], int(some["kind"][0])
            if name in self.uncompared or (programs is not None and name not in programs):
                continue
            ids, before, after = some["id"], some["before"].astype(np.int64), some["after"].astype(np.int64)
            if kind == HAD:
                of = figures.before(name, before)
                self.had.append(Eligible(self.municipality, name, unit, ids, place, before, of))
            elif kind == HAS:
                of = figures.after(name, after)
                self.has.append(Eligible(self.municipality, name, unit, ids, place, after, of))
            else:
                here = np.full(len(some), place)
                then, now = figures.before(name, before), figures.after(name, after)
                self.rows.append(
                    Rows(name, unit, dict(_KINDS)[kind], ids, here, before, here, after, then, now)
                )

    def _compare(
        self,
        before: _Stored,
        after: _Stored,
        programs: frozenset[str] | None,
        since: Since | None,
        gone: dict[Unit, list[tuple[int, Array, Array]]],
        new: dict[Unit, list[tuple[int, Array, Array]]],
    ) -> None:
        """Compare what nobody looked at yet: all programs, or those that were answered anew for everybody."""
        blocks: Sequence[object] = () if since is None else since.blocks
        if since is not None and not since.others and None not in blocks:
            return
        for place, pair in enumerate(paired(before.blocks, after.blocks)):
            followed = place < len(blocks) and blocks[place] is not None
            chosen = [
                name
                for name in programs_of(pair)
                if (programs is None or name in programs)
                and not (followed and since is not None and name not in since.others)
            ]
            self.uncompared |= _uncompared(pair, chosen)
            for program_id in chosen:
                self.rows += changed_rows(pair, place, program_id)
            for block, side, answers, places in (
                (pair.before, (pair.persons.gone, pair.households.gone), self.had, gone),
                (pair.after, (pair.persons.new, pair.households.new), self.has, new),
            ):
                if block is None or not any(map(len, side)):
                    continue
                answers += [
                    one
                    for one in eligible_among(block, place, self.municipality, *side, programs=chosen)
                    if one.program_id not in self.uncompared
                ]
                if not followed:
                    places["person"].append((place, block.person_ids[side[0]], side[0]))
                    places["household"].append((place, block.household_ids[side[1]], side[1]))
            for stored in (pair.before, pair.after):
                if stored is not None:
                    stored.release()

    def _in_other_blocks(self) -> list[Rows]:
        """Return what changed for those who are in another block of the municipality, and take them out."""
        both: dict[Unit, Array] = {
            unit: np.intersect1d(self.gone[unit].ids, self.new[unit].ids, assume_unique=True)
            for unit in UNITS
        }
        if not any(len(ids) for ids in both.values()):
            return []
        elsewhere = {unit: np.isin(self.gone[unit].ids, both[unit], invert=True) for unit in UNITS}
        arrived = {unit: np.isin(self.new[unit].ids, both[unit], invert=True) for unit in UNITS}
        had, has = without_those(self.had, both), without_those(self.has, both)
        apart: dict[Unit, Array] = {
            unit: np.concatenate([self.gone[unit].ids[elsewhere[unit]], self.new[unit].ids[arrived[unit]]])
            for unit in UNITS
        }
        rows = list(
            rejoined(without_those(self.had, apart), without_those(self.has, apart), self.gone, self.new)
        )
        self.had, self.has = had, has
        self.gone = {unit: self.gone[unit].only(elsewhere[unit]) for unit in UNITS}
        self.new = {unit: self.new[unit].only(arrived[unit]) for unit in UNITS}
        return rows


@dataclass(frozen=True, slots=True)
class _Figures:
    """The figures of some rows of a block in both nights, where there are any."""

    then: _Stored
    now: _Stored
    place: int
    needed: bool

    def before(self, program_id: str, rows: Array) -> Figures:
        return self._of(self.then, program_id, rows)

    def after(self, program_id: str, rows: Array) -> Figures:
        return self._of(self.now, program_id, rows)

    def _of(self, stored: _Stored, program_id: str, rows: Array) -> Figures:
        if not self.needed:
            return {}
        program: StoredProgram | None = stored.blocks[self.place].stored.get(program_id)
        return {} if program is None else figures_of(program, rows)


def _uncompared(pair: Pair, programs: Sequence[str]) -> set[str]:
    blocks = [block.stored for block in (pair.before, pair.after) if block is not None]
    return {name for name in programs for stored in blocks if is_unanswered(stored.get(name))}
