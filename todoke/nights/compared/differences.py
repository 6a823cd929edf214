"""What is different in one municipality from one night to another, before anybody asks why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from todoke.nights.aligned.changes import Kind
from todoke.nights.aligned.telling_apart import (
    Eligible,
    Pair,
    Rows,
    changed_rows,
    eligible_among,
    is_unanswered,
    paired,
    programs_of,
)
from todoke.nights.carried.since import AMOUNT, GAINED, HAD, HAS, LOST, Since, read_since, together
from todoke.nights.compared.rejoining import UNITS, Places, Unit, rejoined, without_those
from todoke.nights.stored.reading import StoredBlock
from todoke.nights.stored.store import Night
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
            for unit in UNITS:
                found._take(since, unit, programs)
                for place, block in enumerate(since.blocks):
                    if block is not None:
                        gone[unit].append((place, block[unit].gone["id"], block[unit].gone["row"]))
                        new[unit].append((place, block[unit].new["id"], block[unit].new["row"]))
        found._compare(then, now, programs, since, gone, new)
        found.gone = {unit: Places.of(gone[unit]) for unit in UNITS}
        found.new = {unit: Places.of(new[unit]) for unit in UNITS}
        found.rows += found._in_other_blocks()
        return found

    def _take(self, since: Since, unit: Unit, programs: frozenset[str] | None) -> None:
        """Take over what was seen of all blocks while their answers were carried over."""
        for some in together(since, unit):
            name = some.program_id
            if name in self.uncompared or (programs is not None and name not in programs):
                continue
            then, now = some.before_figures, some.after_figures
            if some.kind == HAD:
                self.had.append(
                    Eligible(self.municipality, name, unit, some.ids, some.blocks, some.before, then)
                )
            elif some.kind == HAS:
                self.has.append(
                    Eligible(self.municipality, name, unit, some.ids, some.blocks, some.after, now)
                )
            else:
                kind, at = dict(_KINDS)[some.kind], some.blocks
                self.rows.append(Rows(name, unit, kind, some.ids, at, some.before, at, some.after, then, now))

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
        if since is not None and since.is_whole:
            return
        blocks: Sequence[object] = () if since is None else since.blocks
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


def _uncompared(pair: Pair, programs: Sequence[str]) -> set[str]:
    blocks = [block.stored for block in (pair.before, pair.after) if block is not None]
    return {name for name in programs for stored in blocks if is_unanswered(stored.get(name))}
