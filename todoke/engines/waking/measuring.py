"""Measuring: an expression as a function of one date fact and of the day, and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from todoke.engines.waking.sayings import Sayings
from todoke.engines.waking.walking import is_everybodys, is_passing, names_a_day
from todoke.engines.waking.watches import TODAY, Measure, Mode, as_number
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.run import exact
from todoke.rules.facts import Date
from todoke.rules.household import BIRTH_DATE

MIRRORED: Final = {"eq": "eq", "lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
"""The comparison that says the same with both sides exchanged."""

MODES: Final[dict[str, tuple[Mode, ...]]] = {
    "eq": ("under", "upto"),
    "lt": ("under",),
    "ge": ("under",),
    "le": ("upto",),
    "gt": ("upto",),
}
"""What is watched of a value that is compared so with a limit."""


def comparisons_of(node: n.Node) -> Iterator[tuple[str, Any, Any]]:
    """Yield what a comparison compares: how, and both sides."""
    if isinstance(node, n.Between):
        span = node.between
        yield "gt" if span.open in ("from", "both") else "ge", span.value, span.from_
        yield "lt" if span.open in ("to", "both") else "le", span.value, span.to
    else:
        kind = type(node).__name__.lower()
        yield (kind, *getattr(node, kind))


class Measuring:
    """Reads expressions of some content on a day as measures."""

    def __init__(self, content: Content, sayings: Sayings) -> None:
        """Take the content and what it says of everybody alike."""
        self._content, self._sayings = content, sayings

    def steps(self, table_id: str) -> list[tuple[Any, Mode]] | None:
        """Return where the rows of a table begin and where it ends; None where each key has a value of its own."""
        version = self._sayings.version(table_id)
        if version is None or any(row.from_ is None or row.rate is not None for row in version.rows):
            return None
        steps: list[tuple[Any, Mode]] = [(as_number(row.from_), "under") for row in version.rows]
        if version.beyond == "error":
            return [*steps, (steps[-1][0], "upto")]
        return steps if version.beyond == "last" else None

    def limit(self, expression: Any) -> Any:
        """Return what a measure is compared with, if it is the same for everybody or for a municipality."""
        if not isinstance(expression, n.Node):
            value = exact(expression)
            return None if isinstance(value, bool | str) else value
        if isinstance(expression, n.Local):
            return expression
        if not is_everybodys(expression):
            return None
        if names_a_day(expression):
            return expression
        return self._sayings.figure(expression)

    def measure(self, expression: Any) -> Measure | None:
        """Return an expression as a measure of one date fact on a day that passes."""
        match expression:
            case n.Age():
                age = expression.age
                return self._on_day(age.born, age.on, ("age", age.unit, age.counted))
            case n.SchoolAge():
                return self._on_day(expression.school_age.born, expression.school_age.on, ("school",))
            case n.Elapsed():
                span = expression.elapsed
                if not isinstance(span.from_, n.Node) or not isinstance(span.to, n.Node):
                    return None
                since = self._on_day(span.from_, span.to, ("since", span.unit))
                return since or self._on_day(span.to, span.from_, ("until", span.unit))
            case n.As():
                return self.measure(expression.as_.value)
            case _:
                return None

    def _on_day(self, of: Any, on: Any, kind: tuple[str, ...]) -> Measure | None:
        day = TODAY if on is None else on
        if not is_passing(day) or not is_everybodys(day):
            return None
        base = self.day(n.FactOf(fact=BIRTH_DATE) if of is None else of)
        return None if base is None else Measure(base.fact, base.moves, kind, day)

    def day(self, expression: Any) -> Measure | None:
        """Return a date fact, perhaps moved, that can be read from a column."""
        match expression:
            case n.FactOf():
                fact = self._content.facts.get(expression.fact)
                if fact is None or fact.derive is not None or not isinstance(fact.type, Date):
                    return None
                return Measure(fact.id)
            case n.Shift():
                shift = expression.shift
                base = self.day(shift.date)
                move: tuple[Any, ...] = ("shift", shift.years, shift.months, shift.days)
            case n.YearEndAfter():
                reached = expression.year_end_after
                base = self.day(n.FactOf(fact=BIRTH_DATE) if reached.born is None else reached.born)
                move = ("year_end", reached.age)
            case _:
                return None
        return None if base is None else Measure(base.fact, (*base.moves, move))
