"""Reads of screening: progress, screens, answers so far, results, program pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from todoke.apps.screening import books
from todoke.apps.screening.domain.composing import UnknownQuestionError, compose
from todoke.apps.screening.domain.people import names_of
from todoke.apps.screening.domain.results import (
    AmountPage,
    ConditionPage,
    OpenNeed,
    ProgramPage,
    Reason,
    Result,
    VersionPage,
)
from todoke.apps.screening.domain.screens import Screen, need_of
from todoke.apps.screening.domain.situation import TOPICS_QUESTION, Situation
from todoke.rules.answers import Answer, ConditionAnswer, Outcome
from todoke.rules.citations import Citation
from todoke.rules.evaluation.run import Run
from todoke.rules.household import HOUSEHOLD, MUNICIPALITY, Household
from todoke.rules.planning import MUNICIPALITY_QUESTION, Plan
from todoke.rules.programs import Condition, Program, ProgramOverlay, Topic, Version
from todoke.rules.situation import read_household
from todoke.rules.texts import Text
from todoke.rules.totals import POSSIBLE, Totals, totals
from todoke.rules.values import Maybe, Need
from todoke.rules.walking import references
from todoke.rules.wording.figures import NO_FIGURE
from todoke.rules.wording.narration import in_all_languages, narrated
from todoke.rules.wording.values import need_text, value_text


class UnknownProgramError(LookupError):
    """There is no such program, or its rule is broken."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a person stands: the next question (None: done), programs decided, about how many questions are left."""

    question_id: str | None
    decided: int
    total: int
    remaining: int
    asked_count: int


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that was answered, with what was said."""

    question_id: str
    title: Text
    answers: tuple[tuple[Text | None, Text, Text], ...]


@dataclass(frozen=True, slots=True)
class Results:
    """All programs by outcome, and the money together."""

    eligible: tuple[Result, ...]
    undetermined: tuple[Result, ...]
    not_eligible: tuple[Result, ...]
    others: tuple[Result, ...]
    totals: Totals
    possible: Totals
    on: date


def programs_for(situation: Situation) -> tuple[str, ...]:
    """Return the programs of the topics a person looks for; all where none was chosen."""
    content = books.rulebook().content
    wanted = set(situation.topics)
    return tuple(
        program_id
        for program_id, loaded in content.programs.items()
        if not wanted or wanted & {topic.value for topic in loaded.program.topics}
    )


def household_of(situation: Situation, *, on: date) -> Household:
    """Return the household as the rules see it; raises SituationError."""
    return read_household(situation.raw, books.rulebook().content, on=on)


def progress(situation: Situation, *, on: date) -> Progress:
    """Return where a person stands."""
    programs = programs_for(situation)
    if TOPICS_QUESTION not in situation.asked:
        return Progress(TOPICS_QUESTION, 0, len(programs), 0, 0)
    plan = _plan(situation, household_of(situation, on=on), on)
    question_id, remaining = plan.question_id, plan.remaining
    if MUNICIPALITY_QUESTION not in situation.asked and question_id != MUNICIPALITY_QUESTION:
        # Who is in charge, where to apply and local amounts hang on it, even where no condition does.
        question_id, remaining = MUNICIPALITY_QUESTION, remaining + 1
    return Progress(question_id, plan.decided, len(programs), remaining, len(situation.asked))


def _plan(situation: Situation, household: Household, on: date, *, estimate: bool = True) -> Plan:
    return books.planner().plan(
        household, on=on, programs=programs_for(situation), asked=_put(situation), estimate=estimate
    )


def _put(situation: Situation) -> frozenset[Need]:
    return frozenset(need_of(key) for key in situation.put)


def screen(question_id: str, situation: Situation, *, on: date) -> Screen:
    """Return the screen of a question; raises UnknownQuestionError."""
    household = household_of(situation, on=on)
    book, planner = books.rulebook(), books.planner()
    answers = book.check(household, on=on, programs=programs_for(situation), trace=False)
    run = Run(household, on)
    open_programs = [answer.program_id for answer in answers if not answer.is_decided]
    wanted = frozenset[str]().union(*(planner.facts_of(program_id, on) for program_id in open_programs))
    needs = {need for need in _needs(answers) if planner.question_of(need, run) == question_id}
    return compose(
        question_id, situation, household, book=book, planner=planner, needs=needs, wanted=wanted, on=on
    )


def _needs(answers: tuple[Answer, ...]) -> set[Need]:
    found: set[Need] = set()
    for answer in answers:
        found |= answer.needs
        for amount in answer.amounts:
            found |= amount.needs
    return found


def answered(situation: Situation, *, on: date) -> tuple[AnsweredQuestion, ...]:
    """Return the questions answered so far, in their order, with what was said."""
    content = books.rulebook().content
    run = Run(household_of(situation, on=on), on)
    found = []
    for question_id in situation.asked:
        try:
            shown = screen(question_id, situation, on=on)
        except UnknownQuestionError:
            continue
        told = []
        for group in shown.groups:
            for field in group.fields:
                fact = content.facts.get(field.fact_id)
                if fact is None:
                    words = _YES_NO[field.value]
                else:
                    entity = None if field.entity == HOUSEHOLD else field.entity
                    value = books.rulebook().value(fact.id, entity, run)
                    words = in_all_languages(lambda language, f=fact, v=value: value_text(f, v, language))  # type: ignore[misc]
                if field.state == "declined":
                    words = DECLINED
                elif field.state != "known":
                    words = _YES_NO[None]
                told.append((field.who, group.label, words))
        found.append(AnsweredQuestion(question_id, shown.title, tuple(told)))
    return tuple(found)


DECLINED = Text(ja="答えたくない", easy="{答|こた}えたくない", en="Rather not say")
_YES_NO: dict[object, Text] = {
    True: Text(ja="はい", easy="はい", en="Yes"),
    False: Text(ja="いいえ", easy="いいえ", en="No"),
    None: Text(ja="わからない", easy="わからない", en="Don’t know"),
}


def results(situation: Situation, *, on: date) -> Results:
    """Return every program's answer with its reasons, those worth most first; raises SituationError."""
    return results_for(household_of(situation, on=on), programs_for(situation), on=on)


