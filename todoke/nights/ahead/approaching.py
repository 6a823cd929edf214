"""On which day something comes up (近づく日): deadlines, and the day an answer changes by the calendar alone.

``soon.coming_up`` tells what differs on one day ahead, of everybody; this walks over the days with whom they wake.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.ahead.deadlines import near
from todoke.nights.ahead.foreseeing import Days, Followed, begin, look
from todoke.nights.ahead.soon import Coming, Soon
from todoke.nights.stored.reading import StoredBlock, without
from todoke.nights.stored.sealing import NightError
from todoke.nights.stored.store import Night
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
    days: Days


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
    days = Days(book.content, night.on, ahead.first, ahead.last)
    job = _Job(night, book, Snapshot.open(folder), ColumnarEngine(), ahead, days)
    codes = sorted(night.municipalities, key=job.snapshot.persons_of, reverse=True)
    groups = [group for place in range(workers) if (group := codes[place::workers])]
    by_code: dict[str, list[Soon]] = {}
    for told in work(groups, lambda some, _: _municipalities(job, some), workers=workers):
        if told.error is not None:
            raise told.error
        if told.is_dead:
            raise NightError("作業のプロセスが途中で止まりました。もう一度実行してください")
        if told.result is not None:
            by_code |= told.result
    return [one for code in night.municipalities for one in by_code[code]]


def _municipalities(job: _Job, codes: Sequence[str]) -> dict[str, list[Soon]]:
    found: dict[str, list[Soon]] = {}
    followed: list[Followed] = []
    for code in codes:
        found[code] = []
        for block, stored in zip(job.snapshot.blocks(code), job.night.blocks(code), strict=True):
            found[code] += _deadlines(job, code, block, stored)
            followed += begin(job.days, block, stored, _asked(stored, job.ahead.programs))
            stored.release()
    look(job.days, followed, job.book, job.engine)
    for one in followed:
        found[one.code] += one.found()
    return found


def _deadlines(job: _Job, code: str, block: Block, stored: StoredBlock) -> Iterator[Soon]:
    for name in _asked(stored, stored.stored):
        head = stored.stored[name].head
        ids = _ids(block, head.unit)
        due = near(block, job.book, name, _sure(stored, name, ids), job.night.on, job.ahead.deadlines)
        if due is not None and len(due[0]):
            yield Soon(Coming.DEADLINE, code, name, head.unit, ids[due[0]], due[1])


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
