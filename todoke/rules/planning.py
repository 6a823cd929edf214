"""Choosing the next question: the one that decides the most programs for the least burden (質問の順序)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from todoke.rules.answers import Answer, Outcome
from todoke.rules.evaluation.reading import LOCAL, TEXT
from todoke.rules.evaluation.run import Run, exact
from todoke.rules.facts import Boolean, Code, Fact, Money
from todoke.rules.household import (
    ALL_RELATIONS,
    BIRTH_DATE,
    HOUSEHOLD,
    MEMBERS,
    MUNICIPALITY,
    Household,
    Member,
)
from todoke.rules.parameters import NotEncodedError
from todoke.rules.questionnaire import Question
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text
from todoke.rules.truth import as_truth
from todoke.rules.values import Need, Value
from todoke.rules.walking import resting_on

MUNICIPALITY_QUESTION = "municipality"
FAMILY_QUESTION = "family"
BIRTHS_QUESTION = "births"
RECEIVING_QUESTION = "receiving"

_FIRST = (MUNICIPALITY_QUESTION, FAMILY_QUESTION, BIRTHS_QUESTION)
"""Nearly every program rests on these, so they need no weighing."""

_SIMULATED = 6
"""How many of the most promising questions are tried with their usual answers."""

_LONGEST = 60
"""Where counting the questions left gives up."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may come next: what it would settle and how much that is worth."""

    question_id: str
    needs: frozenset[Need]
    programs: frozenset[str]
    worth: Fraction


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a household stands: the answers so far, the next question, and about how many are left."""

    answers: tuple[Answer, ...]
    question_id: str | None
    needs: frozenset[Need]
    remaining: int

    @property
    def decided(self) -> int:
        """Return how many programs need nothing more from the person."""
        return sum(answer.is_decided for answer in self.answers)


class Planner:
    """Chooses questions for a rulebook; the same household and day always get the same question."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Prepare which question settles which fact."""
        self._rulebook = rulebook
        self._built_in = {
            MUNICIPALITY: MUNICIPALITY_QUESTION,
            MEMBERS: FAMILY_QUESTION,
            BIRTH_DATE: BIRTHS_QUESTION,
        }
        self._facts_of: dict[tuple[str, date], frozenset[str]] = {}
        facts = rulebook.content.facts
        gates = {fact.id for fact in facts.values() if fact.gate}
        self._gates_of = {fact.id: resting_on(facts, fact.applies) & gates for fact in facts.values()}
        self._questions_of: dict[str, list[Question]] = {}
        for question in rulebook.content.questions.values():
            for fact_id in question.facts:
                self._questions_of.setdefault(fact_id, []).append(question)

    def question_of(self, need: Need, run: Run) -> str | None:
        """Return the question that settles a need, or None when no question to a person can.

        Where several questions ask the same fact, the first that is about the member is taken.
        """
        fact_id, entity = need
        if entity in (LOCAL, TEXT):
            return None
        if fact_id.startswith("receives:"):
            return RECEIVING_QUESTION
        if fact_id in self._built_in:
            return self._built_in[fact_id]
        for question in self._questions_of.get(fact_id, ()):
            if entity == HOUSEHOLD or self.is_about(question, entity, run):
                return question.id
        return fact_id

    def is_about(self, question: Question, member_id: str, run: Run) -> bool:
        """Tell whether a question may be about a member."""
        found, _ = run.related(None, question.who)
        member = next((one for one in found if one.id == member_id), None)
        if member is None or question.where is None:
            return member is not None
        return as_truth(self._rulebook.compiler.compile(question.where)(run, member)) is not False

    def facts_of(self, program_id: str, on: date) -> frozenset[str]:
        """Return every fact that a program's rule of a day rests on."""
        key = (program_id, on)
        if key not in self._facts_of:
            content = self._rulebook.content
            try:
                version = content.programs[program_id].version_on(on)
            except NotEncodedError:
                version = None
            expressions = () if version is None else tuple(e for _, e, _ in version.expressions())
            self._facts_of[key] = resting_on(content.facts, *expressions)
        return self._facts_of[key]

    def question(self, question_id: str) -> Question | None:
        """Return a question as written, or one made of a fact that has none; None for the built-in ones."""
        content = self._rulebook.content
        if question_id in content.questions:
            return content.questions[question_id]
        fact = content.facts.get(question_id)
        if fact is None:
            return None
        return Question(
            id=_plain_id(fact.id), facts=(fact.id,), title=fact.question or fact.label, help=fact.help
        )

    def plan(
        self,
        household: Household,
        *,
        on: date,
        programs: Sequence[str] | None = None,
        asked: Collection[Need] = (),
        estimate: bool = True,
    ) -> Plan:
        """Return the plan: what is decided, what to ask next, and about how many questions are left.

        ``asked`` names what was put to the person already, "don't know" included: it is not asked again.
        """
        answers = self._rulebook.check(household, on=on, programs=programs, trace=False)
        candidates = self._candidates(answers, household, on, asked)
        if not candidates:
            return Plan(answers, None, frozenset(), 0)
        best = self._best(candidates, household, on)
        left = self._remaining(best, household, answers, on, asked) if estimate else len(candidates)
        return Plan(answers, best.question_id, best.needs, left)

    def _candidates(
        self, answers: Iterable[Answer], household: Household, on: date, asked: Collection[Need]
    ) -> list[Asked]:
        declined = household.declined_needs()
        run = Run(household, on)
        done = frozenset(asked)
        needs_of_question: dict[str, set[Need]] = {}
        programs_of_question: dict[str, set[str]] = {}
        worth: dict[str, Fraction] = {}
        for answer in answers:
            if answer.outcome is Outcome.UNDETERMINED:
                needs, weight = answer.needs, Fraction(1)
            elif answer.outcome is Outcome.ELIGIBLE:
                needs = answer.needs.union(*(amount.needs for amount in answer.amounts))
                weight = Fraction(1, 4)
            else:
                continue
            questions: dict[str, set[Need]] = {}
            for need in self._behind_no_gate(needs - declined, done):
                question_id = self.question_of(need, run)
                if question_id is not None:
                    questions.setdefault(question_id, set()).add(need)
            for question_id, found in questions.items():
                needs_of_question.setdefault(question_id, set()).update(found)
                programs_of_question.setdefault(question_id, set()).add(answer.program_id)
                worth[question_id] = worth.get(question_id, Fraction(0)) + weight / len(questions)
        return [
            Asked(
                question_id,
                frozenset(needs),
                frozenset(programs_of_question[question_id]),
                worth[question_id] / self._burden(question_id),
            )
            for question_id, needs in sorted(needs_of_question.items())
        ]

    def _behind_no_gate(self, needs: Iterable[Need], done: frozenset[Need]) -> list[Need]:
        """Leave out what was put already, and what a gate may spare as long as the gate is not known.

        A gate that was answered with "don't know" stays shut: what lies behind it would be asked in vain.
        """
        listed = list(needs)
        facts = self._rulebook.content.facts
        shut = {fact_id for fact_id, _ in listed if fact_id in facts and facts[fact_id].gate}
        return [
            one
            for one in listed
            if one not in done and (one[0] in shut or not (self._gates_of.get(one[0], frozenset()) & shut))
        ]

    def _burden(self, question_id: str) -> int:
        content = self._rulebook.content
        if question_id in content.questions:
            return content.questions[question_id].burden
        return content.facts[question_id].burden if question_id in content.facts else 1

    def _best(self, candidates: list[Asked], household: Household, on: date) -> Asked:
        for first in _FIRST:
            for candidate in candidates:
                if candidate.question_id == first:
                    return candidate
        ranked = sorted(candidates, key=lambda asked: (-asked.worth, asked.question_id))
        promising = ranked[:_SIMULATED]
        return max(
            promising, key=lambda asked: (self._value(asked, household, on), _reversed(asked.question_id))
        )

    def _value(self, asked: Asked, household: Household, on: date) -> Fraction:
        """Return the worth of a question: what it settles if the answer is the usual one, per burden."""
        share, answered = self._usually(asked.needs, household)
        settled = sum(
            one.is_decided
            for one in self._rulebook.check(answered, on=on, programs=sorted(asked.programs), trace=False)
        )
        return asked.worth + share * settled / self._burden(asked.question_id)

    def _usually(self, needs: Iterable[Need], household: Household) -> tuple[Fraction, Household]:
        """Return the household with the usual answers to some needs, and how usual they are together."""
        share = Fraction(1)
        for fact_id, entity in sorted(needs):
            value, likely = self._usual(fact_id)
            share = share * likely
            household = with_fact(household, fact_id, entity, value)
        return max(share, Fraction(1, 10)), household

    def _usual(self, fact_id: str) -> tuple[Value | None, Fraction]:
        if fact_id.startswith("receives:"):
            return False, Fraction(9, 10)
        fact = self._rulebook.content.facts.get(fact_id)
        if fact is None:
            return None, Fraction(1, 2)
        if fact.likely:
            best = max(fact.likely, key=lambda likely: likely.share)
            return exact(best.value), Fraction(best.share)
        return _typical(fact), Fraction(1, 2)

    def _remaining(
        self,
        best: Asked,
        household: Household,
        answers: tuple[Answer, ...],
        on: date,
        asked: Collection[Need],
    ) -> int:
        """Return about how many questions are left if the usual answers are given, the next one included."""
        done = set(asked)
        standing = {answer.program_id: answer for answer in answers}
        count = 0
        following: Asked | None = best
        while following is not None and count < _LONGEST:
            count += 1
            done |= following.needs
            _, household = self._usually(following.needs, household)
            changed = self._rulebook.check(household, on=on, programs=sorted(following.programs), trace=False)
            standing.update((answer.program_id, answer) for answer in changed)
            candidates = self._candidates(standing.values(), household, on, done)
            following = max(candidates, key=lambda one: (one.worth, _reversed(one.question_id)), default=None)
        return count


