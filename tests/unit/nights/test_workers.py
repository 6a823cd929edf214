"""Workers share tasks, tell what becomes of each, and keep nothing of one for the next."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable
from typing import Any

from todoke.nights.workers import work


class Knot:
    """Something that holds itself, as only a look for garbage finds out."""

    def __init__(self) -> None:
        """Hold itself."""
        self.itself = self


KNOTS: list[weakref.ref[Knot]] = []


def knotted(task: int, tell: Callable[[Any], None]) -> list[int]:
    """Leave a knot behind, and return how many of earlier tasks of this process are still there."""
    left = sum(knot() is not None for knot in KNOTS)
    KNOTS.append(weakref.ref(Knot()))
    tell(task)
    return [os.getpid(), left]


def test_what_a_task_leaves_behind_is_gone_before_the_next() -> None:
    told = list(work(range(8), knotted, workers=2))
    results = [one.result for one in told if one.is_last]
    assert len(results) == 8
    assert len({pid for pid, _ in results}) <= 2
    assert [left for _, left in results] == [0] * 8
    assert sorted(one.news for one in told if one.news is not None) == [*range(8)]


def refused(task: int, tell: Callable[[Any], None]) -> None:
    """Fail at every task."""
    raise ValueError(f"task {task}")


def test_a_task_that_fails_is_told_and_costs_the_others_nothing() -> None:
    told = [one for one in work(range(3), refused, workers=2) if one.is_last]
    assert sorted(str(one.error) for one in told) == ["task 0", "task 1", "task 2"]
    assert not any(one.is_dead for one in told)
