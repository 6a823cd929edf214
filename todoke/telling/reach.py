"""How far a program may reach (どこまで届けるか): pushed, laid on the shelf, or found by searching only.

A push needs the class ``push``, and every fact on every way to the program's answer in an opened family. What is
unknown, closed or sensitive is a no. Two people can grant an exception, which is published (requirements C2, C3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from todoke.nights.ahead.deadlines import EVENTS
from todoke.rules import nodes as n
from todoke.rules.content import Content
from todoke.rules.facts import Sensitivity
from todoke.rules.household import MUNICIPALITY, RELATION, receives
from todoke.rules.programs import Program, Reach
from todoke.rules.walking import references, walk
from todoke.telling.families import Families

LOOK_BACK = timedelta(days=35)
"""So long a version that ended still counts: what changed with its end may tell what it looked at."""


class Decision(StrEnum):
    """How far; stored under these words for ever."""

    PUSH = "push"
    SHELF = "shelf"
    SEARCH = "search"


class Because(StrEnum):
    """Why it reaches so far; keys of words, stored under these words for ever."""

    OPEN = "open"
    """Everything it looks at is in an opened family."""
    CLASS = "class"
    """Its own class says so."""
    SENSITIVE = "sensitive"
    """It looks at a fact that never leads to a push."""
    CLOSED = "closed"
    """It looks at a fact of no opened family."""
    BROKEN = "broken"
    """Its rule cannot be read, or there is no such program."""
    LIFTED = "lifted"
    """Two people granted an exception."""


@dataclass(frozen=True, slots=True)
class Path:
    """One way on which a fact reaches a program's answer, through conditions, derived facts, programs, overlays."""

    program_id: str
    fact: str
    via: tuple[str, ...]
    sensitivity: Sensitivity


@dataclass(frozen=True, slots=True)
class Lift:
    """An exception two people granted, up to a day (included)."""

    program_id: str
    to: Decision
    reason: str
    first: str
    second: str
    ends_on: date

    def holds(self, on: date) -> bool:
        """Return whether it counts on a day: two different names, and not ended."""
        return bool(self.first and self.second) and self.first != self.second and on <= self.ends_on


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a program may reach, why, what it looks at, and on which ways it may not be pushed."""

    decision: Decision
    because: Because
    facts: frozenset[str] = frozenset()
    """Everything on its ways: facts, ``receives:`` of programs, ``members:`` of relations."""
    forbidden: tuple[Path, ...] = ()


def decide(
    content: Content,
    program_id: str,
    *,
    on: date,
    families: Families,
    lifts: Mapping[str, Lift] | None = None,
) -> Reached:
    """Return how far a program may reach on a day."""
    loaded = content.programs.get(program_id)
    if loaded is None or program_id in content.broken_programs:
        return Reached(Decision.SEARCH, Because.BROKEN)
    paths = paths_of(content, program_id, on=on)
    facts = frozenset(path.fact for path in paths)
    topics = loaded.program.topics
    forbidden = tuple(
        path
        for path in paths
        if path.sensitivity is not Sensitivity.PLAIN or not families.is_open(path.fact, topics)
    )
    lift = (lifts or {}).get(program_id)
    if lift is not None and lift.program_id == program_id and lift.holds(on):
        return Reached(lift.to, Because.LIFTED, facts, forbidden)
    if loaded.program.reach is not Reach.PUSH:
        return Reached(Decision(loaded.program.reach.value), Because.CLASS, facts, forbidden)
    if any(path.sensitivity is not Sensitivity.PLAIN for path in forbidden):
        return Reached(Decision.SHELF, Because.SENSITIVE, facts, forbidden)
    if forbidden:
        return Reached(Decision.SHELF, Because.CLOSED, facts, forbidden)
    return Reached(Decision.PUSH, Because.OPEN, facts)


def paths_of(content: Content, program_id: str, *, on: date) -> tuple[Path, ...]:
    """Return every fact a program's answer can look at from a day on, each with the shortest way to it.

    Followed are all versions in force on that day, later, or within ``LOOK_BACK`` before: ``among``, conditions,
    amounts; conditions of overlays; the event of the deadline; facts' ``derive`` and ``applies``; programs asked
    with ``eligible`` or ``receives``; and the relations of members that are looked for.
    """
    search = _Search(content, program_id, on)
    search.run()
    return tuple(sorted(search.found.values(), key=lambda path: (path.fact, path.via)))


class _Search:
    """Walks from a program to everything it looks at, the nearest first."""

    def __init__(self, content: Content, program_id: str, on: date) -> None:
        self.content, self.program_id, self.since = content, program_id, on - LOOK_BACK
        self.found: dict[str, Path] = {}
        self.programs: set[str] = set()
        self.waiting: list[tuple[tuple[str, ...], Any]] = []

    def run(self) -> None:
        self._ask(self.program_id, ())
        while self.waiting:
            via, expression = self.waiting.pop(0)
            self._look(via, expression)

    def _ask(self, program_id: str, via: tuple[str, ...]) -> None:
        """Follow a program: its answer tells what its own rule looks at."""
        loaded = self.content.programs.get(program_id)
        if loaded is None or program_id in self.programs:
            return
        self.programs.add(program_id)
        self._see(MUNICIPALITY, (*via, f"{program_id}: 区市町村"))
        for version in loaded.versions:
            if version.effective.to is None or version.effective.to >= self.since:
                begins = version.effective.from_.isoformat()
                for name, expression, _ in version.expressions():
                    self.waiting.append(((*via, f"{program_id} {begins}: {name}"), expression))
        for code, overlay in self.content.overlays.items():
            if program_id in overlay.programs:
                for condition in overlay.programs[program_id].conditions:
                    name = f"{program_id} 上書き {code}: 条件 {condition.id}"
                    self.waiting.append(((*via, name), condition.when))
        self._deadline(loaded.program, via)

    def _deadline(self, program: Program, via: tuple[str, ...]) -> None:
        if program.deadline is not None and program.deadline.event is not None:
            event = program.deadline.event
            self._see(EVENTS.get(event, f"event:{event}"), (*via, f"{program.id}: 期限"))

    def _look(self, via: tuple[str, ...], expression: Any) -> None:
        found = references(expression)
        for fact_id in sorted(found.facts):
            self._see(fact_id, via)
        for who in sorted(_relations(expression)):
            self._see(who, via)
        for program_id in sorted(found.programs):
            self._ask(program_id, (*via, f"eligible: {program_id}"))
        for program_id in sorted(found.received):
            self._see(receives(program_id), via)
            self._ask(program_id, (*via, f"receives: {program_id}"))

    def _see(self, fact_id: str, via: tuple[str, ...]) -> None:
        if fact_id in self.found:
            return
        fact = self.content.facts.get(fact_id)
        plain = Sensitivity.PLAIN if fact is None else fact.sensitivity
        self.found[fact_id] = Path(self.program_id, fact_id, via, plain)
        if fact is not None:
            for name, expression in (("derive", fact.derive), ("applies", fact.applies)):
                if expression is not None:
                    self.waiting.append(((*via, f"{fact_id} {name}"), expression))


def _relations(expression: Any) -> Iterator[str]:
    """Yield which members an expression looks for: that somebody has a spouse, or none, is told by it too."""
    for node in walk(expression):
        if isinstance(node, n.Quantified):
            yield f"members:{node.who}"
        elif isinstance(node, n.FactOf) and node.fact == RELATION:
            yield RELATION
