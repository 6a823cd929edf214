"""The changed households of some municipalities as one small block, so that each rule is asked about them once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from todoke.residents.block import Array, Block
from todoke.residents.joining import join
from todoke.residents.taking import take


class Gathered:
    """Households out of several blocks, and where the rows one asks about stand among them.

    Each block is looked at once, and may be forgotten afterwards: ``blocks`` may decode them when asked for.
    """

    def __init__(
        self,
        blocks: Sequence[Block],
        asked: Sequence[tuple[str, Array, Array]],
        release: Callable[[str], None] | None = None,
    ) -> None:
        """Gather the households of the rows ``asked`` about: unit, block and row of each; block -1 is nowhere.

        ``release`` hears of each municipality that has been read.
        """
        lengths = [len(rows) for _, _, rows in asked]
        self.block: Block | None = None
        self.rows: list[Array] = [np.full(length, -1, np.int64) for length in lengths]
        """Of each set of rows asked about where they stand in :attr:`block`; -1 for those that are nowhere."""
        if not any(bool((blocks_of >= 0).any()) for _, blocks_of, _ in asked):
            return
        of_block = np.concatenate([blocks_of for _, blocks_of, _ in asked])
        rows = np.concatenate([rows for _, _, rows in asked]).astype(np.int64)
        of_persons = np.repeat([unit == "person" for unit, _, _ in asked], lengths)
        found = np.full(len(rows), -1, np.int64)
        order = np.argsort(of_block, kind="stable")
        order = order[np.searchsorted(of_block[order], 0) :]
        starts = np.flatnonzero(np.diff(of_block[order], prepend=-1)).tolist()
        taken: list[Block] = []
        persons = households = 0
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
            here = order[start:end]
            block = blocks[int(of_block[here[0]])]
            if release is not None and taken and taken[-1].municipality != block.municipality:
                release(taken[-1].municipality)
            is_person = of_persons[here]
            of_household = rows[here]
            of_household[is_person] = np.searchsorted(block.first, of_household[is_person], side="right") - 1
            chosen, place = np.unique(of_household, return_inverse=True)
            some = _read(take(block, chosen, at_once=True))
            within = rows[here] - block.first[of_household]
            found[here] = np.where(is_person, persons + some.first[place] + within, households + place)
            taken.append(some)
            persons, households = persons + some.persons, households + some.households
        if release is not None:
            release(taken[-1].municipality)
        self.block = join(taken)
        self.rows = np.split(found, np.cumsum(lengths)[:-1])


def _read(block: Block) -> Block:
    """Return a block of which every column has been read, and that holds nothing else of where it was taken from."""
    return replace(block, columns={name: block.columns[name] for name in block.columns})
