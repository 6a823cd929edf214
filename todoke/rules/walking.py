"""Walking a rule's tree: which nodes it holds, and what it refers to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from todoke.rules import nodes as n
from todoke.rules.facts import Fact
from todoke.rules.household import BIRTH_DATE, RELATION


def walk(expression: Any) -> Iterator[n.Node]:
    """Yield every node of an expression, parents before their parts."""
    if isinstance(expression, n.Node):
        yield expression
    if isinstance(expression, BaseModel):
        for name in type(expression).model_fields:
            yield from walk(getattr(expression, name))
    elif isinstance(expression, tuple):
        for part in expression:
            yield from walk(part)


@dataclass(slots=True)
class References:
    """What an expression refers to, by kind."""

    facts: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    tables: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    received: set[str] = field(default_factory=set)
    local: set[str] = field(default_factory=set)


def references(*expressions: Any) -> References:
    """Return what some expressions refer to.

    >>> references(n.Age(age=n.Born())).facts
    {'person.birth_date'}
    """
    found = References()
    for expression in expressions:
        for node in walk(expression):
            match node:
                case n.FactOf():
                    found.facts.add(node.fact)
                case n.Parameter():
                    found.parameters.add(node.parameter)
                case n.Lookup():
                    found.tables.add(node.table)
                case n.Local():
                    found.local.add(node.local)
                case n.Eligible():
                    found.programs.add(node.eligible)
                case n.Receives():
                    found.received.add(node.receives)
                case n.Rank():
                    found.facts.add(BIRTH_DATE)
                case n.Age() if node.age.born is None:
                    found.facts.add(BIRTH_DATE)
                case n.SchoolAge() if node.school_age.born is None:
                    found.facts.add(BIRTH_DATE)
                case n.YearEndAfter() if node.year_end_after.born is None:
                    found.facts.add(BIRTH_DATE)
                case _:
                    pass
    found.facts.discard(RELATION)
    return found


def resting_on(facts: Mapping[str, Fact], *expressions: Any) -> frozenset[str]:
    """Return every fact that some expressions rest on, worked-out facts followed to their sources."""
    waiting = set(references(*expressions).facts)
    seen: set[str] = set()
    while waiting:
        fact_id = waiting.pop()
        seen.add(fact_id)
        if (fact := facts.get(fact_id)) is not None:
            waiting |= references(fact.derive, fact.applies).facts - seen
    return frozenset(seen)
