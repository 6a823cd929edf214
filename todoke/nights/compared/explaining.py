"""Why an answer changed: the conditions that turned, and whether rule, calendar or people did it.

Today's rules are asked of the changed households three times over: with yesterday's facts on yesterday's day, with
yesterday's facts today, and as they are. The step at which the answer becomes what it is now is the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from todoke.engines.columnar.engine import ColumnarEngine, ConditionPlanes
from todoke.engines.port import Plane, ProgramAnswers
from todoke.nights.aligned.changes import Cause, Flip, Kind, Reason
from todoke.nights.aligned.telling_apart import Figures, Rows, differing
from todoke.nights.compared.gathering import Gathered
from todoke.residents.block import Array, Block
from todoke.rules.rulebook import Rulebook

_LETTERS = "F?T"
_ABSENT = 3

IN_FORCE = "in_force"
"""Stands among the conditions for "the program is in force that day"."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about changed rows: today's rules, on both days, and which of them changed."""

    book: Rulebook
    engine: ColumnarEngine
    before_on: date
    after_on: date
    changed_rules: frozenset[str]


def explained(
    found: Sequence[Rows],
    then: Gathered | None,
    now: Gathered,
    asking: Asking,
) -> Iterator[tuple[tuple[Reason, ...], Array]]:
    """Yield, for each set of rows, the reasons that occur and the place of each row's among them.

    The rows stand in the same order in ``then`` and ``now``, with the facts of either night. Without those of the
    night before those of today are asked about on the day before too, which tells the calendar from the rest, and no
    more.
    """
    if not found:
        return
    is_known = then is not None
    if then is None:
        then = now
    programs = tuple(dict.fromkeys(one.program_id for one in found))
    changed = tuple(name for name in programs if name in asking.changed_rules)
    conditions_then = dict(_conditions(then.block, asking, asking.before_on, programs))
    conditions_now = dict(_conditions(now.block, asking, asking.after_on, programs))
    on_that_day = changed if is_known else programs
    details = any(one.kind is Kind.AMOUNT for one in found)
    answers_then = dict(_answers(then.block, asking, asking.before_on, on_that_day, details=details))
    answers_next = {}
    if is_known:
        answers_next = dict(_answers(then.block, asking, asking.after_on, programs, details=details))
    for one, rows_then, rows_now in zip(found, then.rows, now.rows, strict=True):
        as_then = _is_as_after(one, answers_then.get(one.program_id), rows_then)
        if not is_known:
            otherwise = Cause.UNKNOWN if one.program_id in changed else Cause.PERSON
            # The same facts said otherwise yesterday: the day did it. They did not: something else than the day.
            causes = np.where(as_then, _code(otherwise), _code(Cause.CALENDAR))
        else:
            as_next = _is_as_after(one, answers_next.get(one.program_id), rows_then)
            causes = np.where(as_then, _code(Cause.RULE), _code(Cause.CALENDAR))
            causes = np.where(as_next, causes, _code(Cause.PERSON))
        causes = np.where((one.before < 0) | (one.after < 0), _code(Cause.PERSON), causes)
        yield _reasons(
            one,
            causes,
            _letters(conditions_then.get(one.program_id, ()), rows_then),
            _letters(conditions_now.get(one.program_id, ()), rows_now),
        )


_CAUSES = tuple(Cause)


def _code(cause: Cause) -> int:
    return _CAUSES.index(cause)


def _conditions(
    block: Block | None, asking: Asking, on: date, programs: Sequence[str]
) -> Iterator[tuple[str, tuple[ConditionPlanes, ...]]]:
    if block is None:
        return
    known = tuple(name for name in programs if name in asking.book.content.programs)
    yield from asking.engine.conditions_of(block, asking.book, on=on, programs=known)


def _answers(
    block: Block | None, asking: Asking, on: date, programs: tuple[str, ...], *, details: bool
) -> Iterator[tuple[str, ProgramAnswers]]:
    known = tuple(name for name in programs if name in asking.book.content.programs)
    if block is None or not known:
        return
    for answers in asking.engine.answers(block, asking.book, on=on, programs=known, details=details):
        yield answers.program_id, answers


