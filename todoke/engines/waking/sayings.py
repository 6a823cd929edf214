"""What is the same for everybody: what nodes of the day, parameters and tables come to on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from todoke.engines.waking.walking import written
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.evaluation.compiler import Compiler
from todoke.rules.evaluation.run import Run
from todoke.rules.household import Household
from todoke.rules.parameters import ExpiredError, NotEncodedError, TableVersion
from todoke.rules.values import Value

_MID_MONTH = (14, 15, 16)


class Sayings:
    """Tells what nodes that rest on nobody come to; each once a day."""

    def __init__(self, content: Content, on: date) -> None:
        """Work nothing out yet."""
        self._content, self.on = content, on
        self._plain = Compiler(content.facts, content.parameters, content.tables)
        self._values: dict[tuple[str, date], Value | Exception] = {}
        self._runs: dict[date, Run] = {}

    def value(self, node: n.Node, day: date) -> Value | Exception:
        """Return what a node comes to, or how it fails."""
        if isinstance(node, n.Day) and node.day == "today":
            return day
        key = (written(node), day)
        found = self._values.get(key)
        if found is None:
            try:
                run = self._runs.setdefault(day, Run(Household(()), day))
                found = self._plain.compile(node)(run, None)
            except Exception as error:  # one that cannot be told is told by how it fails
                found = error
            self._values[key] = found
        return found

    def told(self, node: n.Node) -> str:
        """Return what a node comes to today as text, a failure by its name."""
        value = self.value(node, self.on)
        return type(value).__name__ if isinstance(value, Exception) else repr(value)

    def is_daily(self, node: n.Node) -> bool:
        """Tell whether a node comes to something else every day."""
        values = [self.value(node, self.on.replace(day=day)) for day in _MID_MONTH]
        if any(isinstance(value, Exception) for value in values):
            return False
        return values[0] != values[1] and values[1] != values[2]

    def figure(self, node: n.Node) -> Any:
        """Return a number or a day that holds for everybody today; None where it cannot be told."""
        value = self.value(node, self.on)
        return None if isinstance(value, Exception | bool | str) else value

    def version(self, table_id: str) -> TableVersion | None:
        """Return the version of a table in force today."""
        series = self._content.tables.get(table_id)
        try:
            return None if series is None else series.on(self.on)
        except (NotEncodedError, ExpiredError):
            return None
