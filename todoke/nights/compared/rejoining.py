"""Finding those again who are not where they were: in another block, in another municipality, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from todoke.nights.aligned.changes import Kind
from todoke.nights.aligned.telling_apart import Eligible, Figures, Rows, differing
from todoke.residents.block import Array

Unit: TypeAlias = Literal["person", "household"]
UNITS: tuple[Unit, ...] = ("person", "household")


@dataclass(frozen=True, slots=True)
class Places:
    """Where some persons or households stand: block (or municipality) and row, by id ascending."""

    ids: Array
    blocks: Array
    rows: Array

    @classmethod
    def of(cls, parts: Sequence[tuple[int, Array, Array]]) -> Places:
        """Gather places from the block, the ids and the rows of each part."""
        if not parts:
            nobody = np.empty(0, np.int64)
            return cls(nobody, nobody, nobody)
        ids = np.concatenate([ids for _, ids, _ in parts])
        order = np.argsort(ids, kind="stable")
        blocks = np.concatenate([np.full(len(ids), block) for block, ids, _ in parts])
        return cls(ids[order], blocks[order], np.concatenate([rows for _, _, rows in parts])[order])

    def find(self, ids: Array) -> tuple[Array, Array]:
        """Return block and row of each id, -1 where it is not here."""
        if not len(self.ids):
            nowhere = np.full(len(ids), -1, np.int64)
            return nowhere, nowhere
        place = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        here = self.ids[place] == ids
        return np.where(here, self.blocks[place], -1), np.where(here, self.rows[place], -1)

    def only(self, kept: Array) -> Places:
        """Return some of the places."""
        return Places(self.ids[kept], self.blocks[kept], self.rows[kept])


def rejoined(
    had: Sequence[Eligible], has: Sequence[Eligible], gone: dict[Unit, Places], new: dict[Unit, Places]
) -> Iterator[Rows]:
    """Yield what changed for those who are gone from one place and new in another, or only one of both.

    ``had`` are the eligible among the gone, ``has`` among the new.
    """
    of_program: dict[str, tuple[list[Eligible], list[Eligible]]] = {}
    for side, some in ((1, has), (0, had)):
        for one in some:
            of_program.setdefault(one.program_id, ([], []))[side].append(one)
    for program_id, (before, after) in of_program.items():
        unit = (after or before)[0].unit
        had_ids, had_figures = _together(before)
        has_ids, has_figures = _together(after)
        kept = _among(has_ids, had_ids)
        stayed = has_ids[kept]
        cases = [
            (Kind.GAINED, has_ids[~kept]),
            (Kind.LOST, had_ids[~_among(had_ids, has_ids)]),
            (Kind.AMOUNT, stayed[_differ(had_figures, had_ids, has_figures, has_ids, stayed)]),
        ]
        for kind, ids in cases:
            if len(ids):
                before_block, before_row = gone[unit].find(ids)
                after_block, after_row = new[unit].find(ids)
                yield Rows(
                    program_id,
                    unit,
                    kind,
                    ids,
                    before_block,
                    before_row,
                    after_block,
                    after_row,
                    chosen_figures(had_figures, had_ids, ids),
                    chosen_figures(has_figures, has_ids, ids),
                )


def without_those(eligible: Sequence[Eligible], ids: dict[Unit, Array]) -> list[Eligible]:
    """Return the eligible whose ids are not among these."""
    found = []
    for one in eligible:
        kept = ~np.isin(one.ids, ids[one.unit])
        if kept.any():
            figures = {name: (low[kept], high[kept]) for name, (low, high) in one.figures.items()}
            found.append(
                Eligible(
                    one.municipality,
                    one.program_id,
                    one.unit,
                    one.ids[kept],
                    one.blocks[kept],
                    one.rows[kept],
                    figures,
                )
            )
    return found


def _among(ids: Array, others: Array) -> Array:
    """Return which ids are among others, each of both once."""
    if not len(ids) or not len(others):
        return np.zeros(len(ids), np.bool_)
    return np.isin(ids, others, assume_unique=True)


def _together(parts: Sequence[Eligible]) -> tuple[Array, Figures]:
    """Return the ids of some parts, ascending, with their figures."""
    if not parts:
        return np.empty(0, np.int64), {}
    ids = np.concatenate([one.ids for one in parts])
    order = np.argsort(ids, kind="stable")
    names = dict.fromkeys(name for one in parts for name in one.figures)
    figures: Figures = {}
    for name in names:
        low, high = (
            np.concatenate(
                [
                    one.figures[name][end] if name in one.figures else np.full(len(one.ids), np.nan)
                    for one in parts
                ]
            )[order]
            for end in (0, 1)
        )
        figures[name] = (low, high)
    return ids[order], figures


def chosen_figures(figures: Figures, known: Array, ids: Array) -> Figures:
    """Return the figures of some ids, NaN for those not ``known`` (ascending)."""
    if not len(known):
        return {}
    place = np.minimum(np.searchsorted(known, ids), len(known) - 1)
    here = known[place] == ids
    return {
        name: (np.where(here, low[place], np.nan), np.where(here, high[place], np.nan))
        for name, (low, high) in figures.items()
    }


def _differ(had: Figures, had_ids: Array, has: Figures, has_ids: Array, ids: Array) -> Array:
    one, other = chosen_figures(had, had_ids, ids), chosen_figures(has, has_ids, ids)
    return differing(one, other, len(ids))