def _is_as_after(one: Rows, answers: ProgramAnswers | None, rows: Array) -> Array:
    """Tell for each row whether these answers say what the night after says."""
    if answers is None:
        # Not asked: the rule is the same, and so said what the night before said.
        return np.zeros(len(rows), np.bool_)
    there = np.maximum(rows, 0)
    sure = np.broadcast_to(False if answers.outcome is not None else _at(answers.sure, there), len(rows))
    if one.kind is Kind.LOST:
        return ~sure & (rows >= 0)
    alike = sure & (rows >= 0)
    if one.kind is Kind.AMOUNT and alike.any():
        alike = alike & ~differing(_figures(answers, there), one.after_figures, len(rows))
    return alike


def _at(plane: Plane, rows: Array) -> Plane:
    return plane if isinstance(plane, bool) or np.ndim(plane) == 0 else plane[rows]


def _figures(answers: ProgramAnswers, rows: Array) -> Figures:
    if answers.rows is None or not len(answers.rows):
        return {}
    place = np.minimum(np.searchsorted(answers.rows, rows), len(answers.rows) - 1)
    here = answers.rows[place] == rows
    found: Figures = {}
    for columns in answers.amounts:
        if columns.low is not None and columns.high is not None:
            low, high = (
                np.broadcast_to(end, len(answers.rows))[place] for end in (columns.low, columns.high)
            )
            found[columns.amount.id] = (np.where(here, low, np.nan), np.where(here, high, np.nan))
    return found


def _letters(conditions: Iterable[ConditionPlanes], rows: Array) -> dict[str, Array]:
    """Return how each condition stands for the rows: 0 does not hold, 1 open, 2 holds, 3 nobody there.

    The first tells whether the program is in force at all.
    """
    conditions = tuple(conditions)
    found = {IN_FORCE: np.where(rows < 0, _ABSENT, 2 if conditions else 0)}
    for one in conditions:
        holds = np.broadcast_to(_at(one.holds, rows), len(rows)).astype(np.uint8)
        may = np.broadcast_to(_at(one.may_hold, rows), len(rows)).astype(np.uint8)
        found[one.condition_id] = np.where(rows < 0, _ABSENT, holds + may)
    return found


def _reasons(
    one: Rows, causes: Array, before: dict[str, Array], after: dict[str, Array]
) -> tuple[tuple[Reason, ...], Array]:
    names = tuple(dict.fromkeys((*before, *after)))
    absent = np.full(len(one.ids), _ABSENT, np.uint8)
    table = np.stack(
        [causes]
        + [side.get(name, absent) for name in names for side in (before, after)]
        + [(one.before >= 0).astype(np.uint8), (one.after >= 0).astype(np.uint8)],
        axis=1,
    ).astype(np.uint8)
    rows = np.ascontiguousarray(table).view(np.dtype((np.void, table.shape[1]))).reshape(-1)
    _, first, reason_of = np.unique(rows, return_index=True, return_inverse=True)
    made: dict[Reason, int] = {}
    renamed = np.empty(len(first), np.int32)
    for place, row in enumerate(first.tolist()):
        values = table[row].tolist()
        pairs = zip(names, values[1:-2:2], values[2:-2:2], strict=True)
        flips = tuple(
            Flip(name, _LETTERS[then], _LETTERS[now])
            for name, then, now in pairs
            if _ABSENT not in (then, now) and _is_telling(one.kind, then, now)
        )
        was, is_ = values[-2:]
        reason = Reason(_CAUSES[values[0]], flips, "" if was and is_ else "left" if was else "arrived")
        renamed[place] = made.setdefault(reason, len(made))
    return tuple(made), renamed[reason_of.reshape(-1)]


def _is_telling(kind: Kind, then: int, now: int) -> bool:
    if kind is Kind.GAINED:
        return now == 2 and then != 2
    if kind is Kind.LOST:
        return then == 2 and now != 2
    return then != now
