"""How rules use a birth date that nobody said: it may be any day up to that of the question, so it grows every night.

Only its later end moves, and only from one day to the next: most comparisons come out alike with either. What is
noted here says when they may not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from todoke.engines.waking.measuring import MIRRORED, MODES, Measuring, comparisons_of
from todoke.engines.waking.walking import is_everybodys, parts_of, written
from todoke.engines.waking.watches import TODAY, Measure, Mode, Watch
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE


@dataclass(slots=True)
class Unsaid:
    """What was noticed of the use of births."""

    ends: set[Watch] = field(default_factory=set)
    """What may not flip between the ends of two days."""
    beside: set[str] = field(default_factory=set)
    """Date facts on whose day somebody's age is asked: where they lie ahead, it may be another every day."""
    compares: bool = False
    """Births are compared with one another."""
    loose: set[str] = field(default_factory=set)
    """Nodes (as JSON) that use a birth in a way nothing can be said of."""

    def __bool__(self) -> bool:
        """Tell whether births are used at all."""
        return bool(self.ends or self.beside or self.compares or self.loose)

    def add(self, other: Unsaid) -> None:
        """Take in what was noticed elsewhere."""
        self.ends |= other.ends
        self.beside |= other.beside
        self.compares |= other.compares
        self.loose |= other.loose


class UnsaidLook:
    """One look at an expression; what it notices goes to ``notes``. Facts it names are to be looked at themselves."""

    def __init__(self, content: Content, measuring: Measuring, program: str, notes: Unsaid) -> None:
        """Look at nothing yet."""
        self._content, self._measuring, self._program, self._notes = content, measuring, program, notes

    def at(self, node: Any) -> None:
        """Note every use of a birth in an expression."""
        match node:
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge() | n.Between():
                for comparison in comparisons_of(node):
                    self._compare(*comparison)
            case n.Lookup():
                self._look_up(node)
            case n.Age() | n.SchoolAge() | n.Elapsed():
                self._as_number(node)
            case n.Rank():
                self._notes.compares = True
                self._parts(node)
            case n.FactOf():
                if node.fact == BIRTH_DATE:
                    self._notes.loose.add(written(node))
            case n.YearEndAfter() if node.year_end_after.born is None:
                self._notes.loose.add(written(node))
            case n.Node():
                self._parts(node)

    def _parts(self, node: n.Node) -> None:
        for part in parts_of(node):
            self.at(part)

    def _compare(self, kind: str, left: Any, right: Any) -> None:
        for one, other, way in ((left, right, kind), (right, left, MIRRORED[kind])):
            measure = self._measure(one)
            limit = None if measure is None else self._measuring.limit(other)
            if measure is not None and limit is not None:
                self._watch(measure, limit, *MODES[way])
                return
        if self._is_birth(left) and self._is_birth(right):
            self._notes.compares = True
            return
        self.at(left)
        self.at(right)

    def _look_up(self, node: n.Lookup) -> None:
        measure, steps = self._measure(node.key), self._measuring.steps(node.table)
        if measure is None or steps is None:
            self.at(node.key)
            return
        for limit, mode in steps:
            self._watch(measure, limit, mode)

    def _as_number(self, node: n.Age | n.SchoolAge | n.Elapsed) -> None:
        measure = self._measure(node)
        if measure is not None:
            self._watch(measure)
            return
        if isinstance(node, n.Elapsed):
            self._parts(node)
            return
        of, on = _birth_and_day(node)
        # Before a birth an age is always the same, but for one in days.
        stops = isinstance(node, n.SchoolAge) or node.age.unit != "days"
        is_birth = of is None or self._is_birth(of)
        if stops and is_birth and isinstance(on, n.FactOf) and self._is_plain(on.fact):
            self._notes.beside.add(on.fact)
        elif of is None:
            self._notes.loose.add(written(node))
        else:
            self._parts(node)

    def _is_plain(self, fact_id: str) -> bool:
        """Tell whether a fact is as it was said, or else any day at all."""
        fact = self._content.facts.get(fact_id)
        return fact is not None and fact.derive is None and fact.otherwise is None and fact_id != BIRTH_DATE

    def _is_birth(self, expression: Any) -> bool:
        return isinstance(expression, n.FactOf) and expression.fact == BIRTH_DATE

    def _measure(self, expression: Any) -> Measure | None:
        """Return an expression as a measure of a birth on a day that is everybody's, if it is one."""
        found = self._measuring.measure(expression) or self._measuring.day(expression)
        if found is None and isinstance(expression, n.Age | n.SchoolAge):
            of, on = _birth_and_day(expression)
            day = self._everybodys(on)
            base = self._measuring.day(n.FactOf(fact=BIRTH_DATE) if of is None else of)
            if day is not None and base is not None:
                kind: tuple[str, ...] = ("school",)
                if isinstance(expression, n.Age):
                    kind = "age", expression.age.unit, expression.age.counted
                found = Measure(base.fact, base.moves, kind, day)
        return found if found is not None and found.fact == BIRTH_DATE else None

    def _everybodys(self, on: Any) -> Any:
        """Return a day that is the same for everybody as a constant or a node; None where it is not."""
        if isinstance(on, n.FactOf):
            fact = self._content.facts.get(on.fact)
            if fact is None or fact.applies is not None or not isinstance(fact.derive, n.Node):
                return None
            # Where somebody is said to have another day than is worked out, it is theirs.
            self._notes.beside.add(on.fact)
            on = fact.derive
        if on is None:
            return TODAY
        return on if not isinstance(on, n.Node) or is_everybodys(on) else None

    def _watch(self, measure: Measure, limit: Any = None, *modes: Mode) -> None:
        program = self._program if isinstance(limit, n.Local) else ""
        self._notes.ends |= {Watch(measure, mode, limit, program) for mode in modes or ("number",)}


def _birth_and_day(node: n.Age | n.SchoolAge) -> tuple[Any, Any]:
    asked = node.age if isinstance(node, n.Age) else node.school_age
    return asked.born, asked.on
