"""Synthetic families for measuring: a couple with two children, answers drawn as they are common."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

from todoke.rules.content import Content
from todoke.rules.evaluation.run import Run, exact, number
from todoke.rules.facts import Boolean, Code, Fact, Money, Number
from todoke.rules.household import ALL_RELATIONS, BIRTH_DATE, HOUSEHOLD, MUNICIPALITY, Household, Member
from todoke.rules.rulebook import Rulebook
from todoke.rules.values import Value

_SALARIES = (0, 900_000, 1_300_000, 2_400_000, 3_600_000, 4_800_000, 6_200_000, 8_500_000, 12_000_000)


def couple_with_two_children(seed: int, book: Rulebook, on: date) -> Household:
    """Return a family that knows everything about itself; the same seed gives the same family."""
    chance = random.Random(seed)
    ages = {"me": chance.randint(23, 48), "partner": chance.randint(23, 50)}
    ages |= {"child1": chance.randint(0, 17), "child2": chance.randint(0, 17)}
    relations = {"me": "self", "partner": "spouse", "child1": "child", "child2": "child"}
    facts: dict[str, dict[str, Value]] = {
        one: {BIRTH_DATE: on - timedelta(days=age * 365 + chance.randint(1, 364))}
        for one, age in ages.items()
    }
    facts["me"]["person.sex"], facts["partner"]["person.sex"] = chance.choice(
        [("female", "male"), ("male", "female")]
    )
    of_household: dict[str, Value] = {MUNICIPALITY: chance.choice(sorted(book.content.municipalities))}
    for fact in book.content.facts.values():
        if not fact.askable or fact.derive is not None or fact.id in (BIRTH_DATE, MUNICIPALITY):
            continue
        if fact.entity == HOUSEHOLD:
            of_household[fact.id] = _drawn(fact, on, chance)
            continue
        for told in facts.values():
            told.setdefault(fact.id, _drawn(fact, on, chance))
    for program in book.content.programs:
        for told in facts.values():
            told[f"receives:{program}"] = chance.random() < 0.02
        of_household[f"receives:{program}"] = any(
            told[f"receives:{program}"] is True for told in facts.values()
        )
    members = tuple(Member(one, relations[one], told) for one, told in facts.items())
    return _consistent(Household(members, of_household, ALL_RELATIONS), book, on)


def _drawn(fact: Fact, on: date, chance: random.Random) -> Value:
    """Return an answer, as common as the dictionary says; evenly drawn where it says nothing."""
    draw = chance.random()
    for likely in fact.likely:
        draw -= float(likely.share)
        if draw < 0:
            return exact(likely.value)
    match fact.type:
        case Boolean():
            return chance.random() < 0.5
        case Code():
            return chance.choice(sorted(fact.type.codes))
        case Money():
            highest = fact.type.maximum
            fitting = [one for one in _SALARIES if highest is None or one <= number(highest)]
            return max(chance.choice(fitting), int(number(fact.type.minimum)))
        case Number():
            low = int(number(fact.type.minimum))
            return chance.randint(low, low + 3)
        case _:
            return on - timedelta(days=chance.randint(1, 700))


def _consistent(household: Household, book: Rulebook, on: date) -> Household:
    """Leave out answers to what is not asked of somebody, until nothing more falls away."""
    content: Content = book.content
    asked = {f.id: book.compiler.compile(f.applies) for f in content.facts.values() if f.applies is not None}
    while True:
        run = Run(household, on)

        def left(facts: Mapping[str, Value], member: Member | None, run: Run = run) -> dict[str, Value]:
            return {k: v for k, v in facts.items() if k not in asked or asked[k](run, member) is not False}

        members = tuple(Member(m.id, m.relation, left(m.facts, m)) for m in household.members)
        smaller = Household(members, left(household.facts, None), household.complete)
        if smaller == household:
            return household
        household = smaller
