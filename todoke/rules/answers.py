"""What the rules answer: an outcome with its reasons, amounts and what is still needed (判定結果)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from todoke.rules.evaluation.arithmetic import number_bounds
from todoke.rules.programs import Amount, Condition
from todoke.rules.values import ABSENT, NO_NEEDS, Interval, Needs, Number, Truth, Value


class Outcome(StrEnum):
    """The answer for a program; a failure is never a "no"."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDETERMINED = "undetermined"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_ENCODED = "not_encoded"
    RULE_ERROR = "rule_error"


DECIDED = frozenset({Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE, Outcome.OUT_OF_SCOPE})


@dataclass(frozen=True, slots=True)
class ConditionAnswer:
    """A condition and whether it holds for the subject."""

    condition: Condition
    truth: Truth


@dataclass(frozen=True, slots=True)
class AmountAnswer:
    """An amount for one subject, or for all of them together; ``value`` is None where none is promised."""

    amount: Amount
    low: Number | None
    high: Number | None
    needs: Needs = NO_NEEDS

    @property
    def is_exact(self) -> bool:
        """Tell whether the amount is one figure."""
        return self.low is not None and self.low == self.high

    @property
    def is_promised(self) -> bool:
        """Tell whether there is any figure at all."""
        return self.low is not None or self.high is not None


@dataclass(frozen=True, slots=True)
class SubjectAnswer:
    """The answer for one person, or for the household (``member_id`` None)."""

    member_id: str | None
    outcome: Outcome
    conditions: tuple[ConditionAnswer, ...]
    amounts: tuple[AmountAnswer, ...]
    needs: Needs

    @property
    def deciding(self) -> tuple[Condition, ...]:
        """Return the conditions that decide: those that fail, else those still open, else all."""
        failed = tuple(answer.condition for answer in self.conditions if answer.truth is False)
        unclear = tuple(a.condition for a in self.conditions if a.truth is not True and a.truth is not False)
        return failed or unclear or tuple(answer.condition for answer in self.conditions)


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of one program on a day, with a trace per subject."""

    program_id: str
    on: date
    outcome: Outcome
    version: date | None = None
    subjects: tuple[SubjectAnswer, ...] = ()
    amounts: tuple[AmountAnswer, ...] = ()
    needs: Needs = NO_NEEDS
    message: str | None = None

    @property
    def is_decided(self) -> bool:
        """Tell whether nothing more needs to be asked for this program."""
        return self.outcome in DECIDED


def amount_answer(amount: Amount, value: Value | None, holds: Truth, needs: Needs) -> AmountAnswer | None:
    """Return the answer for an amount whose own condition ``holds`` or may hold; None where it does not."""
    if holds is False or value is ABSENT:
        return None
    if value is None:
        return AmountAnswer(amount, None, None)
    low, high = number_bounds(value)
    if holds is not True:
        low = min(low, 0)
        needs = needs | holds.needs
    if isinstance(value, Interval):
        needs = needs | value.needs
    return AmountAnswer(amount, _finite(low), _finite(high), needs)


def combined_amounts(subjects: tuple[SubjectAnswer, ...], complete: bool) -> tuple[AmountAnswer, ...]:
    """Return the amounts of all subjects together: sure ones count fully, possible ones only in the upper bound.

    While it is not ``complete`` who belongs to the household, there is no upper bound.
    """
    by_id: dict[str, list[tuple[Outcome, AmountAnswer]]] = {}
    for subject in subjects:
        if subject.outcome in (Outcome.ELIGIBLE, Outcome.UNDETERMINED):
            for answer in subject.amounts:
                by_id.setdefault(answer.amount.id, []).append((subject.outcome, answer))
    return tuple(_sum(answers, complete) for answers in by_id.values())


def _sum(answers: list[tuple[Outcome, AmountAnswer]], complete: bool) -> AmountAnswer:
    amount = answers[0][1].amount
    needs: Needs = NO_NEEDS.union(*(answer.needs for _, answer in answers))
    if not any(answer.is_promised for _, answer in answers):
        return AmountAnswer(amount, None, None, needs)
    sure = [answer.low or 0 for outcome, answer in answers if outcome is Outcome.ELIGIBLE]
    # While nobody is sure, one person alone may turn out to receive it, perhaps one not listed yet.
    least: Number = min(answer.low or 0 for _, answer in answers) if complete else 0
    low: Number = sum(sure) if sure else least
    high: Number = sum(math.inf if answer.high is None else answer.high for _, answer in answers)
    if amount.unit != "yen":
        # Shares, hours and times are no sum: everybody has their own, between the least and the most.
        low = least
        high = max(math.inf if answer.high is None else answer.high for _, answer in answers)
    return AmountAnswer(amount, _finite(low), _finite(high) if complete else None, needs)


def _finite(number: Number) -> Number | None:
    return None if isinstance(number, float) and math.isinf(number) else number
