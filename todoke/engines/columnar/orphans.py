"""Households whose applicant is born after the day of the question: the reference answers for the others of them.

They are rare, and their members are seen from nobody, so that columns are not worth their while.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from todoke.engines.columnar.presence import Present
from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.engines.reference import ReferenceEngine
from todoke.residents.block import Array, Block
from todoke.residents.taking import take
from todoke.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Orphans:
    """What the reference answers for the orphaned households of a block, and the rows of these in it."""

    persons: Array
    households: Array
    answers: Mapping[str, ProgramAnswers]

    def put_among(self, answers: ProgramAnswers) -> ProgramAnswers:
        """Return the answers for a whole block with those of the orphaned households among them."""
        own = self.answers.get(answers.program_id)
        if own is None or answers.outcome is not None or own.outcome is not None:
            return answers
        rows = self.persons if own.unit == "person" else self.households
        planes = {name: _put(getattr(answers, name), getattr(own, name), rows) for name in _PLANES}
        found = replace(answers, **planes)
        if answers.rows is None or own.rows is None:
            return found
        assert answers.open_rows is not None
        assert own.open_rows is not None
        order = _Order(answers.rows, rows[own.rows])
        open_order = _Order(answers.open_rows, rows[own.open_rows])
        return replace(
            found,
            rows=order.rows,
            amounts=order.amounts(answers.amounts, own.amounts),
            open_rows=open_order.rows,
            reasons=open_order.reasons(answers.reasons, own.reasons),
        )


_PLANES = ("sure", "possible", "failed", "unencoded")
_NOBODY = Orphans(np.empty(0, np.int64), np.empty(0, np.int64), {})


def orphans_of(
    block: Block, present: Present, book: Rulebook, *, on: date, programs: tuple[str, ...], details: bool
) -> Orphans:
    """Return what the reference answers for the households of a block that are orphaned."""
    if present.orphaned is None or not present.orphaned.any():
        return _NOBODY
    households = np.flatnonzero(present.orphaned)
    found = ReferenceEngine().answers(
        take(block, households), book, on=on, programs=programs, details=details
    )
    return Orphans(
        np.flatnonzero(present.orphaned[block.household_of]),
        households,
        {answers.program_id: answers for answers in found},
    )


def _put(plane: Any, own: Any, rows: Array) -> Any:
    found = np.array(plane)
    found[rows] = own
    return found


class _Order:
    """The rows of two answers, ascending: none of them is in both."""

    def __init__(self, some: Array, others: Array) -> None:
        together = np.concatenate([some, others])
        self._some, self._others = len(some), len(others)
        self._order = np.argsort(together)
        self.rows = together[self._order].astype(np.int32)

    def along(self, some: Any, others: Any) -> Array:
        """Return what is said of the rows of each answer along the rows of both."""
        sides = np.broadcast_to(some, self._some), np.broadcast_to(others, self._others)
        found: Array = np.concatenate(sides)[self._order]
        return found

    def amounts(
        self, some: tuple[AmountColumns, ...], others: tuple[AmountColumns, ...]
    ) -> tuple[AmountColumns, ...]:
        """Return the amounts along the rows of both; an answer without rows may leave its amounts out."""
        if not self._some or not self._others:
            return some if self._some else others
        return tuple(self._amount(one, other) for one, other in zip(some, others, strict=True))

    def _amount(self, one: AmountColumns, other: AmountColumns) -> AmountColumns:
        if one.low is None or other.low is None:
            return AmountColumns(one.amount, None, None, self.along(one.applies, other.applies))
        low, high = self.along(one.low, other.low), self.along(one.high, other.high)
        return AmountColumns(one.amount, low, low if np.array_equal(low, high, equal_nan=True) else high)

    def reasons(self, some: Reasons | None, others: Reasons | None) -> Reasons | None:
        """Return the reasons along the rows of both; an answer without rows has none."""
        if some is None or others is None or not self._some or not self._others:
            return some if self._some else others
        patterns = tuple(dict.fromkeys((*some.patterns, *others.patterns)))
        place = {pattern: code for code, pattern in enumerate(patterns)}
        codes = (
            np.array([place[pattern] for pattern in one.patterns], np.uint16)[one.codes]
            for one in (some, others)
        )
        return Reasons(self.along(*codes), patterns)
