"""Telling two nights of one municipality apart, bit by bit: who gained, who lost, whose amount changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from todoke.engines.port import AmountColumns, Plane
from todoke.nights.aligned.aligning import Alignment, align
from todoke.nights.aligned.changes import Kind
from todoke.nights.stored.reading import StoredBlock, StoredProgram, without
from todoke.residents.block import Array
from todoke.rules.answers import Outcome

UNANSWERED = frozenset({Outcome.RULE_ERROR, Outcome.NOT_ENCODED})
"""What a program that could answer for nobody comes to."""

_NOBODY = np.empty(0, np.int64)
Figures: TypeAlias = dict[str, tuple[Array, Array]]
"""Low and high (float64) of each amount, row by row."""


@dataclass(slots=True)
class Rows:
    """Rows of one program whose answer changed in one way, in a block before and one after; -1 where there is none."""

    program_id: str
    unit: Literal["person", "household"]
    kind: Kind
    ids: Array
    before_block: Array
    before: Array
    after_block: Array
    after: Array
    before_figures: Figures = field(default_factory=dict)
    after_figures: Figures = field(default_factory=dict)


@dataclass(slots=True)
class Eligible:
    """Those who are eligible in one night and whose row is not in the other's block of the same place."""

    municipality: str
    program_id: str
    unit: Literal["person", "household"]
    ids: Array
    blocks: Array
    rows: Array
    figures: Figures


@dataclass(slots=True)
class Pair:
    """A block before and after, and which rows are the same people and households."""

    before: StoredBlock | None
    after: StoredBlock | None
    persons: Alignment
    households: Alignment

    def of(self, unit: str) -> Alignment:
        """Return the alignment of the rows of a program."""
        return self.persons if unit == "person" else self.households


def paired(before: Sequence[StoredBlock], after: Sequence[StoredBlock]) -> list[Pair]:
    """Return the blocks of both nights in pairs; where the numbers differ, the last stand alone."""
    found = []
    for place in range(max(len(before), len(after))):
        one = before[place] if place < len(before) else None
        other = after[place] if place < len(after) else None
        if one is not None and other is not None and one.has_same_people(other):
            persons, households = _same(other.persons), _same(other.households)
        else:
            persons = align(*(_NOBODY if block is None else block.person_ids for block in (one, other)))
            households = align(*(_NOBODY if block is None else block.household_ids for block in (one, other)))
        found.append(Pair(one, other, persons, households))
    return found


def _same(rows: int) -> Alignment:
    return Alignment(np.arange(rows, dtype=np.int32), True, _NOBODY, ((0, 0, rows),))


def programs_of(pair: Pair) -> list[str]:
    """Return the programs that were asked of either block."""
    stored = [{} if block is None else block.stored for block in (pair.before, pair.after)]
    return list(dict.fromkeys((*stored[1], *stored[0])))


def changed_rows(pair: Pair, place: int, program_id: str) -> Iterator[Rows]:
    """Yield the changed rows of a program among those who are in both blocks.

    Who could not be answered in one of the nights is not compared.
    """
    if pair.before is None or pair.after is None:
        return
    before, after = pair.before.stored.get(program_id), pair.after.stored.get(program_id)
    known = after or before
    assert known is not None
    alignment = pair.of(known.head.unit)
    if before is not None and after is not None and alignment.is_same and before.is_same(after):
        return
    if is_unanswered(before) or is_unanswered(after):
        return
    had, has = _sure(before), _sure(after)
    if had is False and has is False:
        return
    carried = alignment.carried(had)
    found = [
        (Kind.GAINED, _matched(without(without(has, carried), _failed(before, alignment)), alignment)),
        (Kind.LOST, _matched(without(without(carried, has), _failed(after, None)), alignment)),
    ]
    if before is not None and after is not None and (before.head.amounts or after.head.amounts):
        found.append((Kind.AMOUNT, _with_other_amounts(before, after, alignment, has, carried)))
    for kind, rows in found:
        if len(rows):
            theirs = alignment.before_of[rows].astype(np.int64)
            same = np.full(len(rows), place)
            yield Rows(
                program_id,
                known.head.unit,
                kind,
                _ids(pair.after, known.head.unit)[rows],
                same,
                theirs,
                same,
                rows,
                {} if before is None else figures_of(before, theirs),
                {} if after is None else figures_of(after, rows),
            )


def eligible_among(
    block: StoredBlock,
    place: int,
    municipality: str,
    persons: Array,
    households: Array,
    *,
    programs: Sequence[str],
) -> Iterator[Eligible]:
    """Yield who of the given rows is eligible for what among some programs."""
    wanted = frozenset(programs)
    for program_id, program in block.stored.items():
        if program_id not in wanted:
            continue
        unit = program.head.unit
        rows = persons if unit == "person" else households
        if not len(rows):
            continue
        sure = _sure(program)
        chosen = rows if sure is True else _NOBODY if sure is False else rows[np.asarray(sure)[rows]]
        if len(chosen):
            figures = figures_of(program, chosen)
            at = np.full(len(chosen), place)
            yield Eligible(municipality, program_id, unit, _ids(block, unit)[chosen], at, chosen, figures)


def _ids(block: StoredBlock, unit: str) -> Array:
    return block.person_ids if unit == "person" else block.household_ids


def is_unanswered(program: StoredProgram | None) -> bool:
    """Tell whether a program could answer for nobody."""
    return program is not None and program.head.outcome in UNANSWERED


