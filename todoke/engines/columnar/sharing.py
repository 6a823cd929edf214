"""What a node rests on, and remembering what it came to for as long as the block is being answered."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.values import Codes, Num, Truth, Value, take


@dataclass(slots=True)
class Rests:
    """What a node depends on: the current member, the household, the program's subject.

    ``lone`` marks nodes that mean something of their own where there is no current member.
    """

    member: bool = False
    household: bool = False
    subject: bool = False
    lone: bool = False

    def add(self, other: Rests) -> None:
        """Rest on what another node rests on, too."""
        self.member |= other.member
        self.household |= other.household
        self.subject |= other.subject
        self.lone |= other.lone


def keep(evaluate: Evaluate, rests: Rests, place: int) -> Evaluate:
    """Return the function that works a node out once per block, for persons or for households as it needs."""
    if rests.subject:
        return evaluate
    if not rests.member:
        return _of_households(evaluate, place)
    return _of_persons(evaluate, place, lone=rests.lone or rests.household)


def _of_households(evaluate: Evaluate, place: int) -> Evaluate:
    def recall(run: Run, frame: Frame) -> Value:
        value = run.household_value(place)
        if value is None:
            value = run.of_households[place] = evaluate(run, run.households)
        if frame.households is None or is_uniform(value):
            return value
        if frame is not run.persons:
            return take(value, frame.households)
        wide = run.person_value(place)
        if wide is None:
            wide = run.of_persons[place] = take(value, frame.households)
        return wide

    return recall


def _of_persons(evaluate: Evaluate, place: int, *, lone: bool) -> Evaluate:
    def recall(run: Run, frame: Frame) -> Value:
        if frame.lone and lone:
            value = run.household_value(place)
            if value is None:
                value = run.of_households[place] = evaluate(run, run.households)
            return value
        value = run.person_value(place)
        if value is None:
            value = run.of_persons[place] = evaluate(run, run.persons)
        return value if frame.members is None else take(value, frame.members)

    return recall


def is_uniform(value: Value) -> bool:
    """Tell whether a value is the same for all rows."""
    if value.err is not None and not isinstance(value.err, int):
        return False
    if isinstance(value, Truth):
        return isinstance(value.t, bool) and isinstance(value.p, bool) and isinstance(value.a, bool)
    if isinstance(value, Num):
        return not isinstance(value.lo, np.ndarray) and not isinstance(value.hi, np.ndarray)
    assert isinstance(value, Codes)
    return not isinstance(value.place, np.ndarray)
