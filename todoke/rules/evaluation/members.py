"""Statements about members of the household: exists, every, count, total, largest, smallest, rank."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.evaluation.arithmetic import number_bounds
from todoke.rules.evaluation.run import Evaluator, Run
from todoke.rules.household import BIRTH_DATE, HOUSEHOLD, MEMBERS, Member
from todoke.rules.truth import as_truth, conjunction, disjunction, is_equal, is_less, negation
from todoke.rules.values import (
    ABSENT,
    NO_NEEDS,
    Interval,
    Maybe,
    Needs,
    Number,
    Truth,
    Value,
    interval,
    need,
    needs_of,
    tidy,
    union,
)

_WHO_ELSE: Needs = need(MEMBERS, HOUSEHOLD)


def quantifier(node: n.Node, sub: Callable[[Any], Evaluator]) -> Evaluator:
    """Return the function of a node about members."""
    kind = next(iter(type(node).model_fields))
    content = getattr(node, kind)
    where = None if content.where is None else sub(content.where)
    value = sub(content.value) if isinstance(content, n.Valued) else None
    who = content.who
    if kind == "rank":
        return _rank(who, where)
    combine = _COMBINATIONS[kind]

    def evaluate(run: Run, member: Member | None) -> Value:
        found, complete = run.related(member, who)
        seen: list[tuple[Truth, Value]] = []
        for one in found:
            truth = True if where is None else as_truth(where(run, one))
            if truth is not False:
                seen.append((truth, True if value is None else value(run, one)))
        return combine(seen, complete)

    return evaluate


def _exists(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    found = disjunction(truth for truth, _ in seen)
    if complete or found is True:
        return found
    return Maybe(union(needs_of(found), _WHO_ELSE))


def _every(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    kept = conjunction(disjunction((negation(truth), as_truth(value))) for truth, value in seen)
    if complete or kept is False:
        return kept
    return Maybe(union(needs_of(kept), _WHO_ELSE))


def _count(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    low = sum(1 for truth, _ in seen if truth is True)
    needs = _doubts(seen, complete)
    return interval(low, len(seen) if complete else math.inf, needs)


def _total(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    """Add up; a value that does not apply adds nothing, and whoever is not listed adds zero or more."""
    low: Number = 0
    high: Number = 0
    for truth, value in seen:
        one_low, one_high = (0, 0) if value is ABSENT else number_bounds(value)
        low += one_low if truth is True else min(one_low, 0)
        high += one_high if truth is True else max(one_high, 0)
    return interval(tidy(low), tidy(high) if complete else math.inf, _doubts(seen, complete))


def _largest(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    pairs = [(truth, number_bounds(value)) for truth, value in seen if value is not ABSENT]
    sure = [pair for truth, pair in pairs if truth is True]
    low = max((low for low, _ in sure), default=min((low for _, (low, _) in pairs), default=0))
    if not sure:
        low = min(low, 0)
    high = max((high for _, (_, high) in pairs), default=0)
    if not sure:
        high = max(high, 0)
    return interval(low, high if complete else math.inf, _doubts(seen, complete))


def _smallest(seen: list[tuple[Truth, Value]], complete: bool) -> Value:
    pairs = [(truth, number_bounds(value)) for truth, value in seen if value is not ABSENT]
    sure = [pair for truth, pair in pairs if truth is True]
    low = min((low for _, (low, _) in pairs), default=0)
    high = min((high for _, high in sure), default=max((high for _, (_, high) in pairs), default=0))
    if not sure:
        low, high = min(low, 0), max(high, 0)
    if not complete:
        low = -math.inf
        high = high if sure else math.inf
    return interval(low, high, _doubts(seen, complete))


_COMBINATIONS: dict[str, Callable[[list[tuple[Truth, Value]], bool], Value]] = {
    "exists": _exists,
    "every": _every,
    "count": _count,
    "total": _total,
    "largest": _largest,
    "smallest": _smallest,
}


def _doubts(seen: list[tuple[Truth, Value]], complete: bool) -> Needs:
    doubts = NO_NEEDS if complete else _WHO_ELSE
    for truth, value in seen:
        doubts = union(union(doubts, needs_of(truth)), needs_of(value))
    return doubts


def _rank(who: str, where: Evaluator | None) -> Evaluator:
    def evaluate(run: Run, member: Member | None) -> Value:
        member = member or run.household.applicant
        found, complete = run.related(member, who)
        own = _birth(run, member)
        low, high, needs = 1, 1, NO_NEEDS if complete else _WHO_ELSE
        listed_before = True
        for one in found:
            if member is not None and one.id == member.id:
                listed_before = False
                continue
            birth = _birth(run, one)
            elder = disjunction((is_less(birth, own), conjunction((is_equal(birth, own), listed_before))))
            counted = True if where is None else as_truth(where(run, one))
            truth = conjunction((elder, counted))
            low += truth is True
            high += truth is not False
            needs = union(needs, needs_of(truth))
        return interval(low, high if complete else math.inf, needs)

    return evaluate


def _birth(run: Run, member: Member | None) -> Value:
    one = member or run.household.applicant
    born = None if one is None else one.facts.get(BIRTH_DATE)
    if born is None:
        entity = HOUSEHOLD if one is None else one.id
        return Interval(run.on.min, run.on, need(BIRTH_DATE, entity))
    return born