def _failed(program: StoredProgram | None, alignment: Alignment | None) -> Plane:
    if program is None or program.head.outcome is not None:
        return False
    failed = program.plane(2)
    return failed if alignment is None else alignment.carried(failed)


def _sure(program: StoredProgram | None) -> Plane:
    if program is None or program.head.outcome is not None:
        return False
    return without(program.plane(0), program.plane(1))


def _and(one: Plane, other: Plane) -> Plane:
    if isinstance(one, bool):
        return other if one else False
    if isinstance(other, bool):
        return one if other else False
    return one & other


def _matched(plane: Plane, alignment: Alignment) -> Array:
    """Return the true rows that were there before too."""
    if isinstance(plane, bool):
        return np.flatnonzero(alignment.before_of >= 0) if plane else _NOBODY
    if not plane.any():
        return _NOBODY
    rows = np.flatnonzero(plane)
    return rows if alignment.is_same else rows[alignment.before_of[rows] >= 0]


def _with_other_amounts(
    before: StoredProgram, after: StoredProgram, alignment: Alignment, has: Plane, carried: Plane
) -> Array:
    """Return the rows (of after) that are sure in both nights and whose amounts are others than before."""
    if has is False or carried is False or before.has_one_amount_as(after):
        return _NOBODY
    if alignment.is_same and before.has_same_planes(after) and before.has_same_amounts(after):
        return _NOBODY
    if alignment.runs and before.head.amounts_key == after.head.amounts_key:
        rows = _in_order(before, after, alignment)
        for sure in (has, carried):
            rows = rows if isinstance(sure, bool) or not len(rows) else rows[sure[rows]]
    else:
        rows = _matched(_and(has, carried), alignment)
    rows = rows[alignment.before_of[rows] >= 0]
    if not len(rows):
        return _NOBODY
    theirs = figures_of(before, alignment.before_of[rows])
    return rows[differing(theirs, figures_of(after, rows), len(rows))]


def _in_order(before: StoredProgram, after: StoredProgram, alignment: Alignment) -> Array:
    """Return the rows that may have other amounts: possible in both nights, figures not the same one for one.

    Those who are possible in both nights stand in the same order in both, so that without the others the figures
    of one night lie beside those of the other.
    """
    rows_before, rows_after = before.true_rows(0), after.true_rows(0)
    could, can = alignment.carried(before.plane(0)), after.plane(0)
    no_more = _rows(without(could, can), len(alignment.before_of))
    no_more = np.concatenate([alignment.before_of[no_more], alignment.gone])
    drop_before = _places(rows_before, no_more)
    drop_after = _places(rows_after, _rows(without(can, could), len(alignment.before_of)))
    kept = np.delete(rows_after, drop_after) if len(drop_after) else rows_after
    differs = np.zeros(len(kept), np.bool_)
    amounts: tuple[tuple[AmountColumns, ...], tuple[AmountColumns, ...]] | None = None
    for number in range(len(after.head.amounts)):
        for end in (0, 1):
            codes, others = before.figure_codes(number, end), after.figure_codes(number, end)
            if codes is not None and others is not None and codes[0] == others[0]:
                one, other = codes[1], others[1]
            else:
                if amounts is None:
                    amounts = before.amounts(len(rows_before)), after.amounts(len(rows_after))
                ends = [(each[number].low, each[number].high)[end] for each in amounts]
                if ends[0] is None or ends[1] is None:
                    differs |= (ends[0] is None) != (ends[1] is None)
                    continue
                one, other = ends[0].view(np.int64), ends[1].view(np.int64)
            one = np.delete(one, drop_before) if len(drop_before) else one
            other = np.delete(other, drop_after) if len(drop_after) else other
            differs |= one != other
    return kept[differs] if differs.any() else _NOBODY


def _places(rows: Array, some: Array) -> Array:
    """Return where those of ``some`` rows that are among ``rows`` (ascending) stand in them."""
    if not len(rows) or not len(some):
        return _NOBODY
    place: Array = np.minimum(np.searchsorted(rows, some), len(rows) - 1)
    found: Array = place[rows[place] == some]
    return found


def _rows(plane: Plane, count: int) -> Array:
    if isinstance(plane, bool):
        return np.arange(count) if plane else _NOBODY
    return np.flatnonzero(plane) if plane.any() else _NOBODY


def figures_of(program: StoredProgram, rows: Array) -> Figures:
    """Return low and high of each amount for some rows; NaN where there is none, nothing where none is promised."""
    if program.head.outcome is not None or not program.head.detailed or not program.head.amounts:
        return {}
    there = program.are_possible(rows)
    if there.all():
        return program.figures_at(rows)
    found = {}
    for name, ends in program.figures_at(rows[there]).items():
        low, high = (np.full(len(rows), np.nan) for _ in ends)
        low[there], high[there] = ends
        found[name] = (low, high)
    return found


def differing(one: Figures, other: Figures, rows: int) -> Array:
    """Return the rows where two sets of figures differ; what is named on one side only differs where it is a figure.

    >>> five, seven = np.array([5.0]), np.array([7.0])
    >>> differing({"monthly": (five, five)}, {"monthly": (five, seven)}, 1)
    array([ True])
    """
    differs = np.zeros(rows, np.bool_)
    nothing = np.full(rows, np.nan)
    for name in dict.fromkeys((*one, *other)):
        for mine, its in zip(
            one.get(name, (nothing, nothing)), other.get(name, (nothing, nothing)), strict=True
        ):
            differs |= (mine != its) & ~((mine != mine) & (its != its))
    return differs
