"""Conditions: all, any, comparisons, choices between values, and remembering what was worked out."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.evaluation.run import Evaluator, Run
from todoke.rules.household import Member
from todoke.rules.truth import COMPARISONS, as_truth, conjunction, disjunction, is_among
from todoke.rules.values import Maybe, Needs, Value, hull, needs_of, union


def all_of(parts: list[Evaluator]) -> Evaluator:
    """Return the conjunction of parts: false as soon as one is (かつ)."""

    def evaluate(run: Run, member: Member | None) -> Value:
        open_parts: list[Maybe] = []
        for part in parts:
            value = part(run, member)
            if value is True:
                continue
            truth = as_truth(value)
            if truth is False:
                return False
            open_parts.append(truth)  # type: ignore[arg-type]
        return conjunction(open_parts) if open_parts else True

    return evaluate


def any_of(parts: list[Evaluator]) -> Evaluator:
    """Return the disjunction of parts: true as soon as one is (または)."""

    def evaluate(run: Run, member: Member | None) -> Value:
        open_parts: list[Maybe] = []
        for part in parts:
            value = part(run, member)
            if value is False:
                continue
            truth = as_truth(value)
            if truth is True:
                return True
            if truth is not False:
                open_parts.append(truth)
        return disjunction(open_parts) if open_parts else False

    return evaluate


_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}


def against(kind: str, left: Evaluator, constant: Value) -> Evaluator:
    """Return a comparison with a constant; what is known exactly is compared at once."""
    compare, plainly, exactly = COMPARISONS[kind], _PLAIN[kind], type(constant)

    def evaluate(run: Run, member: Member | None) -> Value:
        value = left(run, member)
        return plainly(value, constant) if type(value) is exactly else compare(value, constant)

    return evaluate


def among(value: Evaluator, codes: frozenset[str]) -> Evaluator:
    """Return whether a code is one of ``codes``."""

    def evaluate(run: Run, member: Member | None) -> Value:
        code = value(run, member)
        return code in codes if type(code) is str else is_among(code, codes)

    return evaluate


def between(node: n.Range, sub: Callable[[Any], Evaluator]) -> Evaluator:
    """Return whether a value lies between two ends, each included or not."""
    value, low, high = sub(node.value), sub(node.from_), sub(node.to)
    above = COMPARISONS["gt" if node.open in ("from", "both") else "ge"]
    below = COMPARISONS["lt" if node.open in ("to", "both") else "le"]

    def evaluate(run: Run, member: Member | None) -> Value:
        seen = value(run, member)
        return conjunction((above(seen, low(run, member)), below(seen, high(run, member))))

    return evaluate


def first_match(node: n.Case, sub: Callable[[Any], Evaluator]) -> Evaluator:
    """Return the value of the first branch that holds; all that may, where that is not certain."""
    branches = [(None if b.when is None else sub(b.when), sub(b.then)) for b in node.case]

    def evaluate(run: Run, member: Member | None) -> Value:
        open_values: list[Value] = []
        needs: Needs = frozenset()
        for when, then in branches:
            truth = True if when is None else as_truth(when(run, member))
            if truth is False:
                continue
            open_values.append(then(run, member))
            if truth is True:
                break
            needs = union(needs, needs_of(truth))
        return open_values[0] if len(open_values) == 1 and not needs else hull(open_values, needs)

    return evaluate


def remembered(evaluate: Evaluator, place: int) -> Evaluator:
    """Return the same function, worked out once per run and member."""

    def recall(run: Run, member: Member | None) -> Value:
        key = (place, None if member is None else member.id)
        value = run.memo.get(key)
        if value is None:
            value = run.memo[key] = evaluate(run, member)
        return value

    return recall
