"""The columnar engine behind the port: every program's answers for one block of residents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np

from todoke.engines.columnar import errors
from todoke.engines.columnar.details import amounts_of, reasons_of
from todoke.engines.columnar.frames import Frame, Run
from todoke.engines.columnar.kin import Whole
from todoke.engines.columnar.orphans import orphans_of
from todoke.engines.columnar.plan import Plan, PlannedProgram
from todoke.engines.columnar.presence import Present, born_by, spread_back
from todoke.engines.columnar.together import Everywhere, in_area, inner, slices_of
from todoke.engines.columnar.values import TRUE, Plane, Truth, both, opposite, settled, truth_of
from todoke.engines.port import Plane as PortPlane
from todoke.engines.port import ProgramAnswers
from todoke.engines.slicing import sliced, strung
from todoke.residents.block import Array, Block
from todoke.residents.joining import join
from todoke.residents.taking import by_town
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

    def __init__(self) -> None:
        """Compile nothing yet."""
        self._plans: dict[tuple[int, date], tuple[Rulebook, Plan]] = {}
        self._asked_everywhere: dict[int, Everywhere] = {}

    def __reduce__(self) -> tuple[type[ColumnarEngine], tuple[()]]:
        """Travel to another process without plans: functions are compiled again there."""
        return ColumnarEngine, ()

    def plan(self, book: Rulebook, on: date) -> Plan:
        """Return the compiled programs; each is compiled when it is first asked."""
        key = (id(book), on)
        found = self._plans.get(key)
        if found is None:
            while len(self._plans) >= _MOST_PLANS:
                del self._plans[next(iter(self._plans))]
            found = self._plans[key] = book, Plan(book.content, on)
        return found[1]

    def answers(
        self,
        block: Block,
        book: Rulebook,
        *,
        on: date,
        programs: tuple[str, ...] | None = None,
        details: bool = True,
    ) -> Iterator[ProgramAnswers]:
        """Yield the answers of every program (or those named), in the order of the rulebook.

        Of a block in which several municipalities were joined, reasons are told only for programs that ask the same
        everywhere; who lives where a program is not offered is not eligible for it.
        """
        plan = self.plan(book, on)
        present = born_by(block, on)
        if block.towns is not None:
            yield from self._of_towns(block, book, on=on, programs=programs, details=details)
            return
        run = Run(present.block, on.toordinal())
        chosen = tuple(book.content.programs) if programs is None else programs
        orphans = orphans_of(block, present, book, on=on, programs=chosen, details=details)
        for program_id in chosen:
            found = answered(plan, program_id, run, details=details)
            yield orphans.put_among(spread_back(found, present))

    def _of_towns(
        self, block: Block, book: Rulebook, *, on: date, programs: tuple[str, ...] | None, details: bool
    ) -> Iterator[ProgramAnswers]:
        towns = by_town(block)
        chosen = tuple(book.content.programs) if programs is None else programs
        parts = [(town, in_area(self.plan(book, on), town.municipality, chosen)) for town in towns]
        found = [
            {one.program_id: one for one in answers}
            for answers in self.answers_together(parts, book, on=on, details=details)
        ]
        for name in chosen:
            rows = [(answers.get(name), town) for answers, town in zip(found, towns, strict=True)]
            unit = next((one.unit for one, _ in rows if one is not None), "person")
            told = strung(
                [(one, town.persons if unit == "person" else town.households) for one, town in rows]
            )
            if told is not None:
                yield told

    def answers_together(
        self,
        parts: Sequence[tuple[Block, tuple[str, ...]]],
        book: Rulebook,
        *,
        on: date,
        details: bool = True,
    ) -> list[list[ProgramAnswers]]:
        """Return the answers for small blocks of several municipalities, each for programs of its own.

        What all have in common is worked out for all of them at once.
        """
        plan = self.plan(book, on)
        if len(parts) == 1 or any(born_by(block, on).persons is not None for block, _ in parts):
            return [
                list(self.answers(block, book, on=on, programs=programs, details=details))
                for block, programs in parts
            ]
        everywhere = self._everywhere(plan)
        run = Run(join([block for block, _ in parts]), on.toordinal())
        shared: dict[str, ProgramAnswers] = {}
        found = []
        for (block, programs), rows in zip(parts, slices_of([block for block, _ in parts]), strict=True):
            for name in programs:
                if name not in shared and everywhere.holds(name):
                    shared[name] = answered(plan, name, run, details=details)
            own = inner(run, block, *rows)
            found.append(
                [
                    sliced(shared[name], rows[shared[name].unit == "household"])
                    if name in shared
                    else answered(plan, name, own, details=details)
                    for name in programs
                ]
            )
        return found

    def _everywhere(self, plan: Plan) -> Everywhere:
        found = self._asked_everywhere.get(id(plan))
        if found is None:
            known = {id(one) for _, one in self._plans.values()}
            for forgotten in self._asked_everywhere.keys() - known:
                del self._asked_everywhere[forgotten]
            found = self._asked_everywhere[id(plan)] = Everywhere(plan)
        return found

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
        apart: tuple[str, ...] = ()
        if block.towns is not None:
            everywhere = self._everywhere(plan)
            apart = tuple(name for name in programs if not everywhere.holds(name))
        shared = set(programs).difference(apart)
        found = {name: _conditions(plan, name, run, present) for name in programs if name in shared}
        if apart:
            lender = run if present.persons is None else None
            found |= self._conditions_by_town(block, book, on=on, programs=apart, lender=lender)
        for name in programs:
            yield name, found[name]

    def _conditions_by_town(
        self, block: Block, book: Rulebook, *, on: date, programs: tuple[str, ...], lender: Run | None
    ) -> dict[str, tuple[ConditionPlanes, ...]]:
        """Return how the conditions of programs stand that are some towns' own, for a block of several towns.

        ``lender`` is a run of the whole block: what it worked out need not be again. None where not all are born.
        """
        plan = self.plan(book, on)
        found: dict[str, dict[str, tuple[Array, Array]]] = {name: {} for name in programs}
        towns = by_town(block)
        for town, rows in zip(towns, slices_of(towns), strict=True):
            present = born_by(town, on) if lender is None else Present(town)
            run = Run(present.block, on.toordinal()) if lender is None else inner(lender, town, *rows)
            for name in in_area(plan, town.municipality, programs):
                conditions = _conditions(plan, name, run, present)
                of_households = plan.planned(name).program.subject == "household"
                count = block.households if of_households else block.persons
                for one in conditions:
                    planes = found[name].setdefault(
                        one.condition_id, (np.zeros(count, np.bool_), np.zeros(count, np.bool_))
                    )
                    planes[0][rows[of_households]] = one.holds
                    planes[1][rows[of_households]] = one.may_hold
        return {
            name: tuple(ConditionPlanes(condition, *planes) for condition, planes in conditions.items())
            for name, conditions in found.items()
        }

    def conditions(
        self, block: Block, book: Rulebook, *, on: date, program_id: str
    ) -> tuple[ConditionPlanes, ...]:
        """Return how each condition of one program stands."""
        return next(self.conditions_of(block, book, on=on, programs=(program_id,)))[1]


def _conditions(plan: Plan, program_id: str, run: Run, present: Present) -> tuple[ConditionPlanes, ...]:
    """Return how the conditions of a program stand; none where it is not in force."""
    planned = plan.planned(program_id)
    if planned.version is None or planned.outcome is not None:
        return ()
    frame = _frame(planned, run)
    parts = [] if planned.among is None else [("among", planned.among)]
    parts += [(one.id, evaluate) for one, evaluate in planned.conditions_in(run.block.municipality)]
    found = [(name, truth_of(evaluate(run, frame))) for name, evaluate in parts]
    found.append(("offered", plan.offered_in(planned.program, run, frame)))
    unit = planned.program.subject
    return tuple(
        ConditionPlanes(name, present.spread(truth.t, unit), present.spread(truth.p, unit))
        for name, truth in found
    )


def _frame(planned: PlannedProgram, run: Run) -> Frame:
    return run.households if planned.program.subject == "household" else run.persons


def answered(plan: Plan, program_id: str, run: Run, *, details: bool) -> ProgramAnswers:
    """Return what a program answers for a block of members who are all born."""
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
    held, t, p, err = _held(plan, planned, run, frame)
    amounts = amounts_of(planned, run, frame, p, fragile_only=not details)
    fragile = [one.err for one in amounts if one.fragile]
    failed, unencoded = _failures(run, frame, errors.first(err, *fragile))
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
    columns = () if p is False else tuple(one.columns(rows) for one in amounts)
    return replace(
        found, rows=rows, amounts=columns, open_rows=open_rows, reasons=reasons_of(held, open_rows)
    )


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
    offered = plan.offered_in(planned.program, run, frame)
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
