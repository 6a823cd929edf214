"""Statements about members of the household as SQL: quantifiers, sums, ranks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from todoke.engines.sql.frames import OF_PAIR, OF_PERSON, Frame, Translates, depends_on_subject
from todoke.engines.sql.groups import Group, read_for_other
from todoke.engines.sql.script import Level, as_role
from todoke.engines.sql.texts import (
    TRUE,
    all_of,
    error_where,
    first_error,
    maybe,
    surely,
)
from todoke.engines.sql.values import Truth, Value, kept
from todoke.rules import nodes as n


class Members:
    """Translates quantifiers and ranks for a translator."""

    def __init__(self, translator: Translates) -> None:
        """Number the quantifiers as they come."""
        self._translator = translator
        self._count = 0

    def quantified(self, node: n.Node, frame: Frame, local: Any) -> Value:
        """Return a statement about members, seen from the member at hand."""
        kind = next(iter(type(node).model_fields))
        content: Any = getattr(node, kind)
        depends = frame.subject != "none" and depends_on_subject(node)
        inner = OF_PAIR if depends else OF_PERSON
        outer: Level = "pair" if depends and frame.subject == "pair" else "person"
        of_household = frame.level == "household"
        script = self._translator.script
        where = Truth(TRUE)
        if content.where is not None:
            where = script.stored(inner.level, self._translator.truth(content.where, inner, local), "where")
        value: Value | None = None
        error = where.error
        if isinstance(content, n.Valued):
            value = self._translator.translate(content.value, inner, local)
            if kind == "every":
                value = self._translator.as_truth(value)
            value = script.stored(inner.level, kept(value, script.keep), kind)
            error = first_error(where.error, error_where(maybe(where.holds), value.error))
        if error is not None:
            error = script.stored(inner.level, Truth(error), "error").holds
        group = Group(self._translator, outer, content.who, where, self._number())
        found = group.rank() if kind == "rank" else getattr(group, kind)(value)
        found = replace(found, error=group.error(error))
        if not of_household:
            return found
        # The household is seen from its applicant.
        return as_role("a", script.stored("person", found, f"{kind} of {content.who}"))

    def anybody(self, holds: Truth, title: str) -> Truth:
        """Return whether something holds for anybody of the household, seen from the household."""
        script = self._translator.script
        holds = script.stored("person", holds, title)
        group = Group(self._translator, "household", "everyone", holds, self._number())
        found: Truth = group.exists(None)
        if holds.error is None:
            return found
        first = group.aggregate(
            "first",
            f'min(k."other") FILTER ({all_of(surely(group.where), f"({read_for_other(holds.error)} IS NULL)")})',
        )
        failing = group.aggregate(
            "failing", f'min(k."other") FILTER ({read_for_other(holds.error)} IS NOT NULL)'
        )
        error = group.error(holds.error)
        reached = f"COALESCE({failing} < {first}, {first} IS NULL)"
        return replace(found, error=error_where(reached, error))

    def _number(self) -> int:
        self._count += 1
        return self._count