def results_for(household: Household, programs: Sequence[str], *, on: date) -> Results:
    """Return the answers of these programs for a household, those worth most first."""
    book = books.rulebook()
    run = Run(household, on)
    answers = tuple(book.answer(program_id, run) for program_id in programs)
    shown = [(_result(answer, run)) for answer in answers]

    def of(*outcomes: Outcome) -> tuple[Result, ...]:
        return tuple(sorted((one for one in shown if one.answer.outcome in outcomes), key=_order))

    return Results(
        eligible=of(Outcome.ELIGIBLE),
        undetermined=of(Outcome.UNDETERMINED),
        not_eligible=of(Outcome.NOT_ELIGIBLE),
        others=of(Outcome.OUT_OF_SCOPE, Outcome.NOT_ENCODED, Outcome.RULE_ERROR),
        totals=totals(answers),
        possible=totals(answers, POSSIBLE),
        on=on,
    )


def _order(result: Result) -> tuple[float, float, int, str]:
    """Order by the cash of a year at most, then by what becomes cheaper; services, vaccinations, loans after."""
    worth = {"cash": 0.0, "reduction": 0.0}
    for one in result.amounts:
        factor = 12 if one.amount.period == "month" else 1
        if one.amount.kind in worth and one.amount.unit == "yen" and one.high is not None:
            worth[one.amount.kind] += float(one.high) * factor
    is_loan = any(one.amount.kind == "loan" for one in result.amounts)
    rank = 2 if is_loan else 1 if Topic.IMMUNIZATION in result.program.topics else 0
    return -worth["cash"], -worth["reduction"], rank, result.program.id


def _result(answer: Answer, run: Run) -> Result:
    content = books.rulebook().content
    program = content.programs[answer.program_id].program
    overlay = _overlay(program, run.household)
    names = names_of(run.household.members)
    reasons = tuple(
        _reason(one, program, names.get(subject.member_id or ""), subject.member_id, run)
        for subject in answer.subjects
        for one in subject.conditions
    )
    return Result(
        program=program,
        answer=answer,
        name=overlay.name or program.name,
        in_charge=overlay.in_charge or program.in_charge,
        apply=overlay.apply or program.apply,
        url=overlay.url or program.url,
        amounts=answer.amounts,
        deciding=_deciding(answer, reasons),
        reasons=reasons,
        open_needs=_open_needs(answer, run),
        subjects=tuple(
            names[one.member_id]
            for one in answer.subjects
            if one.member_id in names and one.outcome is answer.outcome
        ),
        citations=_citations(reasons),
        note=overlay.note or program.note,
    )


