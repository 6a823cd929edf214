"""How many questions a family is asked until everything is decided: the planner against a form in fixed order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from statistics import mean, median

from bench.households import couple_with_two_children
from todoke.rules.evaluation.run import Run
from todoke.rules.household import BIRTH_DATE, HOUSEHOLD, MEMBERS, Household, Member
from todoke.rules.planning import FAMILY_QUESTION, MUNICIPALITY_QUESTION, Planner, with_fact
from todoke.rules.programs import Topic
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import Need

FAMILIES = 500
FAMILY_TOPICS = {Topic.CHILDREN, Topic.CHILDCARE, Topic.MATERNITY, Topic.EDUCATION, Topic.IMMUNIZATION}
_TOPICS_SCREEN = 1
_GOAL = 12


@dataclass(frozen=True, slots=True)
class Walk:
    """One family's way through the finder: screens seen, programs decided, programs in all."""

    screens: int
    decided: int
    programs: int
    questions: tuple[str, ...]


def family_programs(book: Rulebook) -> tuple[str, ...]:
    """Return the programs of the family topics."""
    return tuple(pid for pid, one in book.content.programs.items() if FAMILY_TOPICS & set(one.program.topics))


def walk_planned(truth: Household, planner: Planner, programs: tuple[str, ...], on: date) -> Walk:
    """Answer what the planner asks until it asks nothing more."""
    known = Household((Member("me", "self"),))
    asked: set[Need] = set()
    order: list[str] = []
    while True:
        plan = planner.plan(known, on=on, programs=programs, asked=asked, estimate=False)
        if plan.question_id is None:
            return Walk(_TOPICS_SCREEN + len(order), plan.decided, len(programs), tuple(order))
        order.append(plan.question_id)
        needs = set(plan.needs)
        question = planner.question(plan.question_id)
        if question is not None and question.together:
            needs |= {(f, m.id) for f in question.facts for m in known.members}
        known = _told(known, truth, needs)
        asked |= needs


def walk_form(
    truth: Household, planner: Planner, programs: tuple[str, ...], on: date, book: Rulebook
) -> Walk:
    """Answer a form that asks every question any of the programs rests on, in fixed order, of whom it can apply to."""
    facts = frozenset[str]().union(*(planner.facts_of(program, on) for program in programs))
    known = _told(Household((Member("me", "self"),)), truth, {(MEMBERS, HOUSEHOLD)})
    order = [MUNICIPALITY_QUESTION, FAMILY_QUESTION]
    known = _told(known, truth, {("household.municipality", HOUSEHOLD)})
    run = Run(truth, on)
    asked_questions: set[str] = set()
    for fact_id in sorted(facts, key=lambda one: (one != BIRTH_DATE, one)):
        fact = book.content.facts.get(fact_id)
        if fact is None or not fact.askable or fact.derive is not None:
            continue
        members = (HOUSEHOLD,) if fact.entity == HOUSEHOLD else tuple(m.id for m in truth.members)
        about = [
            one
            for one in members
            if fact_id in (truth.facts if one == HOUSEHOLD else truth.member(one).facts)
        ]
        for entity in about:
            question_id = planner.question_of((fact_id, entity), run) or fact_id
            if question_id not in asked_questions:
                asked_questions.add(question_id)
                order.append(question_id)
            known = _told(known, truth, {(fact_id, entity)})
    plan = planner.plan(known, on=on, programs=programs, estimate=False)
    return Walk(_TOPICS_SCREEN + len(order), plan.decided, len(programs), tuple(order))


def _told(known: Household, truth: Household, needs: set[Need]) -> Household:
    for fact_id, entity in sorted(needs):
        if fact_id == MEMBERS:
            named = {member.id: member for member in known.members}
            members = tuple(named.get(m.id, Member(m.id, m.relation)) for m in truth.members)
            known = replace(known, members=members, complete=truth.complete)
            continue
        source = truth.facts if entity == HOUSEHOLD else truth.member(entity).facts
        known = with_fact(known, fact_id, entity, source.get(fact_id))
    return known


def measure(book: Rulebook, on: date, families: int = FAMILIES) -> None:
    """Print the distribution of questions for the planner and for the form."""
    planner, programs = Planner(book), family_programs(book)
    planned, formed = [], []
    for seed in range(families):
        truth = couple_with_two_children(seed, book, on)
        planned.append(walk_planned(truth, planner, programs, on))
        formed.append(walk_form(truth, planner, programs, on, book))
    print(
        f"## Finder: a couple with two children, {families} synthetic families, {len(programs)} family programs"
    )
    for name, walks in (("planner", planned), ("fixed-order form", formed)):
        screens = [walk.screens for walk in walks]
        decided = mean(walk.decided for walk in walks)
        print(
            f"{name}: mean {mean(screens):.1f}, median {median(screens)}, "
            f"min {min(screens)}, max {max(screens)} questions; decided {decided:.1f} of {len(programs)}"
        )
    print(
        f"goal: planner mean <= {_GOAL}: {'met' if mean(w.screens for w in planned) <= _GOAL else 'NOT met'}"
    )
    print("questions  families (planner)")
    for length, count in sorted(Counter(walk.screens for walk in planned).items()):
        print(f"{length:9d}  {count:4d} {'#' * round(count * 60 / families)}")
    common = Counter(question for walk in planned for question in walk.questions)
    print(
        "asked most by the planner: "
        + ", ".join(f"{q} {n * 100 // families}%" for q, n in common.most_common(24))
    )
