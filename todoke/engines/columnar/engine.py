"""The columnar engine behind the port: every program's answers for one block of residents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.detailing import Details, Moves, moved
from todoke.engines.columnar.details import amounts_of, reasons_of
from todoke.engines.columnar.frames import Frame, Run
from todoke.engines.columnar.keeping import Kept, is_worth_saving, open_kept, save
from todoke.engines.columnar.kin import Whole
from todoke.engines.columnar.orphans import orphans_of
from todoke.engines.columnar.plan import Plan, PlannedProgram
from todoke.engines.columnar.presence import born_by, spread_back
from todoke.engines.columnar.values import TRUE, Plane, Truth, both, opposite, settled, truth_of
from todoke.engines.port import Plane as PortPlane
from todoke.engines.port import ProgramAnswers
from todoke.residents.block import Block
from todoke.residents.joining import join
from todoke.residents.taking import take
from todoke.rules.answers import Outcome
from todoke.rules.rulebook import Rulebook

_PIECEMEAL = 0.5
"""Where more of a block changed than this, it is answered on its own."""

_MOST_PLANS = 4
"""Today's and yesterday's rules on today and on yesterday."""


@dataclass(frozen=True, slots=True)
class ConditionPlanes:
    """Where one condition of a program surely holds, and where it may."""

    condition_id: str
    holds: PortPlane
    may_hold: PortPlane


class ColumnarEngine:
    """Answers for whole blocks with numpy; equal to the reference evaluator."""

    name = "columnar"

    def __init__(self, kept: Path | None = None) -> None:
        """Compile nothing yet; what is steady is kept in the folder ``kept``, if one is given."""
        self._kept = kept
        self._prepared: dict[tuple[str, int], Kept] = {}
        self._plans: dict[tuple[int, date], tuple[Rulebook, Plan]] = {}

    def __reduce__(self) -> tuple[type[ColumnarEngine], tuple[Path | None]]:
        """Travel to another process without plans: functions are compiled again there."""
        return ColumnarEngine, (self._kept,)

    def plan(self, book: Rulebook, on: date) -> Plan:
        """Return the compiled programs; each is compiled when it is first asked."""
        key = (id(book), on)
        found = self._plans.get(key)
        if found is None:
            while len(self._plans) >= _MOST_PLANS:
                del self._plans[next(iter(self._plans))]
            found = self._plans[key] = book, Plan(book.content, on)
        return found[1]

    def prepare(
        self, blocks: Sequence[Block], book: Rulebook, *, on: date, programs: tuple[str, ...] | None = None
    ) -> None:
        """Get ready to answer the blocks of a municipality: all their households that changed in one go."""
        self._prepared = {}
        if self._kept is None or not blocks:
            return
        plan = self._watching(book, on, programs)
        key, birthdays = plan.compiler.steadiness.key, plan.compiler.birthdays
        changed: list[tuple[Kept, Block]] = []
        for block in blocks:
            kept = open_kept(self._kept, block, key, birthdays)
            self._prepared[block.municipality, block.place] = kept
            if kept.changed_households is not None and 0 < kept.share < _PIECEMEAL:
                changed.append((kept, take(block, kept.changed_households)))
        if not changed:
            return
        again = Run(join([block for _, block in changed]), on.toordinal())
        person = household = 0
        for kept, block in changed:
            kept.again = again
            kept.slices = (
                slice(person, person + block.persons),
                slice(household, household + block.households),
            )
            person, household = person + block.persons, household + block.households

    def _watching(self, book: Rulebook, on: date, programs: tuple[str, ...] | None) -> Plan:
        """Return a plan that has compiled the programs asked for, so that every age they look at is watched."""
        plan = self.plan(book, on)
        for program_id in book.content.programs if programs is None else programs:
            if program_id in book.content.programs:
                plan.planned(program_id)
        return plan

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        """Yield the answers of every program (or those named), in the order of the rulebook."""
        plan = self.plan(book, on)
        present = born_by(block, on)
        run = Run(present.block, on.toordinal())
        chosen = tuple(book.content.programs) if programs is None else programs
        key = plan.compiler.steadiness.key
        if self._kept is not None and present.persons is None:
            run.kept = self._prepared.pop((block.municipality, block.place), None)
            if run.kept is None:
                self._watching(book, on, programs)
                run.kept = open_kept(self._kept, block, key, plan.compiler.birthdays)
        orphans = orphans_of(block, present, book, on=on, programs=chosen, details=details)
        for program_id in chosen:
            found = _answered(plan, program_id, run, details=details)
            yield orphans.put_among(spread_back(found, present))
        if run.kept is not None and is_worth_saving(run.kept):
            save(run.kept, block, key, on)

    def conditions_of(
        self, block: Block, book: Rulebook, *, on: date, programs: tuple[str, ...]
    ) -> Iterator[tuple[str, tuple[ConditionPlanes, ...]]]:
        """Yield how each condition of some programs stands, ``among`` first and ``offered`` last.

        Rows are persons or households, as a program's subject is; empty where a program is not in force. Of those
        born after ``on``, and of a household whose applicant is, no condition holds.
        """
        plan = self.plan(book, on)
        present = born_by(block, on)
        run = Run(present.block, on.toordinal())
        for program_id in programs:
            planned = plan.planned(program_id)
            if planned.version is None or planned.outcome is not None:
                yield program_id, ()
                continue
            frame = _frame(planned, run)
            parts = [] if planned.among is None else [("among", planned.among)]
            parts += [(one.id, evaluate) for one, evaluate in planned.conditions_in(block.municipality)]
            found = [(name, truth_of(evaluate(run, frame))) for name, evaluate in parts]
            found.append(("offered", plan.offered(planned.program, block.municipality)))
            unit = planned.program.subject
            yield (
                program_id,
                tuple(
                    ConditionPlanes(name, present.spread(truth.t, unit), present.spread(truth.p, unit))
                    for name, truth in found
                ),
            )

    def conditions(
        self, block: Block, book: Rulebook, *, on: date, program_id: str
    ) -> tuple[ConditionPlanes, ...]:
        """Return how each condition of one program stands."""
        return next(self.conditions_of(block, book, on=on, programs=(program_id,)))[1]


def _frame(planned: PlannedProgram, run: Run) -> Frame:
    return run.households if planned.program.subject == "household" else run.persons


def _answered(plan: Plan, program_id: str, run: Run, *, details: bool) -> ProgramAnswers:
    content = plan.content
    if program_id in content.broken_programs:
        message = str(content.broken_programs[program_id][0])
        unit: Literal["person", "household"] = "person"
        if program_id in content.programs:
            unit = content.programs[program_id].program.subject
        return ProgramAnswers(program_id, unit, outcome=Outcome.RULE_ERROR, message=message)
    planned = plan.planned(program_id)
    program, municipality = planned.program, run.block.municipality

    def everybody(outcome: Outcome, message: str | None) -> ProgramAnswers:
        return ProgramAnswers(program_id, program.subject, outcome=outcome, message=message)

    if program.area and municipality not in program.area:
        return everybody(Outcome.OUT_OF_SCOPE, "お住まいの区市町村の制度ではありません")
    if plan.overlay(program_id, municipality).offered is False:
        return everybody(Outcome.OUT_OF_SCOPE, "お住まいの区市町村では実施していません")
    if program.began is not None and plan.on < program.began:
        return everybody(Outcome.OUT_OF_SCOPE, f"{program.began} に始まる制度です")
    if planned.outcome is not None:
        return everybody(planned.outcome, planned.message)
    try:
        return _judged(plan, planned, run, details=details)
    except (TypeError, ValueError, KeyError, ZeroDivisionError, OverflowError) as error:
        # The rule itself failed: named, kept apart, and never told with anything of a household.
        return everybody(Outcome.RULE_ERROR, f"規則を計算できませんでした({type(error).__name__})")


def _judged(plan: Plan, planned: PlannedProgram, run: Run, *, details: bool) -> ProgramAnswers:
    frame = _frame(planned, run)

    def evaluate(run: Run, frame: Frame) -> Truth:
        _, t, p, err = _held(plan, planned, run, frame)
        fragile = amounts_of(planned, run, frame, p, details=details, fragile_only=True)
        return Truth(t, p, False, errors.first(err, *(one.err for one in fragile)))

    name = plan.kept_name(planned, run.block.municipality) if run.kept is not None else None
    truth = evaluate(run, frame) if name is None else truth_of(run.steady(name, evaluate, frame))
    t, p = truth.t, truth.p
    failed, unencoded = _failures(run, frame, truth.err)
    if failed is not False:
        kept = opposite(failed)
        t, p = settled(both(t, kept)), settled(both(p, kept))
    version = planned.version.effective.from_ if planned.version is not None else None
    found = ProgramAnswers(
        planned.program.id,
        planned.program.subject,
        version=version,
        sure=t,
        possible=p,
        failed=failed,
        unencoded=unencoded,
    )
    if not details:
        return found
    rows = rows_of(p, frame.count)
    open_rows = rows_of(both(p, opposite(t)), frame.count)
    details_now = _details(plan, planned, run, frame, truth, name)
    return replace(
        found, rows=rows, amounts=details_now.amounts, open_rows=open_rows, reasons=details_now.reasons
    )


def _worked_details(
    plan: Plan, planned: PlannedProgram, run: Run, frame: Frame, t: Plane, p: Plane
) -> Details:
    rows = rows_of(p, frame.count)
    open_rows = rows_of(both(p, opposite(t)), frame.count)
    held = _held(plan, planned, run, frame)[0] if len(open_rows) else []
    columns = amounts_of(planned, run, frame, p, details=True, fragile_only=False)
    return Details(tuple(one.columns(rows) for one in columns), reasons_of(held, open_rows))


def _details(
    plan: Plan, planned: PlannedProgram, run: Run, frame: Frame, truth: Truth, name: str | None
) -> Details:
    """Return amounts and reasons: kept ones where nothing changed, worked out anew elsewhere."""
    kept = run.kept
    t, p = truth.t, truth.p
    if truth.err is not None:
        failed = _failures(run, frame, truth.err)[0]
        t, p = both(t, opposite(failed)), both(p, opposite(failed))
        name = None
    if kept is None or name is None or not plan.has_steady_details(planned):
        return _worked_details(plan, planned, run, frame, t, p)
    of_households = frame is run.households
    known = kept.find_details(name, tuple(one.amount for one in planned.amounts))
    if known is None or name + ("h" if of_households else "p") not in kept.stored:
        kept.lacks_details = True
        run.depth += 1  # what only details need is kept with them
        try:
            found = _worked_details(plan, planned, run, frame, t, p)
        finally:
            run.depth -= 1
        kept.recorded_details[name] = found
        return found
    changed = kept.changed_households if of_households else kept.changed_persons
    if kept.same or changed is None:
        kept.recorded_details[name] = known
        return known
    rows = kept.moves(name, rows_of(p, frame.count), of_households=of_households, only_open=False)
    open_rows = kept.moves(
        name, rows_of(both(p, opposite(t)), frame.count), of_households=of_households, only_open=True
    )
    anew: Details | None = None
    if len(changed):
        again, inner = run.again(), run.again().households if of_households else run.again().persons
        value = truth_of(again.named[name + ("h" if of_households else "p")])
        if value.err is not None:
            return _worked_details(plan, planned, run, frame, t, p)
        anew = again.details.get(name)
        if anew is None:
            anew = again.details[name] = _worked_details(plan, planned, again, inner, value.t, value.p)
        begin = 0 if kept.slices is None else kept.slices[of_households].start
        rows = _at(rows, rows_of(value.p, inner.count), begin)
        open_rows = _at(open_rows, rows_of(both(value.p, opposite(value.t)), inner.count), begin)
    found = moved(known, anew, rows, open_rows)
    kept.recorded_details[name] = found
    return found


def _at(rows: Moves, anew: Any, begin: int) -> Moves:
    """Return the moves with the changed rows told by their place among those worked out anew."""
    return replace(rows, at=np.searchsorted(anew, rows.at + begin))


def _held(
    plan: Plan, planned: PlannedProgram, run: Run, frame: Frame
) -> tuple[list[Truth], Plane, Plane, errors.Err]:
    """Return how the conditions stand, ``among`` first and ``offered`` last, and where all do; and the failures."""
    among = TRUE if planned.among is None else truth_of(planned.among(run, frame))
    err = among.err
    t, p, decided = among.t, among.p, among.is_decided
    held: list[Truth] = [among]
    for _, evaluate in planned.conditions_in(run.block.municipality):
        if p is False:
            break
        truth = truth_of(evaluate(run, frame))
        held.append(truth)
        if truth.err is not None:
            err = errors.first(err, errors.where(p, truth.err))
        decided = decided and truth.is_decided
        t = settled(both(t, truth.t))
        p = t if decided else settled(both(p, truth.p))
    offered = plan.offered(planned.program, run.block.municipality)
    held.append(offered)
    return held, settled(both(t, offered.t)), p, err


def rows_of(plane: Plane, count: int) -> Any:
    """Return the rows of a plane, ascending (int32)."""
    if isinstance(plane, bool):
        return np.arange(count if plane else 0, dtype=np.int32)
    return np.flatnonzero(plane).astype(np.int32)


def _failures(run: Run, frame: Frame, err: errors.Err) -> tuple[Plane, Plane]:
    """Return whose household could not be answered; the first failing member says why."""
    if err is None:
        return False, False
    failing = errors.failing(err)
    if failing is False:
        return False, False
    if isinstance(err, int):
        return True, err == errors.UNENCODED
    unencoded = settled(err == errors.UNENCODED)
    if frame is run.households or run.alone:
        return failing, unencoded
    whole = Whole(run)
    of_household = whole.any(failing)
    first_unencoded = _first_code(run, err)
    households = run.household_of
    spread = of_household if isinstance(of_household, bool) else settled(of_household[households])
    return spread, settled(first_unencoded[households])


def _first_code(run: Run, err: Any) -> Any:
    rows = np.flatnonzero(err)
    households, first = np.unique(run.household_of[rows], return_index=True)
    found = np.zeros(run.households.count, np.bool_)
    found[households] = err[rows[first]] == errors.UNENCODED
    return found