def with_fact(household: Household, fact_id: str, entity: str, value: Value | None) -> Household:
    """Return the household with one more fact; None leaves the fact unknown."""
    if fact_id == MEMBERS:
        return replace(household, complete=ALL_RELATIONS)
    if value is None:
        return household
    if entity == HOUSEHOLD:
        return replace(household, facts={**household.facts, fact_id: value})
    members = tuple(
        Member(m.id, m.relation, {**m.facts, fact_id: value}, m.parents, m.declined) if m.id == entity else m
        for m in household.members
    )
    return replace(household, members=members)


def _typical(fact: Fact) -> Value | None:
    if isinstance(fact.type, Boolean):
        return False
    if isinstance(fact.type, Code):
        return next(iter(fact.type.codes))
    if isinstance(fact.type, Money):
        return exact(fact.bands[len(fact.bands) // 2]) if fact.bands else exact(fact.type.minimum)
    return None


def _plain_id(fact_id: str) -> str:
    return fact_id.replace(".", "-").replace("_", "-")


def _reversed(text: str) -> tuple[int, ...]:
    """Return a key that puts the alphabetically first of equals last, so that ``max`` finds it."""
    return tuple(-ord(letter) for letter in text)


def built_in_title(question_id: str) -> Text:
    """Return the words of a question that is not written in ``data/questions``."""
    return _BUILT_IN[question_id]


_BUILT_IN: dict[str, Text] = {
    MUNICIPALITY_QUESTION: Text(
        ja="どの区市町村にお住まいですか",
        easy="どこに {住|す}んでいますか",
        en="Which municipality do you live in?",
    ),
    FAMILY_QUESTION: Text(
        ja="ご家族を教えてください",
        easy="あなたの {家族|かぞく}を {教|おし}えてください",
        en="Who is in your family?",
    ),
    RECEIVING_QUESTION: Text(
        ja="いま受けているものはありますか",
        easy="いま もらっている お{金|かね}は ありますか",
        en="Do you already receive any of these?",
    ),
}
