"""Noticing how rules mention the day: as something said of the day alone, as a watch, or in a way none can watch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from todoke.engines.waking.measuring import MIRRORED, MODES, Measuring, comparisons_of
from todoke.engines.waking.sayings import Sayings
from todoke.engines.waking.unsaid import Unsaid, UnsaidLook
from todoke.engines.waking.walking import is_everybodys, is_passing, names_a_day, parts_of, written
from todoke.engines.waking.watches import Measure, Mode, Watch
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.household import BIRTH_DATE

# A node whose text has none of these says nothing of the day; its facts may.
_MARKS = ('"day":"', '"on":null', '"eligible":')
_FACT = re.compile(r'"fact":"([^"]+)"')
_OF_BIRTH = re.compile(r'"born":null|"rank":')


@dataclass(slots=True)
class Notes:
    """What was noticed: nodes said of the day alone (by text), watches, what cannot be watched, what it rests on."""

    said: dict[str, n.Node] = field(default_factory=dict)
    watches: set[Watch] = field(default_factory=set)
    restless: list[str] = field(default_factory=list)
    facts: set[str] = field(default_factory=set)
    programs: set[str] = field(default_factory=set)
    unsaid: Unsaid = field(default_factory=Unsaid)
    """How births are used that nobody said."""

    def add(self, other: Notes) -> None:
        """Take in what was noticed elsewhere."""
        self.said |= other.said
        self.watches |= other.watches
        self.restless += other.restless
        self.facts |= other.facts
        self.programs |= other.programs
        self.unsaid.add(other.unsaid)

    @property
    def is_steady(self) -> bool:
        """Tell whether nothing mentions the day, nor a birth."""
        return not (self.said or self.watches or self.restless or self.programs or self.unsaid)


class Noticing:
    """Looks at expressions of some content on a day; equal ones once."""

    def __init__(self, content: Content, sayings: Sayings) -> None:
        """Look at nothing yet."""
        self._content, self._sayings = content, sayings
        self._measuring = Measuring(content, sayings)
        self._seen: dict[tuple[str, str], Notes] = {}
        # Nodes live as long as their content; writing them takes longest.
        self._known: dict[tuple[int, str], Notes] = {}
        self._facts: dict[str, Notes] = {}

    def of(self, expressions: Iterator[Any], program: str) -> Notes:
        """Return what expressions of a program mention, with the facts they rest on followed to their sources."""
        found = Notes()
        for expression in expressions:
            if isinstance(expression, n.Node):
                found.add(self._of_node(expression, program))
        for fact_id in list(found.facts):
            found.add(self._of_fact(fact_id))
        return found

    def _of_node(self, node: n.Node, program: str) -> Notes:
        found = self._known.get((id(node), program))
        if found is None:
            text = written(node)
            key = (program if '"local":' in text else "", text)
            found = self._seen.get(key)
            if found is None:
                found = self._seen[key] = Notes()
                _Look(self._measuring, self._sayings, program, found).at(node)
                UnsaidLook(self._content, self._measuring, program, found.unsaid).at(node)
            self._known[id(node), program] = found
        return found

    def _of_fact(self, fact_id: str) -> Notes:
        """Return everything a fact and the facts it rests on mention; facts may rest on one another."""
        found = self._facts.get(fact_id)
        if found is None:
            found = Notes()
            waiting, seen = {fact_id}, set()
            while waiting:
                one = waiting.pop()
                seen.add(one)
                if (fact := self._content.facts.get(one)) is None:
                    continue
                for part in (fact.derive, fact.applies):
                    if isinstance(part, n.Node):
                        notes = self._of_node(part, "")
                        waiting |= notes.facts - seen
                        if not notes.is_steady:
                            found.add(notes)
            found.facts |= seen
            self._facts[fact_id] = found
        return found


class _Look:
    """One look at an expression; what it notices goes to ``notes``."""

    def __init__(self, measuring: Measuring, sayings: Sayings, program: str, notes: Notes) -> None:
        self._measuring, self._sayings, self._program, self._notes = measuring, sayings, program, notes

    def at(self, node: Any) -> None:
        """See to it that a node comes to the same while nothing noted changes."""
        if not isinstance(node, n.Node):
            return
        text = written(node)
        if _OF_BIRTH.search(text):
            self._notes.facts.add(BIRTH_DATE)
        if not any(mark in text for mark in _MARKS):
            self._notes.facts.update(_FACT.findall(text))
        elif is_everybodys(node):
            self._at_the_day(node, text)
        else:
            self._at_marked(node)

    def _at_the_day(self, node: n.Node, text: str) -> None:
        if not names_a_day(node):
            return
        if self._sayings.is_daily(node):
            self._notes.restless.append(text)
        else:
            self._notes.said[text] = node

    def _at_marked(self, node: n.Node) -> None:
        match node:
            case n.Eq() | n.Lt() | n.Le() | n.Gt() | n.Ge() | n.Between():
                for comparison in comparisons_of(node):
                    self._compare(*comparison)
            case n.Lookup():
                self._look_up(node)
            case n.FactOf():
                self._notes.facts.add(node.fact)
            case n.Eligible():
                self._notes.programs.add(node.eligible)
            case n.Age() | n.SchoolAge() | n.Elapsed():
                self._as_number(node)
            case _:
                for part in parts_of(node):
                    self.at(part)

    def _as_number(self, node: n.Age | n.SchoolAge | n.Elapsed) -> None:
        measure = self._measuring.measure(node)
        if measure is not None and not measure.is_daily:
            self._watch(measure)
        elif measure is not None or _is_today(node):
            self._notes.restless.append(written(node))
        else:
            for part in parts_of(node):
                self.at(part)

    def _compare(self, kind: str, left: Any, right: Any) -> None:
        for one, other, way in ((left, right, kind), (right, left, MIRRORED[kind])):
            measure = self._measuring.measure(one)
            limit = None if measure is None else self._measuring.limit(other)
            if limit is None and is_passing(other) and is_everybodys(other):
                measure, limit = self._measuring.day(one), other
            if measure is not None and limit is not None:
                self._watch(measure, limit, *MODES[way])
                return
        self.at(left)
        self.at(right)

    def _look_up(self, node: n.Lookup) -> None:
        measure, steps = self._measuring.measure(node.key), self._measuring.steps(node.table)
        if measure is None or steps is None:
            self.at(node.key)
            return
        for limit, mode in steps:
            self._watch(measure, limit, mode)
        self._notes.facts.add(measure.fact)

    def _watch(self, measure: Measure, limit: Any = None, *modes: Mode) -> None:
        program = self._program if isinstance(limit, n.Local) else ""
        self._notes.watches |= {Watch(measure, mode, limit, program) for mode in modes or ("number",)}
        self._notes.facts.add(measure.fact)


def _is_today(node: n.Age | n.SchoolAge | n.Elapsed) -> bool:
    match node:
        case n.Age():
            return node.age.on is None
        case n.SchoolAge():
            return node.school_age.on is None
        case _:
            return False
