"""What an expression can come to at all, so that a table that covers it is known never to fail."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import Any

from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.run import number
from todoke.rules.facts import Code, Fact, Money, Number
from todoke.rules.parameters import Extension, TableSeries
from todoke.rules.walking import walk

Span = tuple[float, float]
_ANY: Span = (-math.inf, math.inf)
_OLDEST = 400.0 * 366


class Fragility:
    """Tells which expressions may fail on a day: a table or a parameter that ends, a divisor of zero."""

    def __init__(self, content: Content, on: date) -> None:
        """Look at some content on a day."""
        self._content, self._on = content, on
        self._facts: dict[str, Span] = {}
        self._fragile: dict[str, bool] = {}

    def is_fragile(self, *expressions: Any) -> bool:
        """Tell whether working any of the expressions out may fail."""
        return any(self._may_fail(node) for one in expressions if one is not None for node in walk(one))

    def _may_fail(self, node: n.Node) -> bool:
        match node:
            case n.Lookup():
                return self._table_may_end(node)
            case n.Divide():
                low, high = self.span(node.divide[1])
                return low <= 0 <= high
            case n.Parameter():
                return not self._is_encoded(self._content.parameters.get(node.parameter))
            case n.Eligible():
                return True
            case n.FactOf():
                return self._fact_may_fail(node.fact)
            case _:
                return False

    def _fact_may_fail(self, fact_id: str) -> bool:
        found = self._fragile.get(fact_id)
        if found is None:
            self._fragile[fact_id] = False  # facts may rest on one another
            fact = self._content.facts.get(fact_id)
            found = fact is not None and self.is_fragile(fact.derive, fact.applies)
            self._fragile[fact_id] = found
        return found

    def _is_encoded(self, series: Any) -> bool:
        if series is None:
            return False
        try:
            series.on(self._on)
        except Exception:
            return False
        return True

    def _table_may_end(self, node: n.Lookup) -> bool:
        series: TableSeries | None = self._content.tables.get(node.table)
        if series is None or not self._is_encoded(series):
            return True
        version = series.on(self._on)
        if version.rows[0].code is not None:
            return not self._codes_of(node.key) <= {row.code for row in version.rows}
        low, high = self.span(node.key)
        first, last = version.rows[0].from_ or 0, version.rows[-1].from_ or 0
        return low < first or (version.beyond == "error" and high > last)

    def _codes_of(self, expression: Any) -> set[str]:
        if isinstance(expression, n.FactOf) and expression.fact in self._content.facts:
            fact = self._content.facts[expression.fact]
            if isinstance(fact.type, Code):
                return set(fact.type.codes)
        if isinstance(expression, n.Case):
            return set().union(*(self._codes_of(branch.then) for branch in expression.case))
        return {expression} if isinstance(expression, str) else {""}

    def span(self, expression: Any) -> Span:
        """Return bounds of a number; whatever is not understood may be anything."""
        match expression:
            case bool():
                return _ANY
            case n.FactOf():
                return self._span_of_fact(expression.fact)
            case n.Parameter():
                if not self._is_encoded(series := self._content.parameters.get(expression.parameter)):
                    return _ANY
                assert series is not None
                return self.span(series.on(self._on).value)
            case n.Count() | n.Rank():
                return 0.0, math.inf
            case n.Total() | n.Largest() | n.Smallest():
                low, high = self.span(getattr(expression, type(expression).__name__.lower()).value)
                unbounded = isinstance(expression, n.Total)
                return (
                    (-math.inf if unbounded else low) if low < 0 else 0.0,
                    (math.inf if unbounded else high) if high > 0 else 0.0,
                )
            case n.Add():
                spans = [self.span(part) for part in expression.add]
                return sum(low for low, _ in spans), sum(high for _, high in spans)
            case n.Subtract():
                (low, high), (less, most) = (self.span(side) for side in expression.subtract)
                return (
                    -math.inf if math.isinf(low) or math.isinf(most) else low - most,
                    math.inf if math.isinf(high) or math.isinf(less) else high - less,
                )
            case n.Multiply():
                spans = [self.span(part) for part in expression.multiply]
                return (0.0, math.inf) if all(low >= 0 for low, _ in spans) else _ANY
            case n.Divide():
                spans = [self.span(part) for part in expression.divide]
                return (0.0, math.inf) if all(low >= 0 for low, _ in spans) else _ANY
            case n.Max():
                spans = [self.span(part) for part in expression.max]
                return max(low for low, _ in spans), max(high for _, high in spans)
            case n.Min():
                spans = [self.span(part) for part in expression.min]
                return min(low for low, _ in spans), min(high for _, high in spans)
            case n.Round():
                low, high = self.span(expression.round.value)
                step = float(expression.round.to)
                return math.floor(low / step) * step if math.isfinite(low) else low, high + step
            case n.Case():
                spans = [self.span(branch.then) for branch in expression.case]
                return min(low for low, _ in spans), max(high for _, high in spans)
            case n.As():
                return self.span(expression.as_.value)
            case n.Lookup():
                return self._span_of_table(expression.table)
            case n.Age():
                return (-_OLDEST if expression.age.unit == "days" else -1.0), _OLDEST
            case n.SchoolAge():
                return -1.0, _OLDEST
            case n.Node() | str() | date():
                return _ANY
            case _:
                value = float(Fraction(expression))
                return value, value

    def _span_of_fact(self, fact_id: str) -> Span:
        found = self._facts.get(fact_id)
        if found is None:
            self._facts[fact_id] = _ANY  # facts may rest on one another
            fact = self._content.facts.get(fact_id)
            found = self._facts[fact_id] = _ANY if fact is None else self._span_of(fact)
        return found

    def _span_of(self, fact: Fact) -> Span:
        if not isinstance(fact.type, Number | Money):
            return _ANY
        # Given directly, a fact keeps to its type; while it may not apply it is open, which is no failure.
        highest = math.inf if fact.type.maximum is None else float(number(fact.type.maximum))
        spans = [(float(number(fact.type.minimum)), highest)]
        if fact.derive is not None:
            spans.append(self.span(fact.derive))
        if fact.otherwise is not None:
            spans.append(self.span(fact.otherwise))
        return min(low for low, _ in spans), max(high for _, high in spans)

    def _span_of_table(self, table_id: str) -> Span:
        series = self._content.tables.get(table_id)
        if series is None or not self._is_encoded(series):
            return _ANY
        version = series.on(self._on)
        beyond = version.beyond
        rates = [float(row.rate or 0) for row in version.rows]
        if any(isinstance(row.value, bool | str) for row in version.rows) or min(rates) < 0:
            return _ANY
        if any(rates) and version.rows[0].code is not None:
            return _ANY
        # Rising rows are lowest where they begin; the last one, and rows that go on by steps, have no end.
        starts = [
            float(row.base) + rate * float(row.from_ or 0) if row.value is None else float(row.value)
            for row, rate in zip(version.rows, rates, strict=True)
        ]
        goes_on = any(rates) or (isinstance(beyond, Extension) and beyond.step > 0)
        falls = isinstance(beyond, Extension) and beyond.step < 0
        return (-math.inf if falls else min(starts)), (math.inf if goes_on else max(starts))
