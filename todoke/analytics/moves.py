"""How rows move between answers when a rule changes: gained, lost, no longer certain (異動)."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from todoke.analytics.money import spread
from todoke.engines.port import ProgramAnswers
from todoke.residents.block import Array
from todoke.rules.answers import Outcome

NO, OPEN, YES, FAILED = range(4)
_FAILING = frozenset({Outcome.RULE_ERROR, Outcome.NOT_ENCODED})


@dataclass(frozen=True, slots=True)
class Moves:
    """How many rows (persons, or households) went from one answer to another."""

    gained: int = 0
    """Eligible now, certainly not before."""
    settled: int = 0
    """Eligible now, undetermined before."""
    lost: int = 0
    """Certainly not any more, eligible before."""
    doubtful: int = 0
    """Undetermined now, eligible before."""
    opened: int = 0
    """Undetermined now, certainly not before."""
    closed: int = 0
    """Certainly not any more, undetermined before."""
    kept: int = 0
    """Eligible before and now, with the same amount."""
    amount_changed: int = 0
    """Eligible before and now, with another amount."""
    failing: int = 0
    """Answered before, and now the rule fails."""

    def __add__(self, other: Moves) -> Moves:
        """Return both together."""
        return Moves(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def more(self) -> int:
        """How many are eligible now and were not."""
        return self.gained + self.settled

    @property
    def fewer(self) -> int:
        """How many were eligible and are not, or not certainly."""
        return self.lost + self.doubtful

    @property
    def is_nothing(self) -> bool:
        """Whether nobody's answer or amount changes."""
        return not any(getattr(self, one.name) for one in fields(self) if one.name != "kept")


def states(answers: ProgramAnswers, rows: int) -> Array:
    """Return the answer of every row as NO, OPEN, YES or FAILED."""
    if answers.outcome is not None:
        return np.full(rows, FAILED if answers.outcome in _FAILING else NO, np.int64)
    found = spread(answers.possible, rows).astype(np.int64)
    found[spread(answers.sure, rows)] = YES
    found[spread(answers.failed, rows)] = FAILED
    return found


_NAMED = {
    (NO, YES): "gained",
    (OPEN, YES): "settled",
    (YES, NO): "lost",
    (YES, OPEN): "doubtful",
    (NO, OPEN): "opened",
    (OPEN, NO): "closed",
    (YES, YES): "kept",
    (NO, FAILED): "failing",
    (OPEN, FAILED): "failing",
    (YES, FAILED): "failing",
}
KINDS = 5 * 4
"""So many kinds of move there are; the fifth "before" is: eligible before and now, the amount changed."""


def kinds(before: Array, after: Array, amount_differs: Array) -> Array:
    """Return the kind of move of every row, a number below KINDS."""
    found: Array = before * 4 + after
    found[amount_differs & (before == YES) & (after == YES)] = KINDS - 1
    return found


def moves_of(counts: Array) -> Moves:
    """Return the moves of how often each kind occurred."""
    named = {"amount_changed": int(counts[KINDS - 1])}
    for (before, after), name in _NAMED.items():
        named[name] = named.get(name, 0) + int(counts[before * 4 + after])
    return Moves(**named)
