"""Making a screen for a question: which members it is about, and what is known of them already."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from todoke.apps.screening.domain.people import names_of
from todoke.apps.screening.domain.screens import Field, Group, Layout, Screen, field_of, key_of, told_of
from todoke.apps.screening.domain.situation import TOPICS_QUESTION, Situation
from todoke.rules.evaluation.run import Run
from todoke.rules.facts import Fact
from todoke.rules.household import HOUSEHOLD, Household, Member
from todoke.rules.planning import (
    FAMILY_QUESTION,
    MUNICIPALITY_QUESTION,
    RECEIVING_QUESTION,
    Planner,
    built_in_title,
)
from todoke.rules.questionnaire import Question
from todoke.rules.rulebook import Rulebook
from todoke.rules.texts import Text
from todoke.rules.truth import as_truth
from todoke.rules.values import Need

TOPICS_TITLE = Text(
    ja="どんな支援をさがしますか", easy="なにを さがしますか", en="What kind of support are you looking for?"
)
_BUILT_IN_LAYOUTS: dict[str, Layout] = {MUNICIPALITY_QUESTION: "municipality", FAMILY_QUESTION: "family"}


class UnknownQuestionError(LookupError):
    """There is no such question."""


def compose(
    question_id: str,
    situation: Situation,
    household: Household,
    *,
    book: Rulebook,
    planner: Planner,
    needs: Collection[Need],
    wanted: Collection[str],
    on: date,
) -> Screen:
    """Return the screen of a question; only members it can be about, and of them those still needed or told.

    Raises UnknownQuestionError.
    """
    if question_id == TOPICS_QUESTION:
        return Screen(question_id, TOPICS_TITLE, None, "topics")
    if question_id in _BUILT_IN_LAYOUTS:
        return Screen(question_id, built_in_title(question_id), None, _BUILT_IN_LAYOUTS[question_id])
    composer = _Composer(situation, household, book, frozenset(needs), frozenset(wanted), on)
    if question_id == RECEIVING_QUESTION:
        return Screen(question_id, built_in_title(question_id), None, "fields", composer.receiving())
    question = planner.question(question_id)
    if question is None:
        raise UnknownQuestionError(question_id)
    return Screen(question_id, question.title, question.help, "fields", composer.groups(question))


class _Composer:
    """Composes the groups of a screen."""

    def __init__(
        self,
        situation: Situation,
        household: Household,
        book: Rulebook,
        needs: frozenset[Need],
        wanted: frozenset[str],
        on: date,
    ) -> None:
        self._situation = situation
        self._book = book
        self._needs = needs
        self._wanted = wanted
        self._on = on
        self._run = Run(household, on)
        self._names = names_of(household.members)

    def groups(self, question: Question) -> tuple[Group, ...]:
        """Return a group for each fact of a question that is needed, was told or was put before."""
        found = []
        for fact_id in question.facts:
            fact = self._book.content.facts[fact_id]
            fields = self._fields(fact, question)
            if fields:
                found.append(Group(fact.id, fact.question or fact.label, fact.help, fields[0].kind, fields))
        return tuple(found)

    def _fields(self, fact: Fact, question: Question) -> tuple[Field, ...]:
        if fact.entity == HOUSEHOLD:
            return (self._field(fact, HOUSEHOLD, None),) if self._is_shown(fact, HOUSEHOLD, question) else ()
        members = [member for member in self._members(question) if self._may_apply(fact, member)]
        return tuple(
            self._field(fact, member.id, self._names[member.id] if len(self._names) > 1 else None)
            for member in members
            if self._is_shown(fact, member.id, question)
        )

    def _is_shown(self, fact: Fact, entity: str, question: Question) -> bool:
        if (
            not self._needs
            or (fact.id, entity) in self._needs
            or (question.together and fact.id in self._wanted)
        ):
            return True
        return key_of(fact.id, entity) in self._situation.put or fact.name in told_of(
            self._situation.raw, entity
        )

    def _field(self, fact: Fact, entity: str, who: Text | None) -> Field:
        put = key_of(fact.id, entity) in self._situation.put
        return field_of(
            fact, entity, who=who, told=told_of(self._situation.raw, entity), asked=put, on=self._on
        )

    def _members(self, question: Question) -> Iterable[Member]:
        found, _ = self._run.related(None, question.who)
        if question.where is None:
            return found
        belongs = self._book.compiler.compile(question.where)
        return [member for member in found if as_truth(belongs(self._run, member)) is not False]

    def _may_apply(self, fact: Fact, member: Member) -> bool:
        if fact.applies is None:
            return True
        return as_truth(self._book.compiler.compile(fact.applies)(self._run, member)) is not False

    def receiving(self) -> tuple[Group, ...]:
        """Return a group per program that may be received already."""
        told = self._told_receiving()
        wanted = {need for need in self._needs if need[0].startswith("receives:")} | told.keys()
        groups = []
        for fact_id in sorted({fact_id for fact_id, _ in wanted}):
            program = self._book.content.programs.get(fact_id.removeprefix("receives:"))
            if program is None:
                continue
            fields = tuple(
                Field(
                    key=key_of(fact_id, entity),
                    fact_id=fact_id,
                    entity=entity,
                    who=self._names.get(entity) if len(self._names) > 1 else None,
                    kind="boolean",
                    value=told.get((fact_id, entity)),
                    state="known" if (fact_id, entity) in told else None,
                )
                for entity in (HOUSEHOLD, *self._names)
                if (fact_id, entity) in wanted
            )
            groups.append(Group(fact_id, program.program.name, program.program.summary, "boolean", fields))
        return tuple(groups)

    def _told_receiving(self) -> dict[Need, bool]:
        told: dict[Need, bool] = {}
        for entity in (HOUSEHOLD, *self._names):
            raw = told_of(self._situation.raw, entity)
            for key, value in (("receiving", True), ("not_receiving", False)):
                for program in raw.get(key, ()):
                    told[(f"receives:{program}", entity)] = value
        return told
