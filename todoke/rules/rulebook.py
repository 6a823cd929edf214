"""The rulebook: all programs compiled, answering for a household on a day, each program on its own."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from todoke.rules.answers import (
    AmountAnswer,
    Answer,
    ConditionAnswer,
    Outcome,
    SubjectAnswer,
    amount_answer,
    combined_amounts,
)
from todoke.rules.content import Content
from todoke.rules.evaluation.compiler import Compiler
from todoke.rules.evaluation.reading import UnknownReferenceError, local_needs
from todoke.rules.evaluation.run import Evaluator, Run
from todoke.rules.household import HOUSEHOLD, MEMBERS, MUNICIPALITY, Household, Member
from todoke.rules.parameters import ExpiredError, NotEncodedError, TableRangeError
from todoke.rules.programs import Amount, Condition, Program, ProgramOverlay, Version
from todoke.rules.truth import as_truth, conjunction, disjunction
from todoke.rules.values import NO_NEEDS, Maybe, Truth, Value, needs_of

logger = logging.getLogger(__name__)

_WHO_ELSE = frozenset({(MEMBERS, HOUSEHOLD)})
_NO_OVERLAY = ProgramOverlay()


@dataclass(frozen=True, slots=True)
class _CompiledAmount:
    amount: Amount
    when: Evaluator | None
    value: Evaluator | None


@dataclass(frozen=True, slots=True)
class _CompiledVersion:
    version: Version
    among: Evaluator | None
    conditions: tuple[tuple[Condition, Evaluator], ...]
    amounts: tuple[_CompiledAmount, ...]


class Rulebook:
    """Answers for households from the content it was made of; safe to share between threads."""

    def __init__(self, content: Content) -> None:
        """Compile nothing yet: each version is compiled when it is first asked."""
        self.content = content
        self.compiler = Compiler(content.facts, content.parameters, content.tables)
        self.compiler.eligibility = self._eligibility
        self._versions: dict[tuple[str, date], _CompiledVersion] = {}
        self._overlay_conditions: dict[tuple[str, str], tuple[tuple[Condition, Evaluator], ...]] = {}

    def __reduce__(self) -> tuple[type[Rulebook], tuple[Content]]:
        """Travel to another process as content; what is compiled here is compiled there again."""
        return Rulebook, (self.content,)

    def check(
        self,
        household: Household,
        *,
        on: date,
        programs: Iterable[str] | None = None,
        trace: bool = True,
    ) -> tuple[Answer, ...]:
        """Answer for every program (or those named), sharing what was worked out on the way.

        Without ``trace`` a "no" names only the first condition that fails; outcomes and amounts are the same.
        """
        run = Run(household, on, trace=trace)
        chosen = self.content.programs if programs is None else programs
        return tuple(self.answer(program_id, run) for program_id in chosen)

    def answer(self, program_id: str, run: Run) -> Answer:
        """Answer for one program; a failure of its rule is an outcome of its own, never a "no"."""
        if program_id in self.content.broken_programs:
            return Answer(
                program_id,
                run.on,
                Outcome.RULE_ERROR,
                message=str(self.content.broken_programs[program_id][0]),
            )
        program = self.content.programs[program_id].program
        try:
            return self._answer(program, run)
        except NotEncodedError as error:
            return Answer(program_id, run.on, Outcome.NOT_ENCODED, message=str(error))
        except Exception as error:
            # The rule itself failed: named, kept apart, and never told with anything of the household.
            logger.warning("rule_error", extra={"program": program_id, "error": type(error).__name__})
            known = (
                str(error)
                if isinstance(error, _EXPLAINED)
                else f"規則を計算できませんでした({type(error).__name__})"
            )
            return Answer(program_id, run.on, Outcome.RULE_ERROR, message=known)

    def value(self, fact_id: str, member_id: str | None, run: Run) -> Value:
        """Return a fact as a run sees it: given, worked out or unknown."""
        member = None if member_id in (None, HOUSEHOLD) else run.household.member(str(member_id))
        return self.compiler.fact(fact_id)(run, member)

    def _answer(self, program: Program, run: Run) -> Answer:
        overlay = self._overlay(program.id, run)
        municipality = run.household.facts.get(MUNICIPALITY)
        if program.area and isinstance(municipality, str) and municipality not in program.area:
            return Answer(
                program.id, run.on, Outcome.OUT_OF_SCOPE, message="お住まいの区市町村の制度ではありません"
            )
        if overlay.offered is False:
            return Answer(
                program.id, run.on, Outcome.OUT_OF_SCOPE, message="お住まいの区市町村では実施していません"
            )
        if program.began is not None and run.on < program.began:
            return Answer(
                program.id, run.on, Outcome.OUT_OF_SCOPE, message=f"{program.began} に始まる制度です"
            )
        version = self.content.programs[program.id].version_on(run.on)
        if version is None:
            return Answer(program.id, run.on, Outcome.OUT_OF_SCOPE, message="終わった制度です")
        compiled = self._compiled(program, version)
        complete = True
        candidates: tuple[Member | None, ...] = (None,)
        if program.subject == "person":
            candidates, complete = run.related(None, "everyone")
        subjects = tuple(
            subject
            for member in candidates
            if (subject := self._of_subject(program, compiled, member, run)) is not None
        )
        outcome, needs = _overall(subjects, complete)
        return Answer(
            program.id,
            run.on,
            outcome,
            version=version.effective.from_,
            subjects=subjects,
            amounts=combined_amounts(subjects, complete),
            needs=needs,
        )

    def _of_subject(
        self, program: Program, compiled: _CompiledVersion, member: Member | None, run: Run
    ) -> SubjectAnswer | None:
        overlay = self._enter(program, member, run)
        belongs: Truth = True if compiled.among is None else as_truth(compiled.among(run, member))
        if belongs is False:
            return None
        answered: list[ConditionAnswer] = []
        for condition, evaluate in (
            *compiled.conditions,
            *self._overlay_conditions_of(program, overlay, run),
        ):
            held = as_truth(evaluate(run, member))
            answered.append(ConditionAnswer(condition, held))
            if held is False and not run.trace:
                break
        truth = conjunction(
            (*(answer.truth for answer in answered), belongs, _offered(program, overlay, run))
        )
        if truth is False:
            return SubjectAnswer(_id(member), Outcome.NOT_ELIGIBLE, tuple(answered), (), NO_NEEDS)
        amounts = tuple(
            answer for amount in compiled.amounts if (answer := _amount(amount, run, member)) is not None
        )
        outcome = Outcome.ELIGIBLE if truth is True else Outcome.UNDETERMINED
        return SubjectAnswer(_id(member), outcome, tuple(answered), amounts, needs_of(truth))

    def _enter(self, program: Program, member: Member | None, run: Run) -> ProgramOverlay:
        overlay = self._overlay(program.id, run)
        run.program, run.subject, run.locals = program.id, member, overlay.local
        return overlay

    def _overlay(self, program_id: str, run: Run) -> ProgramOverlay:
        municipality = run.household.facts.get(MUNICIPALITY)
        overlay = self.content.overlays.get(municipality) if isinstance(municipality, str) else None
        return _NO_OVERLAY if overlay is None else overlay.programs.get(program_id, _NO_OVERLAY)

    def _overlay_conditions_of(
        self, program: Program, overlay: ProgramOverlay, run: Run
    ) -> tuple[tuple[Condition, Evaluator], ...]:
        if not overlay.conditions:
            return ()
        key = (program.id, str(run.household.facts.get(MUNICIPALITY)))
        if key not in self._overlay_conditions:
            self._overlay_conditions[key] = tuple(
                (condition, self.compiler.compile(condition.when, program.local))
                for condition in overlay.conditions
            )
        return self._overlay_conditions[key]

    def _compiled(self, program: Program, version: Version) -> _CompiledVersion:
        key = (program.id, version.effective.from_)
        found = self._versions.get(key)
        if found is None:
            found = self._versions[key] = self._compile(program, version)
        return found

    def _compile(self, program: Program, version: Version) -> _CompiledVersion:
        local = program.local or None

        def compiled(expression: object) -> Evaluator:
            return self.compiler.compile(expression, local)

        return _CompiledVersion(
            version,
            None if version.among is None else compiled(version.among),
            tuple((condition, compiled(condition.when)) for condition in version.conditions),
            tuple(
                _CompiledAmount(
                    amount,
                    None if amount.when is None else compiled(amount.when),
                    None if amount.value is None else compiled(amount.value),
                )
                for amount in version.amounts
            ),
        )

    def _eligibility(self, program_id: str) -> Evaluator:
        """Return whether the conditions of another program hold, as a function for its own subject."""
        if program_id not in self.content.programs:
            raise UnknownReferenceError(f"制度 {program_id} は data/programs にありません")
        program = self.content.programs[program_id].program

        def holds(run: Run, member: Member | None) -> Value:
            saved = run.program, run.subject, run.locals
            try:
                if program.began is not None and run.on < program.began:
                    return False
                version = self.content.programs[program_id].version_on(run.on)
                if version is None:
                    return False
                if self._overlay(program_id, run).offered is False:
                    return False
                compiled = self._compiled(program, version)
                if program.subject == "household":
                    return self._truth(program, compiled, None, run)
                if member is not None:
                    return self._truth(program, compiled, member, run)
                found, complete = run.related(None, "everyone")
                truth = disjunction(self._truth(program, compiled, one, run) for one in found)
                return truth if complete or truth is True else Maybe(needs_of(truth) | _WHO_ELSE)
            finally:
                run.program, run.subject, run.locals = saved

        return holds

    def _truth(self, program: Program, compiled: _CompiledVersion, member: Member | None, run: Run) -> Truth:
        overlay = self._enter(program, member, run)
        parts = [True if compiled.among is None else as_truth(compiled.among(run, member))]
        parts += [as_truth(evaluate(run, member)) for _, evaluate in compiled.conditions]
        parts += [as_truth(e(run, member)) for _, e in self._overlay_conditions_of(program, overlay, run)]
        return conjunction((*parts, _offered(program, overlay, run)))


_EXPLAINED = (UnknownReferenceError, ExpiredError, TableRangeError, ZeroDivisionError)


def _id(member: Member | None) -> str | None:
    return None if member is None else member.id


def _offered(program: Program, overlay: ProgramOverlay, run: Run) -> Truth:
    if program.offered_everywhere or overlay.offered is True:
        return True
    return Maybe(local_needs(run, "offered"))


def _amount(compiled: _CompiledAmount, run: Run, member: Member | None) -> AmountAnswer | None:
    holds = True if compiled.when is None else as_truth(compiled.when(run, member))
    if holds is False:
        return None
    value = None if compiled.value is None else compiled.value(run, member)
    return amount_answer(compiled.amount, value, holds, NO_NEEDS)


def _overall(
    subjects: tuple[SubjectAnswer, ...], complete: bool
) -> tuple[Outcome, frozenset[tuple[str, str]]]:
    """Return the outcome for all subjects together, and what would settle it."""
    if any(subject.outcome is Outcome.ELIGIBLE for subject in subjects):
        return Outcome.ELIGIBLE, NO_NEEDS.union(*(subject.needs for subject in subjects))
    needs = NO_NEEDS.union(*(subject.needs for subject in subjects)) | (NO_NEEDS if complete else _WHO_ELSE)
    if not complete or any(subject.outcome is Outcome.UNDETERMINED for subject in subjects):
        return Outcome.UNDETERMINED, needs
    return Outcome.NOT_ELIGIBLE, NO_NEEDS
