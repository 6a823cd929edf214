"""The budget of pushes (受け取る上限): so many in any 30 consecutive days, over all senders; the urgent go first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

WINDOW = timedelta(days=30)
"""Rolling: months are not alike, and the first of a month is no licence."""

URGENT_DAYS = 14
"""What is due within so many days goes before everything else."""

NO_DEADLINE = 100_000
"""Days left of what has no deadline: after everything that has one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One notice that wants to be pushed to a person."""

    days_left: int
    """NO_DEADLINE where there is none."""
    value: float
    rule: int
    """Place among the rules, which are ordered by id."""
    program: int
    about: int
    place: int
    """Place among the candidates: the last tie is broken by it."""

    @property
    def order(self) -> tuple[bool, int, float, int, int, int, int]:
        """Return what claims are ordered by: due within 14 days, days left, the more valuable, the rule."""
        urgent = self.days_left <= URGENT_DAYS
        return (not urgent, self.days_left, -self.value, self.rule, self.program, self.about, self.place)


def allot(
    budget: int, used: int, waiting: Sequence[Claim], *, has_roundup: bool = False
) -> tuple[list[Claim], list[Claim]]:
    """Return which claims are pushed and which are not, each in order.

    Who chose a day for a roundup finds in it what does not fit, so one of the budget is kept for it.

    >>> one, two = (Claim(days, 1, 0, 0, 0, place) for place, days in enumerate((20, 3)))
    >>> [claim.days_left for claim in allot(4, 3, [one, two])[0]]
    [3]
    """
    ordered = sorted(waiting, key=lambda claim: claim.order)
    left = max(budget - used, 0)
    if has_roundup and 0 < left < len(ordered):
        left -= 1
    return ordered[:left], ordered[left:]
