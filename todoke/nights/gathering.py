"""The changed households of some municipalities as one small block, so that each rule is asked about them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

import numpy as np

from todoke.residents.block import Array, Block
from todoke.residents.joining import join
from todoke.residents.taking import take


class Gathered:
    """Households out of several blocks, and where the rows one asks about stand among them."""

    def __init__(
        self,
        blocks: Sequence[Block],
        asked: Sequence[tuple[str, Array, Array]],
        release: Callable[[str], None] | None = None,
    ) -> None:
        """Gather the households of the rows ``asked`` about: unit, block and row of each; block -1 is nowhere.

        ``release`` hears of each municipality that has been read.
        """
        chosen: dict[int, list[Array]] = {}
        for unit, of_block, rows in asked:
            for place in np.unique(of_block[of_block >= 0]).tolist():
                chosen.setdefault(place, []).append(_households(blocks[place], unit, rows[of_block == place]))
        self._blocks = {place: blocks[place] for place in sorted(chosen)}
        self._chosen = {place: np.unique(np.concatenate(chosen[place])) for place in self._blocks}
        counts = [len(self._chosen[place]) for place in self._blocks]
        self._start = dict(zip(self._blocks, np.cumsum([0, *counts])[:-1].tolist(), strict=True))
        taken = []
        for municipality, some in groupby(self._blocks.items(), lambda one: one[1].municipality):
            taken += [_read(take(block, self._chosen[place])) for place, block in some]
            if release is not None:
                release(municipality)
        self.block: Block | None = join(taken) if taken else None

    def rows(self, unit: str, of_block: Array, rows: Array) -> Array:
        """Return where the rows stand in :attr:`block`; -1 for those that are nowhere."""
        found = np.full(len(rows), -1, np.int64)
        if self.block is None:
            return found
        for place in np.unique(of_block[of_block >= 0]).tolist():
            here, block = of_block == place, self._blocks[place]
            households = _households(block, unit, rows[here])
            among = self._start[place] + np.searchsorted(self._chosen[place], households)
            if unit == "household":
                found[here] = among
            else:
                found[here] = self.block.first[among] + (rows[here] - block.first[households])
        return found


def _read(block: Block) -> Block:
    """Return a block of which every column has been read."""
    for name in block.columns:
        block.columns[name]
    return block


def _households(block: Block, unit: str, rows: Array) -> Array:
    return rows if unit == "household" else np.searchsorted(block.first, rows, side="right") - 1
