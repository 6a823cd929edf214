"""One run of rules: a household on a day, with what was worked out on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from todoke.rules.household import Household, Member, related
from todoke.rules.parameters import Dated, ParameterSeries
from todoke.rules.values import Number, Value, tidy

MemoKey: TypeAlias = tuple[object, str | None]


class Run:
    """A household on a day, seen by one program after the other."""

    __slots__ = (
        "_parameters",
        "_related",
        "household",
        "locals",
        "memo",
        "on",
        "program",
        "subject",
        "trace",
    )

    def __init__(self, household: Household, on: date, *, trace: bool = True) -> None:
        """Begin a run; members born after ``on`` are not there yet.

        With ``trace`` every condition is answered, also after one that fails.
        """
        self.trace = trace
        self.household = household.born_by(on)
        self.on = on
        self.memo: dict[MemoKey, Value] = {}
        self.locals: dict[str, tuple[Dated, ...]] = {}
        self.program = ""
        self.subject: Member | None = None
        self._related: dict[tuple[str, str | None], tuple[tuple[Member, ...], bool]] = {}
        self._parameters: dict[str, Value] = {}

    def related(self, member: Member | None, who: str) -> tuple[tuple[Member, ...], bool]:
        """Return who is ``who`` to a member, and whether all of them are listed."""
        key = (who, None if member is None else member.id)
        found = self._related.get(key)
        if found is None:
            found = self._related[key] = related(self.household, member, who)
        return found

    def parameter(self, series: ParameterSeries) -> Value:
        """Return a parameter's value on the day of the run."""
        value = self._parameters.get(series.id)
        if value is None:
            value = self._parameters[series.id] = exact(series.on(self.on).value)
        return value


Evaluator: TypeAlias = Callable[[Run, "Member | None"], Value]


def exact(value: Decimal | bool | int | str | date) -> Value:
    """Return a constant as the evaluator counts: whole numbers as ``int``, others as fractions.

    >>> exact(Decimal("0.5"))
    Fraction(1, 2)
    """
    if isinstance(value, Decimal):
        return number(value)
    return value


def number(value: Decimal) -> Number:
    """Return a decimal as an exact number."""
    return tidy(Fraction(value))