def _deciding(answer: Answer, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the reasons that decide: all that hold for a yes, those that fail for a no, those open else."""
    wanted = {Outcome.ELIGIBLE: True, Outcome.NOT_ELIGIBLE: False}.get(answer.outcome)
    found: dict[str, Reason] = {}
    for reason in reasons:
        if reason.truth is wanted:
            found.setdefault(reason.text.ja, reason)
    return tuple(found.values())


def _reason(
    one: ConditionAnswer, program: Program, who: Text | None, member_id: str | None, run: Run
) -> Reason:
    content = books.rulebook().content
    condition = one.condition
    used = []
    for fact_id in sorted(references(condition.when).facts):
        fact = content.facts.get(fact_id)
        if fact is None or (member_id is None and fact.entity != HOUSEHOLD):
            continue
        value = books.rulebook().value(fact_id, member_id, run)
        words = in_all_languages(lambda language, f=fact, v=value: value_text(f, v, language))  # type: ignore[misc]
        used.append((fact.label, words))
    return Reason(
        text=condition.label,
        truth=None if isinstance(one.truth, Maybe) else one.truth,
        who=who,
        detail=narrated(condition.when, content, on=run.on, local=program.local),
        used=tuple(used),
        citation=condition.cite,
        status=condition.status,
    )


def _open_needs(answer: Answer, run: Run) -> tuple[OpenNeed, ...]:
    content, planner = books.rulebook().content, books.planner()
    found: dict[str, OpenNeed] = {}
    for need in sorted(answer.needs.union(*(amount.needs for amount in answer.amounts))):
        words = in_all_languages(lambda language, n=need: need_text(n, content, language))  # type: ignore[misc]
        found.setdefault(words.ja, OpenNeed(planner.question_of(need, run), words))
    return tuple(found.values())


def _citations(reasons: tuple[Reason, ...]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(reason.citation for reason in reasons))


def _overlay(program: Program, household: Household) -> ProgramOverlay:
    municipality = household.facts.get(MUNICIPALITY)
    return _overlay_of(program, municipality if isinstance(municipality, str) else None)


def _overlay_of(program: Program, municipality: str | None) -> ProgramOverlay:
    overlay = books.rulebook().content.overlays.get(municipality or "")
    return ProgramOverlay() if overlay is None else overlay.programs.get(program.id, ProgramOverlay())


def program_page(program_id: str, *, on: date, municipality: str | None = None) -> ProgramPage:
    """Return a program with all its versions in words, newest first; raises UnknownProgramError."""
    content = books.rulebook().content
    if program_id not in content.programs or program_id in content.broken_programs:
        raise UnknownProgramError(program_id)
    loaded = content.programs[program_id]
    program, overlay = loaded.program, _overlay_of(loaded.program, municipality)
    cites = [c.cite for version in loaded.versions for c in version.conditions]
    cites += [a.cite for version in loaded.versions for a in version.amounts if a.cite is not None]
    citations = tuple(dict.fromkeys((*program.sources, *cites)))
    return ProgramPage(
        program=program,
        name=overlay.name or program.name,
        in_charge=overlay.in_charge or program.in_charge,
        apply=overlay.apply or program.apply,
        url=overlay.url or program.url,
        versions=tuple(_version_page(program, version, overlay, on) for version in reversed(loaded.versions)),
        citations=citations,
        checks=dict(Counter(citation.check.value for citation in citations)),
        note=overlay.note or program.note,
    )


def _version_page(program: Program, version: Version, overlay: ProgramOverlay, on: date) -> VersionPage:
    content = books.rulebook().content
    begins, ends = version.effective.from_, version.effective.to
    is_current = begins <= on and (ends is None or on <= ends)
    seen_on = on if is_current else begins if ends is None or begins > on else ends

    def condition_page(condition: Condition) -> ConditionPage:
        detail = narrated(condition.when, content, on=seen_on, local=program.local)
        return ConditionPage(condition.label, detail, condition.cite, condition.status, condition.note)

    amounts = tuple(
        AmountPage(
            amount.label,
            NO_FIGURE
            if amount.value is None
            else narrated(amount.value, content, on=seen_on, local=program.local),
            amount.kind,
            amount.period,
            amount.cite,
        )
        for amount in version.amounts
    )
    conditions = tuple(condition_page(condition) for condition in (*version.conditions, *overlay.conditions))
    return VersionPage(begins, ends, is_current, conditions, amounts, version.note)
