"""The spot check (抜き取り検査) of a night: some households answered again by the reference evaluator, and compared."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from todoke.analytics.lots import draw
from todoke.analytics.money import spread
from todoke.analytics.source import Residents
from todoke.engines.comparing import differences
from todoke.engines.port import AmountColumns, ProgramAnswers
from todoke.engines.reference import ReferenceEngine
from todoke.nights.stored.sealing import write_whole
from todoke.nights.stored.store import RECORD, Night
from todoke.residents.block import Array, Block
from todoke.residents.taking import take
from todoke.rules.rulebook import Rulebook

_NAMED = 20


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """What a spot check came to; ``differing`` counts differing answers by program."""

    households: int
    answers: int
    differing: dict[str, int]
    seconds: float

    @property
    def agrees(self) -> bool:
        """Whether every answer is the reference's."""
        return not self.differing

    @property
    def record(self) -> dict[str, Any]:
        """What the record of the run keeps of it: no ids, no facts."""
        return {
            "households": self.households,
            "answers": self.answers,
            "differing": dict(sorted(self.differing.items())[:_NAMED]),
            "seconds": self.seconds,
        }


def spot_check(night: Night, *, snapshot: Residents, book: Rulebook, households: int = 200) -> SpotCheck:
    """Return how many households drawn at random are answered as the night has it.

    Which are drawn hangs on the residents and the day alone, so that a check can be done again.
    """
    began = time.perf_counter()
    codes = [code for code in night.municipalities if code in snapshot.municipalities]
    sizes = [sum(block.households for block in snapshot.blocks(code)) for code in codes]
    drawn = draw(f"{snapshot.identity} {night.on}", sum(sizes), households)
    asked = answered = first = 0
    differing: dict[str, int] = {}
    for code, size in zip(codes, sizes, strict=True):
        own = [place - first for place in drawn if first <= place < first + size]
        first += size
        for number, block, chosen in _by_block(snapshot.blocks(code), own):
            stored = night.blocks(code)[number].programs
            small = take(block, chosen)
            persons = _persons(block, chosen)
            for expected in ReferenceEngine().answers(small, book, on=night.on, programs=tuple(stored)):
                found = stored[expected.program_id]
                rows = persons if found.unit == "person" else chosen
                size_of = block.persons if found.unit == "person" else block.households
                if told := differences(_cut(found, rows, size_of), replace(expected, reasons=None), small):
                    differing[expected.program_id] = differing.get(expected.program_id, 0) + len(told)
                answered += len(rows)
            asked += len(chosen)
    return SpotCheck(asked, answered, differing, round(time.perf_counter() - began, 2))


def remember(night: Night, checked: SpotCheck) -> Night:
    """Write into the run record of a night what its spot check came to; return the night with it."""
    run = {**night.record.get("run", {}), "spot_check": checked.record}
    record = {**night.record, "run": run}
    write_whole(night.folder / RECORD, json.dumps(record, ensure_ascii=False, indent=1).encode())
    return Night.open(night.folder)


def _by_block(blocks: Iterable[Block], places: list[int]) -> list[tuple[int, Block, Array]]:
    """Return the blocks in which some of the places lie, with those places in each."""
    found = []
    first = 0
    for number, block in enumerate(blocks if places else ()):
        own = [place - first for place in places if first <= place < first + block.households]
        if own:
            found.append((number, block, np.array(own, np.int64)))
        first += block.households
    return found


def _persons(block: Block, households: Array) -> Array:
    pieces = [
        np.arange(int(block.first[place]), int(block.first[place]) + int(block.size[place]))
        for place in households
    ]
    return np.concatenate(pieces)


def _cut(answers: ProgramAnswers, chosen: Array, rows: int) -> ProgramAnswers:
    """Return the answers for the chosen rows alone, reasons left out."""
    if answers.outcome is not None:
        return answers
    possible = spread(answers.possible, rows)[chosen]
    sure = spread(answers.sure, rows)[chosen]
    inner: tuple[AmountColumns, ...] = ()
    if answers.rows is not None:
        places = np.searchsorted(answers.rows, chosen[possible])
        inner = tuple(_cut_amount(one, places, len(answers.rows)) for one in answers.amounts)
    return replace(
        answers,
        sure=sure,
        possible=possible,
        failed=spread(answers.failed, rows)[chosen],
        unencoded=spread(answers.unencoded, rows)[chosen],
        rows=None if answers.rows is None else np.flatnonzero(possible).astype(np.int32),
        amounts=inner,
        open_rows=np.flatnonzero(possible & ~sure).astype(np.int32),
        reasons=None,
    )


def _cut_amount(column: AmountColumns, places: Array, rows: int) -> AmountColumns:
    def of(values: Any) -> Any:
        return None if values is None else np.broadcast_to(values, (rows,))[places]

    return AmountColumns(column.amount, of(column.low), of(column.high), spread(column.applies, rows)[places])
