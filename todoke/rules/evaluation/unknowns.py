"""What a fact may be while nobody has said it."""

from __future__ import annotations

import math
from datetime import date
from typing import assert_never

from todoke.rules.evaluation.run import exact, number
from todoke.rules.facts import Boolean, Code, Date, Fact, FactType, Money, Number
from todoke.rules.household import BIRTH_DATE
from todoke.rules.values import ABSENT, EARLIEST, LATEST, NO_CODE, Choices, Interval, Maybe, Needs, Value


def unknown(fact: Fact, needs: Needs, on: date) -> Value:
    """Return everything the fact may turn out to be, with what would tell.

    A fact whose absence is possible is bounded by nothing, since no comparison with what does not apply holds.
    """
    may_be_absent = fact.nullable or (fact.applies is not None and fact.otherwise is None)
    if may_be_absent:
        return open_value(fact.type, needs)
    if fact.id == BIRTH_DATE:
        return Interval(EARLIEST, on, needs)
    if isinstance(fact.type, Number | Money):
        high = math.inf if fact.type.maximum is None else number(fact.type.maximum)
        return Interval(number(fact.type.minimum), high, needs)
    if isinstance(fact.type, Code):
        return Choices(frozenset(fact.type.codes), needs)
    return open_value(fact.type, needs)


def open_value(kind: FactType, needs: Needs) -> Value:
    """Return a value of the kind that excludes nothing, not even that it does not apply."""
    match kind:
        case Boolean():
            return Maybe(needs)
        case Code():
            return Choices(frozenset(kind.codes) | {NO_CODE}, needs)
        case Number() | Money():
            return Interval(-math.inf, math.inf, needs)
        case Date():
            return Interval(EARLIEST, LATEST, needs)
        case _ as never:
            assert_never(never)


def inapplicable(fact: Fact) -> Value:
    """Return what the fact is where it does not apply."""
    return ABSENT if fact.otherwise is None else exact(fact.otherwise)
