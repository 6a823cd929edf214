"""All programs of a rulebook as they stand on one day, compiled for whole blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.compiler import Compiler
from todoke.engines.columnar.frames import Evaluate, Frame, Run
from todoke.engines.columnar.kin import Whole, incomplete
from todoke.engines.columnar.logic import conjoined
from todoke.engines.columnar.ranges import Fragility
from todoke.engines.columnar.sharing import Rests, keep
from todoke.engines.columnar.values import (
    FALSE,
    MAYBE,
    TRUE,
    Truth,
    Value,
    either,
    settled,
    truth_of,
    with_err,
)
from todoke.rules import nodes as n
from todoke.rules.answers import Outcome
from todoke.rules.content import Content
from todoke.rules.evaluation.reading import UnknownReferenceError
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Amount, Condition, Program, ProgramOverlay, Version

_NO_OVERLAY = ProgramOverlay()
_ELIGIBLE_PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class PlannedAmount:
    """An amount with its functions; ``fragile`` where working it out may fail."""

    amount: Amount
    when: Evaluate | None
    value: Evaluate | None
    fragile: bool


@dataclass(slots=True)
class PlannedProgram:
    """One program on the day: compiled, or with the outcome it has for everybody."""

    program: Program
    outcome: Outcome | None = None
    message: str | None = None
    version: Version | None = None
    among: Evaluate | None = None
    conditions: tuple[tuple[Condition, Evaluate], ...] = ()
    local_conditions: dict[str, tuple[tuple[Condition, Evaluate], ...]] = field(default_factory=dict)
    amounts: tuple[PlannedAmount, ...] = ()

    def conditions_in(self, municipality: str) -> tuple[tuple[Condition, Evaluate], ...]:
        """Return the conditions that count in a municipality, its own ones last."""
        return self.conditions + self.local_conditions.get(municipality, ())


class Plan:
    """The programs of some content on one day."""

    def __init__(self, content: Content, on: date) -> None:
        """Compile nothing yet."""
        self.content, self.on = content, on
        self.compiler = Compiler(content, on)
        self.compiler.eligibility = self._eligibility
        self._fragility = Fragility(content, on)
        self._eligible: dict[str, tuple[Evaluate, Rests]] = {}
        self._planned: dict[str, PlannedProgram] = {}

    def planned(self, program_id: str) -> PlannedProgram:
        """Return one program, compiled; one that cannot be compiled keeps its failure to itself."""
        found = self._planned.get(program_id)
        if found is None:
            found = PlannedProgram(self.content.programs[program_id].program)
            self._planned[program_id] = found
            try:
                self._compile(found)
            except NotEncodedError as error:
                found.outcome, found.message = Outcome.NOT_ENCODED, str(error)
            except UnknownReferenceError as error:
                found.outcome, found.message = Outcome.RULE_ERROR, str(error)
            except Exception as error:
                found.outcome = Outcome.RULE_ERROR
                found.message = f"規則を計算できませんでした({type(error).__name__})"
        return found

    def overlay(self, program_id: str, municipality: str) -> ProgramOverlay:
        """Return what a municipality changes in a program."""
        overlay = self.content.overlays.get(municipality)
        return _NO_OVERLAY if overlay is None else overlay.programs.get(program_id, _NO_OVERLAY)

    def offered(self, program: Program, municipality: str) -> Truth:
        """Return whether a municipality offers a program; open until it says so."""
        if program.offered_everywhere or self.overlay(program.id, municipality).offered is True:
            return TRUE
        return MAYBE

    def offered_in(self, program: Program, run: Run, frame: Frame) -> Truth:
        """Return whether the municipality of each row offers a program; open until it says so."""
        towns = run.block.towns
        if towns is None:
            return self.offered(program, run.block.municipality)
        surely = np.array([self.offered(program, code) is TRUE for code in towns[0]])
        if surely.all() or not surely.any():
            return TRUE if surely.all() else MAYBE
        of_households = surely[towns[1]]
        return Truth(of_households if frame is run.households else of_households[run.household_of], True)

    def _compile(self, planned: PlannedProgram) -> None:
        program = planned.program
        version = self.content.programs[program.id].version_on(self.on)
        if version is None:
            planned.outcome, planned.message = Outcome.OUT_OF_SCOPE, "終わった制度です"
            return
        planned.version = version

        def compiled(expression: object) -> Evaluate:
            return self.compiler.compile(expression, program)[0]

        planned.among = None if version.among is None else compiled(version.among)
        planned.conditions = tuple((one, compiled(one.when)) for one in version.conditions)
        for code, overlay in self.content.overlays.items():
            own = overlay.programs.get(program.id)
            if own is not None and own.conditions:
                planned.local_conditions[code] = tuple((one, compiled(one.when)) for one in own.conditions)
        planned.amounts = tuple(self._planned_amount(program, amount) for amount in version.amounts)

    def _planned_amount(self, program: Program, amount: Amount) -> PlannedAmount:
        nodes = [part for part in (amount.when, amount.value) if isinstance(part, n.Node)]
        functions = [
            None if part is None else self.compiler.compile(part, program)[0]
            for part in (amount.when, amount.value)
        ]
        return PlannedAmount(amount, functions[0], functions[1], self._fragility.is_fragile(*nodes))

    def _eligibility(self, program_id: str) -> tuple[Evaluate, Rests]:
        if program_id not in self.content.programs:
            raise UnknownReferenceError(f"制度 {program_id} は data/programs にありません")
        found = self._eligible.get(program_id)
        if found is None:
            program = self.content.programs[program_id].program
            of_household = program.subject == "household"
            rests = Rests(household=True) if of_household else Rests(member=True, lone=True)
            place = _ELIGIBLE_PLACES + len(self._eligible)
            found = self._eligible[program_id] = keep(self._holding(program), rests, place), rests
        return found

    def _holding(self, program: Program) -> Evaluate:
        def holds(run: Run, frame: Frame) -> Value:
            if program.began is not None and self.on < program.began:
                return FALSE
            planned = self.planned(program.id)
            if planned.outcome is Outcome.OUT_OF_SCOPE:
                return FALSE
            if planned.outcome is Outcome.NOT_ENCODED:
                return with_err(FALSE, errors.UNENCODED)
            municipality = run.block.municipality
            if self.overlay(program.id, municipality).offered is False:
                return FALSE
            if planned.outcome is not None:
                return with_err(FALSE, errors.FAILED)
            if program.subject == "household":
                return self._truth(planned, run, run.households)
            truth = self._truth(planned, run, run.persons)
            return _of_anybody(run, truth) if frame.lone else truth

        return holds

    def _truth(self, planned: PlannedProgram, run: Run, frame: Frame) -> Truth:
        municipality = run.block.municipality
        parts = [] if planned.among is None else [truth_of(planned.among(run, frame))]
        parts += [truth_of(evaluate(run, frame)) for _, evaluate in planned.conditions_in(municipality)]
        parts.append(self.offered(planned.program, municipality))
        return all_hold(parts)


def all_hold(parts: list[Truth]) -> Truth:
    """Return where all parts hold, each worked out for every row."""
    found = TRUE
    for part in parts:
        found = conjoined(found, part)
    return found


def _of_anybody(run: Run, truth: Truth) -> Truth:
    whole = Whole(run)
    t = whole.any(truth.t)
    p = settled(either(whole.any(truth.p), incomplete(whole)))
    err = truth.err
    if err is not None and not isinstance(err, int):
        failed, unencoded = errors.only(err, errors.FAILED), errors.only(err, errors.UNENCODED)
        codes = errors.where(whole.any(errors.failing(failed)), errors.FAILED)
        err = errors.first(codes, errors.where(whole.any(errors.failing(unencoded)), errors.UNENCODED))
    return Truth(t, p, False, err)
