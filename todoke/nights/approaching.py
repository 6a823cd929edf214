"""On which day something comes up (近づく日): deadlines, and the day an answer changes by the calendar alone.

``soon.coming_up`` tells what differs on one day ahead; this walks over the days, each block of residents read once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import numpy as np

from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.deadlines import near
from todoke.nights.sealing import NightError
from todoke.nights.soon import Coming, Soon
from todoke.nights.store import Night
from todoke.nights.stored import StoredBlock, without
from todoke.nights.workers import work
from todoke.residents.block import Array, Block
from todoke.residents.snapshot import Snapshot
from todoke.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far is looked, in days from the night."""

    deadlines: int
    """Last days to apply within so many days."""
    first: int
    last: int
    """Beginnings and ends on the days from ``first`` to ``last``, both included."""
    programs: frozenset[str]
    """Of which beginnings and ends are looked for; of deadlines all are."""


@dataclass(frozen=True, slots=True)
class _Job:
    night: Night
    book: Rulebook
    snapshot: Snapshot
    engine: ColumnarEngine
    ahead: Ahead


def approaching(night: Night, book: Rulebook, ahead: Ahead, *, workers: int = 2) -> list[Soon]:
    """Return what comes up after a night, each with its day, for residents as they were then.

    The day of a beginning is the first on which somebody surely can receive the program, that of an end the last.
    What would change only with new facts is not foreseen. Raises NightError where the residents were not kept.
    """
    folder = night.snapshot_folder
    if folder is None:
        raise NightError(
            f"{night.on} の住民の写しが残っていないので、先のことは分かりません。"
            "todoke match でその日を判定し直してください"
        )
    job = _Job(night, book, Snapshot.open(folder), ColumnarEngine(), ahead)
    by_code: dict[str, list[Soon]] = {}
    for told in work(
        night.municipalities, lambda code, _: partial(_municipality, job)(code), workers=workers
    ):
        if told.error is not None:
            raise told.error
        if told.is_dead:
            raise NightError("作業のプロセスが途中で止まりました。もう一度実行してください")
        if told.result is not None:
            by_code[told.task] = told.result
    return [one for code in night.municipalities for one in by_code[code]]


def _municipality(job: _Job, code: str) -> list[Soon]:
    found: list[Soon] = []
    for block, stored in zip(job.snapshot.blocks(code), job.night.blocks(code), strict=True):
        found += _deadlines(job, code, block, stored)
        found += _changes(job, code, block, stored)
        stored.release()
    return found


def _deadlines(job: _Job, code: str, block: Block, stored: StoredBlock) -> Iterator[Soon]:
    for name in _asked(stored, stored.stored):
        head = stored.stored[name].head
        ids = _ids(block, head.unit)
        due = near(block, job.book, name, _sure(stored, name, ids), job.night.on, job.ahead.deadlines)
        if due is not None and len(due[0]):
            yield Soon(Coming.DEADLINE, code, name, head.unit, ids[due[0]], due[1])


def _changes(job: _Job, code: str, block: Block, stored: StoredBlock) -> Iterator[Soon]:
    """Yield beginnings and ends: what a day says of those of whom the day before did not say it yet."""
    names = _asked(stored, job.ahead.programs)
    on, first = job.night.on, max(job.ahead.first, 1)
    before: dict[tuple[str, Coming], Array] = {}
    found: dict[tuple[str, Coming], list[tuple[Array, int]]] = {}
    for ahead in range(first - 1, job.ahead.last + 1):
        day = on + timedelta(ahead)
        for answers in job.engine.answers(block, job.book, on=day, programs=names, details=False):
            name = answers.program_id
            ids = _ids(block, answers.unit)
            sure = _sure(stored, name, ids)
            then = np.broadcast_to(answers.sure, len(ids))
            # A day on which nobody is asked about a program says nothing of its end.
            is_open = answers.failed if answers.outcome is None else True
            for coming, here, told in (
                (Coming.ENDS, sure & ~then & ~np.broadcast_to(is_open, len(ids)), ahead - 1),
                (Coming.BEGINS, then & ~sure, ahead),
            ):
                at = (name, coming)
                if ahead >= first and (rows := np.flatnonzero(here & ~before[at])).size:
                    found.setdefault(at, []).append((rows, on.toordinal() + told))
                before[at] = here
    for (name, coming), days in found.items():
        unit = stored.stored[name].head.unit
        rows = np.concatenate([some for some, _ in days])
        told_days = np.repeat([day for _, day in days], [len(some) for some, _ in days]).astype(np.int64)
        yield Soon(coming, code, name, unit, _ids(block, unit)[rows], told_days)


def _asked(stored: StoredBlock, programs: Collection[str]) -> tuple[str, ...]:
    return tuple(
        name for name, program in stored.stored.items() if name in programs and program.head.outcome is None
    )


def _ids(block: Block, unit: str) -> Array:
    return block.person_ids if unit == "person" else block.household_ids


def _sure(stored: StoredBlock, name: str, ids: Array) -> Array:
    program = stored.stored[name]
    result: Array = np.broadcast_to(without(program.plane(0), program.plane(1)), len(ids))
    return result
