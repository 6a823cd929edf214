"""A few households of several municipalities answered together, since what little costs is mostly the asking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from todoke.engines.columnar.frames import Lent, Run
from todoke.engines.columnar.plan import Plan
from todoke.residents.block import Block
from todoke.rules import nodes as n
from todoke.rules.walking import resting_on

_ELIGIBLE = re.compile(r'"eligible":"([^"]+)"')
_FACT = re.compile(r'"fact":"([^"]+)"')


class Everywhere:
    """Tells which programs ask the same of everybody, whatever municipality they live in."""

    def __init__(self, plan: Plan) -> None:
        """Look at the programs of a plan when asked about them."""
        self.plan = plan
        self._known: dict[str, bool] = {}
        self._asked_by: dict[str, frozenset[str]] = {}

    def holds(self, program_id: str) -> bool:
        """Tell whether a program may be asked of several municipalities at once."""
        found = self._known.get(program_id)
        if found is None:
            self._known[program_id] = False  # programs may rest on one another
            found = self._known[program_id] = self._is_everywhere(program_id)
        return found

    def _is_everywhere(self, program_id: str) -> bool:
        content = self.plan.content
        if program_id in content.broken_programs or program_id not in content.programs:
            return False
        planned = self.plan.planned(program_id)
        program = planned.program
        if program.area or program.local or planned.local_conditions or planned.version is None:
            return False
        written = planned.version.model_dump_json(by_alias=True)
        asked = set(_ELIGIBLE.findall(written)).union(*map(self._asked, set(_FACT.findall(written))))
        return all(name not in self._changed and self.holds(name) for name in asked)

    @cached_property
    def _changed(self) -> frozenset[str]:
        """The programs some municipality says something of."""
        return frozenset(name for overlay in self.plan.content.overlays.values() for name in overlay.programs)

    @cached_property
    def _are_asking(self) -> bool:
        """Whether any fact asks about a program by itself."""
        facts = self.plan.content.facts.values()
        return any(_ELIGIBLE.search(fact.model_dump_json(by_alias=True)) for fact in facts)

    def _asked(self, fact_id: str) -> frozenset[str]:
        """Return the programs a fact, or one it rests on, asks about."""
        found = self._asked_by.get(fact_id)
        if found is None and not self._are_asking:
            return frozenset()
        if found is None:
            facts = self.plan.content.facts
            below = (resting_on(facts, n.FactOf(fact=fact_id)) | {fact_id}) & facts.keys()
            written = (facts[one].model_dump_json(by_alias=True) for one in below)
            found = self._asked_by[fact_id] = frozenset(
                name for one in written for name in _ELIGIBLE.findall(one)
            )
        return found


def in_area(plan: Plan, municipality: str, programs: Iterable[str]) -> tuple[str, ...]:
    """Return those of some programs that are not other municipalities' own."""
    known = plan.content.programs
    return tuple(
        name
        for name in programs
        if name not in known or not (area := known[name].program.area) or municipality in area
    )


def slices_of(blocks: Sequence[Block]) -> list[tuple[slice, slice]]:
    """Return which rows of persons and of households each of some blocks has when they are joined."""
    found = []
    persons = households = 0
    for block in blocks:
        found.append(
            (slice(persons, persons + block.persons), slice(households, households + block.households))
        )
        persons, households = persons + block.persons, households + block.households
    return found


def inner(run: Run, block: Block, persons: slice, households: slice) -> Run:
    """Return a run of some rows of another, which lends it what it worked out."""
    found = Run(block, run.on)
    found.lent = Lent(run, persons, households)
    return found
