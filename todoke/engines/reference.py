"""The reference evaluator behind the port of engines: one household after the other, in plain Python."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any, Literal

import numpy as np

from todoke.engines.port import AmountColumns, ProgramAnswers, Reasons
from todoke.residents.block import Block
from todoke.residents.households import household_at
from todoke.rules.answers import AmountAnswer, Answer, Outcome, SubjectAnswer
from todoke.rules.content import LoadedProgram
from todoke.rules.evaluation.run import Evaluator, Run
from todoke.rules.parameters import NotEncodedError
from todoke.rules.programs import Amount, ProgramOverlay, Version
from todoke.rules.rulebook import Rulebook
from todoke.rules.truth import as_truth

_WITHOUT_A_LOOK = frozenset({Outcome.OUT_OF_SCOPE, Outcome.RULE_ERROR, Outcome.NOT_ENCODED})


class ReferenceEngine:
    """Answers as :meth:`Rulebook.check` does, so that it says what every other engine must say."""

    name = "reference"

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
        chosen = tuple(book.content.programs) if programs is None else programs
        found = [_Collected(program_id, block, book, on) for program_id in chosen]
        for place in range(block.households):
            run = Run(household_at(block, place, book.content), on, trace=False)
            first = int(block.first[place])
            row_of = {
                f"p{person}": first + index
                for index, person in enumerate(
                    block.person_ids[first : first + int(block.size[place])].tolist()
                )
            }
            for one in found:
                one.add(place, row_of, book.answer(one.program_id, run), run, details)
        for one in found:
            yield one.answers(details)


class _Collected:
    """The answers of one program, household by household."""

    def __init__(self, program_id: str, block: Block, book: Rulebook, on: date) -> None:
        self.program_id = program_id
        self._block = block
        self._book = book
        loaded = book.content.programs.get(program_id)
        self._version = _version_on(loaded, on)
        self._program = None if loaded is None else loaded.program
        self._overlay = _overlay(book, block.municipality, program_id)
        self._among: Evaluator | None = None
        self._same: Answer | None = None
        rows = block.persons if self.unit == "person" else block.households
        self._sure = np.zeros(rows, np.bool_)
        self._possible = np.zeros(rows, np.bool_)
        self._failed = np.zeros(rows, np.bool_)
        self._unencoded = np.zeros(rows, np.bool_)
        self._subjects: dict[int, SubjectAnswer] = {}
        self._patterns: dict[int, str] = {}

    @property
    def unit(self) -> Literal["person", "household"]:
        """The kind of row the program answers for."""
        return "household" if self._program is None else self._program.subject

    def add(self, place: int, row_of: dict[str, int], answer: Answer, run: Run, details: bool) -> None:
        """Take in the answer for the household at ``place``."""
        if answer.outcome in _WITHOUT_A_LOOK and (
            answer.outcome is Outcome.OUT_OF_SCOPE or self._version is None or self._is_broken
        ):
            self._same = answer
            return
        if answer.outcome in _WITHOUT_A_LOOK:
            there = (row_of[member.id] for member in run.household.members)
            rows = list(there) if self.unit == "person" else [place]
            self._failed[rows] = True
            self._unencoded[rows] = answer.outcome is Outcome.NOT_ENCODED
            return
        for subject in answer.subjects:
            if subject.outcome is Outcome.NOT_ELIGIBLE:
                continue
            row = place if subject.member_id is None else row_of[subject.member_id]
            self._possible[row] = True
            self._sure[row] = subject.outcome is Outcome.ELIGIBLE
            if details:
                self._subjects[row] = subject
                if subject.outcome is Outcome.UNDETERMINED:
                    self._patterns[row] = self._pattern(subject, run)

    def answers(self, details: bool) -> ProgramAnswers:
        """Return the answers of all households."""
        version = None if self._version is None else self._version.effective.from_
        if self._same is not None:
            return ProgramAnswers(
                self.program_id, self.unit, outcome=self._same.outcome, message=self._same.message
            )
        if not details:
            return ProgramAnswers(
                self.program_id,
                self.unit,
                version,
                sure=self._sure,
                possible=self._possible,
                failed=self._failed,
                unencoded=self._unencoded,
            )
        rows = np.flatnonzero(self._possible).astype(np.int32)
        open_rows = np.flatnonzero(self._possible & ~self._sure).astype(np.int32)
        amounts = () if self._version is None else self._version.amounts
        return ProgramAnswers(
            self.program_id,
            self.unit,
            version,
            sure=self._sure,
            possible=self._possible,
            failed=self._failed,
            unencoded=self._unencoded,
            rows=rows,
            amounts=tuple(self._amount(amount, rows) for amount in amounts),
            open_rows=open_rows,
            reasons=self._reasons(open_rows),
        )

    @property
    def _is_broken(self) -> bool:
        return self.program_id in self._book.content.broken_programs

    def _amount(self, amount: Amount, rows: Any) -> AmountColumns:
        found = [
            next((one for one in self._subjects[row].amounts if one.amount.id == amount.id), None)
            for row in rows.tolist()
        ]
        applies = np.array([one is not None for one in found], np.bool_)
        if amount.value is None:
            return AmountColumns(amount, None, None, applies)
        ends = np.array([_ends(one) for one in found], np.float64).reshape(-1, 2)
        return AmountColumns(amount, ends[:, 0].copy(), ends[:, 1].copy(), applies)

    def _reasons(self, open_rows: Any) -> Reasons:
        told = [self._patterns[row] for row in open_rows.tolist()]
        patterns = tuple(sorted(set(told)))
        place = {pattern: code for code, pattern in enumerate(patterns)}
        return Reasons(np.array([place[pattern] for pattern in told], np.uint16), patterns)

    def _pattern(self, subject: SubjectAnswer, run: Run) -> str:
        assert self._version is not None
        assert self._program is not None
        letters = [_letter(self._belongs(subject, run))]
        letters += [_letter(answer.truth is True) for answer in subject.conditions]
        offered = self._program.offered_everywhere or self._overlay.offered is True
        return "".join((*letters, _letter(offered)))

    def _belongs(self, subject: SubjectAnswer, run: Run) -> bool:
        assert self._version is not None
        assert self._program is not None
        if self._version.among is None:
            return True
        if self._among is None:
            self._among = self._book.compiler.compile(self._version.among, self._program.local or None)
        member = None if subject.member_id is None else run.household.member(subject.member_id)
        run.program, run.subject, run.locals = self.program_id, member, self._overlay.local
        return as_truth(self._among(run, member)) is True


def _version_on(loaded: LoadedProgram | None, on: date) -> Version | None:
    """Return the version in force, or None where no rule answers for that day."""
    try:
        return None if loaded is None else loaded.version_on(on)
    except NotEncodedError:
        return None


def _overlay(book: Rulebook, municipality: str, program_id: str) -> ProgramOverlay:
    overlay = book.content.overlays.get(municipality)
    return ProgramOverlay() if overlay is None else overlay.programs.get(program_id, ProgramOverlay())


def _letter(holds: bool) -> str:
    return "T" if holds else "?"


def _ends(answer: AmountAnswer | None) -> tuple[float, float]:
    if answer is None:
        return math.nan, math.nan
    low = -math.inf if answer.low is None else float(answer.low)
    high = math.inf if answer.high is None else float(answer.high)
    return low, high
