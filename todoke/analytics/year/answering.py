"""Every program asked about everybody on every day of the year, and the weeks after it (毎晩の答え)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from todoke.analytics.year.states import States
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.nights.aligned.telling_apart import UNANSWERED
from todoke.nights.workers import work
from todoke.residents.block import Array
from todoke.residents.taking import take
from todoke.rules.rulebook import Rulebook

_DAYS_AT_ONCE = 8


class AnsweringError(Exception):
    """The programs could not be asked; the message says on which day."""


@dataclass(slots=True)
class DayAnswers:
    """What the programs answer on one day.

    ``sure`` and ``unknown`` (int64, ascending) are codes: the place of the program times ``stride``, plus the row of
    the person or the household in the block of the states. ``closed`` are the places of programs nobody is asked about
    on the day. ``figures`` has, by program, the eligible rows and their amounts as a matrix (float64; low and high of
    each, NaN where there is none).
    """

    sure: Array
    unknown: Array
    closed: frozenset[int] = frozenset()
    figures: dict[int, tuple[Array, Array]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom to ask about what. ``detailed`` are the programs whose amounts are wanted too; ``ahead`` in days."""

    states: States
    book: Rulebook
    programs: tuple[str, ...]
    detailed: frozenset[str]
    ahead: int
    nearest: int = 1
    """The fewest days ahead on which a beginning or an end is told."""

    @property
    def stride(self) -> int:
        """Return what the place of a program is multiplied by in a code."""
        return max(self.states.block.persons, self.states.block.households, 1)

    def answers(self, day: int, engine: ColumnarEngine) -> DayAnswers:
        """Return the answers on a day (ordinal) of all who stand then, or stood at most ``ahead`` days earlier."""
        states = self.states
        there = np.flatnonzero((states.begins <= day) & (day < states.ends + self.ahead))
        block = take(states.block, there)
        size, first = states.block.size[there], states.block.first[there]
        persons = np.repeat(first - np.cumsum(size) + size, size) + np.arange(int(size.sum()))
        sure: list[Array] = []
        unknown: list[Array] = []
        closed: set[int] = set()
        figures: dict[int, tuple[Array, Array]] = {}
        for details in (False, True):
            names = tuple(name for name in self.programs if (name in self.detailed) is details)
            if not names or not len(there):
                continue
            for one in engine.answers(
                block, self.book, on=date.fromordinal(day), programs=names, details=details
            ):
                place = self.programs.index(one.program_id)
                rows = persons if one.unit == "person" else there
                if one.outcome is not None:
                    closed.add(place)
                failed = np.broadcast_to(one.failed, len(rows)) | (one.outcome in UNANSWERED)
                is_sure = np.broadcast_to(one.sure, len(rows)) & ~failed & (one.outcome is None)
                sure.append(place * self.stride + rows[is_sure])
                unknown.append(place * self.stride + rows[failed])
                if details and one.rows is not None and one.amounts:
                    kept = is_sure[one.rows]
                    figures[place] = (rows[one.rows[kept]], _figures(one.amounts, len(one.rows))[kept])
        return DayAnswers(_sorted(sure), _sorted(unknown), frozenset(closed), figures)


def _figures(amounts: Sequence[object], count: int) -> Array:
    columns = []
    for amount in amounts:
        for end in (getattr(amount, "low", None), getattr(amount, "high", None)):
            columns.append(np.full(count, np.nan) if end is None else np.broadcast_to(end, count))
    found: Array = np.round(np.stack(columns, axis=1).astype(np.float64), 6)
    return found


def _sorted(parts: Iterable[Array]) -> Array:
    found = [part.astype(np.int64) for part in parts]
    return np.sort(np.concatenate(found)) if found else np.zeros(0, np.int64)


def ask_every_day(
    asking: Asking,
    days: Sequence[int],
    *,
    workers: int = 2,
    progress: Callable[[int], None] | None = None,
) -> dict[int, DayAnswers]:
    """Return the answers of each day (ordinals). Raises AnsweringError where a process ended half-way."""
    groups = [tuple(days[place : place + _DAYS_AT_ONCE]) for place in range(0, len(days), _DAYS_AT_ONCE)]
    engine = ColumnarEngine()

    def ask(group: tuple[int, ...], _: Callable[[object], None]) -> dict[int, DayAnswers]:
        return {day: asking.answers(day, engine) for day in group}

    found: dict[int, DayAnswers] = {}
    for told in work(groups, ask, workers=workers):
        if told.error is not None:
            raise told.error
        if told.is_dead:
            raise AnsweringError(
                f"{date.fromordinal(told.task[0])} の判定のプロセスが途中で止まりました。もう一度実行してください。"
            )
        if told.result is not None:
            found.update(told.result)
            if progress is not None:
                progress(len(told.task))
    return found
