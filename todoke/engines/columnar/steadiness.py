"""Which nodes stay the same from one day to the next while nothing is said anew and no rule changes.

The days since something happened are not steady; a tax computed from last year's income is, until the year, a
parameter or a table changes. So is an age, but for those whose birthday matters today (see
:mod:`todoke.engines.columnar.birthdays`). What is steady is worked out once and kept (see
:mod:`todoke.engines.columnar.keeping`); named days of the year, parameters and tables in force are part of the key
it is kept under.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any

from pydantic import BaseModel

from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.compiler import Compiler
from todoke.rules.evaluation.days import named_day
from todoke.rules.evaluation.run import Run
from todoke.rules.facts import Boolean
from todoke.rules.household import Household
from todoke.rules.parameters import ParameterSeries, TableSeries
from todoke.rules.walking import resting_on, walk

_STEADY_DAYS = ("year_start", "fiscal_year_start", "fiscal_year_end")
_TRUTHS = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.Lt, n.Le, n.Gt, n.Ge, n.In, n.Between, n.Exists, n.Every)
_COMPARISONS = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.Lt, n.Le, n.Gt, n.Ge, n.Between)
_OF_DAYS = (
    *_COMPARISONS,
    n.Case,
    n.Branch,
    n.Range,
    n.Day,
    n.Shift,
    n.Shifted,
    n.Parameter,
    n.YearEndAfter,
    n.Reached,
)
_CHEAP = (n.AllOf, n.AnyOf, n.Not, n.Eq, n.In, n.FactOf)
_LAYOUT = "1"

# What a node must say to be restless; and the facts it names. Looking at its text spares walking its tree.
_RESTLESS = ('"day":"today"', '"day":"month', '"eligible":', '"born":{')
_FACT = re.compile(r'"fact":"([^"]+)"')


class Steadiness:
    """Tells of the nodes of some content on a day whether they are steady, and under which key."""

    def __init__(self, content: Content, on: date) -> None:
        """Look at some content on a day."""
        self._content, self._on = content, on
        self._facts: dict[str, bool] = {}
        self._cheap: dict[str, bool] = {}
        self._closures: dict[str, frozenset[str]] = {}
        self._plain = Compiler(content.facts, content.parameters, content.tables)
        self.key = self._key()

    def is_kept(self, expression: Any) -> bool:
        """Tell whether a node is a steady truth value that is dear enough to be kept."""
        if not isinstance(expression, n.Node) or not self._is_truth(expression):
            return False
        return self.is_steady(expression) and not self._is_cheap(expression)

    def is_steady(self, *expressions: Any) -> bool:
        """Tell whether expressions come to the same tomorrow, or tell so by their key."""
        return all(self._steady(one) for one in expressions if isinstance(one, n.Node))

    def _steady(self, node: n.Node) -> bool:
        text = node.model_dump_json(by_alias=True)
        if not any(mark in text for mark in _RESTLESS):
            return all(self._steady_fact(fact_id) for fact_id in _FACT.findall(text))
        if self._of_the_day(node):
            return True
        if _by_day(node) or (isinstance(node, n.FactOf) and not self._steady_fact(node.fact)):
            return False
        return all(self._steady(part) for part in parts_of(node))

    def _of_the_day(self, node: n.Node) -> bool:
        """Tell whether a node says something of the day alone, such as that the season has begun."""
        if not isinstance(node, (*_COMPARISONS, n.Case)):
            return False
        seen = list(walk(node))
        return any(_by_day(one) for one in seen) and all(
            isinstance(one, _OF_DAYS) or (isinstance(one, n.FactOf) and self._fact_of_the_day(one.fact))
            for one in seen
        )

    def _fact_of_the_day(self, fact_id: str) -> bool:
        fact = self._content.facts.get(fact_id)
        return (
            fact is not None
            and not fact.askable
            and fact.applies is None
            and isinstance(fact.derive, n.Node)
            and self._of_the_day(fact.derive)
        )

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
            found = fact is None or self.is_steady(fact.derive, fact.applies)
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

    def key_of(self, *expressions: n.Node, space: str) -> str:
        """Return the name nodes are kept under; ``space`` is the program whose local values they may use."""
        found = blake2b(space.encode(), digest_size=12)
        for expression in expressions:
            found.update(expression.model_dump_json(by_alias=True).encode())
            for value in self._day_values(expression):
                found.update(value.encode())
        return found.hexdigest()

    def _day_values(self, expression: n.Node) -> list[str]:
        """Return what the nodes of the day come to that an expression rests on."""
        text = expression.model_dump_json(by_alias=True)
        found = self._values_in(expression) if any(mark in text for mark in _RESTLESS) else []
        below = {one for fact_id in _FACT.findall(text) for one in self._closure(fact_id)}
        for fact_id in sorted(below & self._facts_of_days.keys()):
            found += self._facts_of_days[fact_id]
        return found

    @cached_property
    def _facts_of_days(self) -> dict[str, list[str]]:
        """What the nodes of the day come to in each fact that has any."""
        found = {
            fact.id: [
                value
                for part in (fact.derive, fact.applies)
                if isinstance(part, n.Node)
                for value in self._values_in(part)
            ]
            for fact in self._content.facts.values()
        }
        return {fact_id: values for fact_id, values in found.items() if values}

    def _closure(self, fact_id: str) -> frozenset[str]:
        if fact_id not in self._closures:
            self._closures[fact_id] = resting_on(self._content.facts, n.FactOf(fact=fact_id))
        return self._closures[fact_id]

    def _values_in(self, node: n.Node) -> list[str]:
        if self._of_the_day(node):
            try:
                return [repr(self._plain.compile(node)(Run(Household(()), self._on), None))]
            except Exception as error:  # one that cannot be told is told by how it fails
                return [type(error).__name__]
        return [value for part in parts_of(node) for value in self._values_in(part)]

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


def parts_of(node: BaseModel) -> Iterator[n.Node]:
    """Yield the nodes right below a node."""
    for name in type(node).model_fields:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, n.Node):
                yield part
            elif isinstance(part, BaseModel):
                yield from parts_of(part)
            elif isinstance(part, tuple):
                yield from (one for one in part if isinstance(one, n.Node))


def is_watched(born: Any, on: Any) -> bool:
    """Tell whether an age is that of the member today: :mod:`todoke.engines.columnar.birthdays` watches those."""
    return born is None and on is None


def _by_day(node: n.Node) -> bool:
    match node:
        case n.Day():
            return node.day not in _STEADY_DAYS
        case n.Age():
            return not is_watched(node.age.born, node.age.on) and node.age.on is None
        case n.SchoolAge():
            return not is_watched(node.school_age.born, node.school_age.on) and node.school_age.on is None
        case n.Eligible():
            return True
        case _:
            return False
