"""What comes up in the days ahead: deadlines, and answers that change by the calendar alone (まもなくのこと)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from functools import partial
from typing import Literal

import numpy as np

from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.ahead.deadlines import near
from todoke.nights.stored.reading import StoredBlock, without
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
from todoke.nights.workers import work
from todoke.residents.block import Array, Block
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook


class Coming(StrEnum):
    """What comes up."""

    DEADLINE = "deadline"
    """The last day to apply, for those who are eligible and do not receive the program yet."""
    ENDS = "ends"
    """Eligible now, and by the calendar alone no longer in so many days."""
    BEGINS = "begins"
    """Not eligible now, and by the calendar alone eligible in so many days."""


@dataclass(frozen=True, slots=True)
class Soon:
    """Who has something coming up, of one kind for one program in one municipality."""

    coming: Coming
    municipality: str
    program_id: str
    unit: Literal["person", "household"]
    ids: Array
    days: Array | None = None
    """The last day to apply (ordinal) of each; None where it is no deadline."""


@dataclass(slots=True)
class Ahead:
    """Everything that comes up within some days of a night."""

    found: list[Soon] = field(default_factory=list)

    def counts(self) -> dict[Coming, Counter[str]]:
        """Return how many have something coming up, by kind and program."""
        counts: dict[Coming, Counter[str]] = {coming: Counter() for coming in Coming}
        for one in self.found:
            counts[one.coming][one.program_id] += len(one.ids)
        return counts


@dataclass(frozen=True, slots=True)
class _Job:
    night: Night
    book: Rulebook
    snapshot: Snapshot
    engine: ColumnarEngine
    programs: frozenset[str] | None
    days: int


def coming_up(
    night: Night,
    book: Rulebook,
    *,
    days: int,
    programs: Sequence[str] | None = None,
    municipalities: Sequence[str] | None = None,
    workers: int = 2,
) -> Ahead:
    """Return what comes up within ``days`` of a night, for residents as they were then.

    What would change only with new facts is not foreseen. Raises NightError where the residents were not kept.
    """
    folder = night.snapshot_folder
    if folder is None:
        raise NightError(
            f"{night.on} の住民の写しが残っていないので、先のことは分かりません。"
            "todoke match でその日を判定し直してください"
        )
    chosen = None if programs is None else frozenset(programs)
    job = _Job(night, book, Snapshot.open(folder), ColumnarEngine(), chosen, days)
    codes = [code for code in night.municipalities if municipalities is None or code in municipalities]
    by_code: dict[str, list[Soon]] = {}
    for told in work(codes, lambda code, _: partial(_municipality, job)(code), workers=workers):
        if told.error is not None:
            raise told.error
        if told.is_dead:
            raise NightError("作業のプロセスが途中で止まりました。もう一度実行してください")
        if told.result is not None:
            by_code[told.task] = told.result
    return Ahead([one for code in codes for one in by_code[code]])


def _municipality(job: _Job, code: str) -> list[Soon]:
    found: list[Soon] = []
    for block, stored in zip(job.snapshot.blocks(code), job.night.blocks(code), strict=True):
        found += _of_block(job, code, block, stored)
        stored.release()
    return found


def _of_block(job: _Job, code: str, block: Block, stored: StoredBlock) -> list[Soon]:
    on = job.night.on
    names = tuple(
        name
        for name, program in stored.stored.items()
        if (job.programs is None or name in job.programs) and program.head.outcome is None
    )
    later = on + timedelta(days=job.days)
    found: list[Soon] = []
    for answers in job.engine.answers(block, job.book, on=later, programs=names, details=False):
        program = stored.stored[answers.program_id]
        ids = block.person_ids if answers.unit == "person" else block.household_ids
        sure = np.broadcast_to(without(program.plane(0), program.plane(1)), len(ids))
        then = np.broadcast_to(answers.sure, len(ids))
        unknown = (
            np.broadcast_to(answers.failed, len(ids))
            if answers.outcome is None
            else np.ones(len(ids), np.bool_)
        )
        for coming, rows in (
            (Coming.ENDS, np.flatnonzero(sure & ~then & ~unknown)),
            (Coming.BEGINS, np.flatnonzero(then & ~sure)),
        ):
            if len(rows):
                found.append(Soon(coming, code, answers.program_id, answers.unit, ids[rows]))
        due = near(block, job.book, answers.program_id, sure, on, job.days)
        if due is not None and len(due[0]):
            rows, days = due
            found.append(Soon(Coming.DEADLINE, code, answers.program_id, answers.unit, ids[rows], days))
    return found
