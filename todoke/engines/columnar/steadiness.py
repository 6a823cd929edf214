"""Which nodes stay the same from one day to the next while nothing is said anew and no rule changes.

An age today is not steady; a tax computed from last year's income is, until the year, a parameter or a table
changes. What is steady is worked out once and kept (see :mod:`todoke.engines.columnar.keeping`); named days of the
year, parameters and tables in force are part of the key it is kept under.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.days import named_day
from todoke.rules.facts import Boolean
from todoke.rules.parameters import ParameterSeries, TableSeries
from todoke.rules.walking import references, walk

_STEADY_DAYS = ("year_start", "fiscal_year_start", "fiscal_year_end")
_TRUTHS = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.Lt, n.Le, n.Gt, n.Ge, n.In, n.Between, n.Exists, n.Every)
_CHEAP = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.In, n.FactOf)
_LAYOUT = "1"


class Steadiness:
    """Tells of the nodes of some content on a day whether they are steady, and under which key."""

    def __init__(self, content: Content, on: date) -> None:
        """Look at some content on a day."""
        self._content, self._on = content, on
        self._facts: dict[str, bool] = {}
        self._cheap: dict[str, bool] = {}
        self.key = self._key()

    def is_kept(self, expression: Any) -> bool:
        """Tell whether a node is a steady truth value that is dear enough to be kept."""
        if not isinstance(expression, n.Node) or not self._is_truth(expression):
            return False
        return self.is_steady(expression) and not self._is_cheap(expression)

    def is_steady(self, *expressions: Any) -> bool:
        """Tell whether expressions come to the same tomorrow."""
        for expression in expressions:
            if any(_by_day(node) for node in walk(expression)):
                return False
            if not all(self._steady_fact(one) for one in references(expression).facts):
                return False
        return True

    def _is_truth(self, node: n.Node) -> bool:
        if isinstance(node, n.FactOf):
            fact = self._content.facts.get(node.fact)
            return node.of == "member" and fact is not None and isinstance(fact.type, Boolean)
        if any(isinstance(one, n.FactOf) and one.of == "subject" for one in walk(node)):
            return False
        return isinstance(node, _TRUTHS)

    def _steady_fact(self, fact_id: str) -> bool:
        found = self._facts.get(fact_id)
        if found is None:
            self._facts[fact_id] = True  # facts may rest on one another
            fact = self._content.facts.get(fact_id)
            found = fact is None or self.is_steady(*_of(fact.derive, fact.applies))
            self._facts[fact_id] = found
        return found

    def _is_cheap(self, expression: Any) -> bool:
        """Tell whether a node is as quickly worked out as read: codes and yes or no as they were said."""
        for node in walk(expression):
            if not isinstance(node, _CHEAP):
                return False
            if isinstance(node, n.FactOf) and not self._cheap_fact(node.fact):
                return False
        return True

    def _cheap_fact(self, fact_id: str) -> bool:
        found = self._cheap.get(fact_id)
        if found is None:
            self._cheap[fact_id] = True
            fact = self._content.facts.get(fact_id)
            found = fact is None or (fact.derive is None and self._is_cheap(fact.applies))
            self._cheap[fact_id] = found
        return found

    def key_of(self, expression: n.Node, space: str) -> str:
        """Return the name a node is kept under; ``space`` is the program whose local values it may use."""
        text = f"{space}\n{expression.model_dump_json(by_alias=True)}"
        return blake2b(text.encode(), digest_size=12).hexdigest()

    def _key(self) -> str:
        """Return a hash of everything steady nodes may rest on, as it is in force on the day."""
        found = blake2b(digest_size=12)
        for part in self._parts():
            found.update(part.encode())
            found.update(b"\n")
        return found.hexdigest()

    def _parts(self) -> Iterator[str]:
        yield _LAYOUT
        for name in _STEADY_DAYS:
            yield str(named_day(name, self._on))
        for fact in self._content.facts.values():
            yield fact.model_dump_json(
                include={"id", "type", "nullable", "applies", "otherwise", "derive", "assumed"}, by_alias=True
            )
        dated: tuple[ParameterSeries | TableSeries, ...] = (
            *self._content.parameters.values(),
            *self._content.tables.values(),
        )
        for series in dated:
            try:
                yield f"{series.id} {series.on(self._on).model_dump_json(by_alias=True)}"
            except Exception as error:  # one that is not in force is told by how it fails
                yield f"{series.id} {type(error).__name__}"
        for code, overlay in sorted(self._content.overlays.items()):
            for program_id, own in sorted(overlay.programs.items()):
                for name, values in sorted(own.local.items()):
                    in_force = [str(one.value) for one in values if one.from_ <= self._on]
                    yield f"{code} {program_id} {name} {in_force[-1:]}"


def _of(*expressions: Any) -> list[Any]:
    return [one for one in expressions if one is not None]


def _by_day(node: n.Node) -> bool:
    match node:
        case n.Day():
            return node.day not in _STEADY_DAYS
        case n.Age():
            return node.age.on is None
        case n.SchoolAge():
            return node.school_age.on is None
        case n.Eligible():
            return True
        case _:
            return False
