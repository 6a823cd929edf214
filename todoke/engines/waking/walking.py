"""Looking at nodes: what lies right below one, what it says of everybody alike, what passes with every day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from todoke.rules import nodes as n
from todoke.rules.walking import walk

_OF_SOMEBODY = (
    n.FactOf,
    n.Local,
    n.Unreadable,
    n.Exists,
    n.Every,
    n.Count,
    n.Total,
    n.Largest,
    n.Smallest,
    n.Rank,
    n.Eligible,
    n.Receives,
)
_TRUTHS = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.Lt, n.Le, n.Gt, n.Ge, n.In, n.Between)
_PASSING = ("today", "month_start", "month_end")


def written(node: n.Node) -> str:
    """Return a node as text; equal nodes have equal texts."""
    return node.__pydantic_serializer__.to_json(node, by_alias=True).decode()


def parts_of(node: BaseModel) -> Iterator[n.Node]:
    """Yield the nodes right below a node; those that only hold its parameters are passed through."""
    for name in type(node).model_fields:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            yield from _nodes_in(part)


def _nodes_in(part: Any) -> Iterator[n.Node]:
    if isinstance(part, tuple):
        for one in part:
            yield from _nodes_in(one)
    elif type(part) in _KINDS:
        yield part
    elif isinstance(part, BaseModel):
        yield from parts_of(part)


_KINDS = frozenset(n.NODE_KINDS.values())


def is_everybodys(expression: Any) -> bool:
    """Tell whether an expression comes to the same for everybody: constants, parameters and the day alone."""
    return not any(isinstance(node, _OF_SOMEBODY) or _is_of_birth(node) for node in walk(expression))


def _is_of_birth(node: n.Node) -> bool:
    return isinstance(node, n.Born | n.SchoolBorn | n.Reached) and node.born is None


def names_a_day(expression: Any) -> bool:
    """Tell whether an expression mentions the day of the question, by a name or as the day of an age."""
    return any(
        isinstance(node, n.Day) or (isinstance(node, n.Born | n.SchoolBorn) and node.on is None)
        for node in walk(expression)
    )


def is_passing(expression: Any) -> bool:
    """Tell whether an expression moves with today or the month; what a condition only asks of it does not count."""
    if not isinstance(expression, n.Node) or isinstance(expression, _TRUTHS):
        return False
    if isinstance(expression, n.Day):
        return expression.day in _PASSING
    return any(is_passing(part) for part in parts_of(expression))
