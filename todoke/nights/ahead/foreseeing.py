"""Answers that change by the calendar alone, and on which day (先の判定): only those are asked whom a day wakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

import numpy as np

from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.port import ProgramAnswers
from todoke.engines.waking.waking import Waking
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.stored.reading import StoredBlock, without
from todoke.residents.block import Array, Block
from todoke.residents.joining import batches
from todoke.residents.taking import rows_of, take
from todoke.rules.content import Content
from todoke.rules.rulebook import Rulebook


class Days:
    """The days looked at after a night: the first only to compare the second with."""

    def __init__(self, content: Content, on: date, first: int, last: int) -> None:
        """Look from ``first`` to ``last`` days after ``on``."""
        later = [on + timedelta(ahead) for ahead in range(max(first, 1) - 1, last + 1)]
        self._wakings = [Waking(content, day) for day in (on, *later)]

    def __len__(self) -> int:
        """Return how many days there are, the night's own apart."""
        return len(self._wakings) - 1

    def day(self, step: int) -> date:
        """Return a day."""
        return self._wakings[step + 1].on

    def is_compared(self, step: int) -> bool:
        """Tell whether what is other than the day before is told."""
        return step > 0

    def keeps(self, name: str, code: str, step: int) -> bool:
        """Tell whether a program rests on the same as the day before, so that only who is awake is asked."""
        before, now = (waking.key(name, code) for waking in self._wakings[step : step + 2])
        return before is not None and before == now

    def awake(self, block: Block, names: Sequence[str], step: int) -> Array:
        """Return the households (bool, h) that may be answered otherwise than the day before."""
        return self._wakings[step + 1].awake(block, self._wakings[step].on, names)


@dataclass(slots=True)
class _Standing:
    """How a program stands for some rows (bool each): tonight, and on the day looked at."""

    unit: Literal["person", "household"]
    sure: Array
    then: Array
    open: Array
    """Of whom the day says nothing, so no end is seen."""
    found: dict[Coming, list[tuple[Array, int]]] = field(default_factory=dict)
    """The rows with the day (ordinal), as days are looked at."""


class Followed:
    """Some households of a municipality, followed over the days for some programs."""

    def __init__(self, block: Block, stored: StoredBlock, chosen: Array | None, names: Sequence[str]) -> None:
        """Begin with what the night answered; ``chosen`` are the households of the stored block, None all of them."""
        self.code, self.names = block.municipality, tuple(names)
        self.block = block if chosen is None else take(block, chosen, at_once=True)
        persons = slice(None) if chosen is None else rows_of(block, chosen)
        households = slice(None) if chosen is None else chosen
        self._standing: dict[str, _Standing] = {}
        for name in names:
            program = stored.stored[name]
            unit = program.head.unit
            count, rows = (block.persons, persons) if unit == "person" else (block.households, households)
            sure = np.broadcast_to(without(program.plane(0), program.plane(1)), count)[rows].copy()
            failed = np.broadcast_to(program.plane(2), count)[rows].copy()
            self._standing[name] = _Standing(unit, sure, sure.copy(), failed)

    def take_in(
        self, answers: Iterable[ProgramAnswers], households: Array | None, day: date, *, compared: bool
    ) -> None:
        """Take what a day says of some households, or of all; what is other than the day before is noted."""
        persons = None if households is None else rows_of(self.block, households)
        for one in answers:
            standing = self._standing[one.program_id]
            at = persons if standing.unit == "person" else households
            rows = np.arange(len(standing.sure)) if at is None else at
            sure, was, was_open = standing.sure[rows], standing.then[rows], standing.open[rows]
            then = np.broadcast_to(one.sure, len(rows))
            # A day on which nobody is asked about a program says nothing of its end.
            is_open = np.broadcast_to(one.failed if one.outcome is None else True, len(rows))
            if compared:
                ends = (sure & ~then & ~is_open) & ~(sure & ~was & ~was_open)
                begins = (then & ~sure) & ~(was & ~sure)
                for coming, here, told in ((Coming.ENDS, ends, -1), (Coming.BEGINS, begins, 0)):
                    if here.any():
                        standing.found.setdefault(coming, []).append((rows[here], day.toordinal() + told))
            standing.then[rows], standing.open[rows] = then, is_open

    def found(self) -> Iterator[Soon]:
        """Yield what was noted, by program and kind."""
        for name, standing in self._standing.items():
            ids = self.block.person_ids if standing.unit == "person" else self.block.household_ids
            for coming, days in standing.found.items():
                rows = np.concatenate([some for some, _ in days])
                told = np.repeat([day for _, day in days], [len(some) for some, _ in days])
                yield Soon(coming, self.code, name, standing.unit, ids[rows], told.astype(np.int64))


def begin(days: Days, block: Block, stored: StoredBlock, names: Sequence[str]) -> Iterator[Followed]:
    """Yield whom to follow of a block.

    For programs that rest on the same every day these are the households that some day wakes; for the others all.
    """
    steps = range(len(days))
    steady = tuple(
        name for name in names if all(days.keeps(name, block.municipality, step) for step in steps)
    )
    if steady:
        awake = np.zeros(block.households, np.bool_)
        for step in steps:
            awake |= days.awake(block, steady, step)
        if awake.any():
            yield Followed(block, stored, np.flatnonzero(awake), steady)
    if rest := tuple(name for name in names if name not in steady):
        yield Followed(block, stored, None, rest)


def look(days: Days, followed: Sequence[Followed], book: Rulebook, engine: ColumnarEngine) -> None:
    """Ask day after day those whom it wakes, those of many municipalities at once."""
    for step in range(len(days)):
        day, compared = days.day(step), days.is_compared(step)
        waiting: list[tuple[Followed, Array, Block, tuple[str, ...]]] = []
        for one in followed:
            kept = tuple(name for name in one.names if days.keeps(name, one.code, step))
            if anew := tuple(name for name in one.names if name not in kept):
                answers = engine.answers(one.block, book, on=day, programs=anew, details=False)
                one.take_in(answers, None, day, compared=compared)
            if kept:
                households = np.flatnonzero(days.awake(one.block, kept, step))
                if len(households):
                    waiting.append((one, households, take(one.block, households, at_once=True), kept))
        for some in batches(waiting, lambda asked: asked[2].persons):
            parts = [(block, kept) for _, _, block, kept in some]
            together = engine.answers_together(parts, book, on=day, details=False)
            for (one, households, _, _), told in zip(some, together, strict=True):
                one.take_in(told, households, day, compared=compared)
