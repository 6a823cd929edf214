"""Random synthetic households: fully known ones, and the same ones known less well."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from tests.factories.content import rulebook
from todoke.rules.content import Content
from todoke.rules.evaluation.run import Run, number
from todoke.rules.facts import Boolean, Code, Fact, Money, Number
from todoke.rules.household import ALL_RELATIONS, BIRTH_DATE, HOUSEHOLD, Household, Member, receives
from todoke.rules.situation import with_needs
from todoke.rules.values import Choices, Value, interval

RELATIVES = ("spouse", "child", "child", "child", "parent", "grandparent", "sibling", "grandchild", "other")
MONEY = (0, 1, 430_000, 999_999, 1_000_000, 1_600_000, 2_080_000, 3_850_000, 6_000_000, 9_000_000, 20_000_000)


def value_of(fact: Fact, on: date, chance: random.Random) -> Value:
    """Return an exact value of a fact, one near a limit more often than not."""
    match fact.type:
        case Boolean():
            return chance.random() < 0.5
        case Code():
            return chance.choice(sorted(fact.type.codes))
        case Number() | Money():
            low = int(number(fact.type.minimum))
            high = 30_000_000 if fact.type.maximum is None else int(number(fact.type.maximum))
            near = [value for value in (*MONEY, low, low + 1) if low <= value <= high]
            return chance.choice(near) if chance.random() < 0.6 else chance.randint(low, min(high, low + 200))
        case _:
            latest = on if fact.id == BIRTH_DATE or fact.type.latest == "today" else on + timedelta(days=300)
            years = 95 if fact.id == BIRTH_DATE else 6
            earliest = date(on.year - years, 1, 1)
            return earliest + timedelta(days=chance.randint(0, (latest - earliest).days))


def known_household(seed: int, content: Content, on: date) -> Household:
    """Return a household of which every askable fact is known, as a person could have told it."""
    chance = random.Random(seed)
    relations = ["self", *chance.sample(RELATIVES, chance.randint(0, 3))]
    own = [fact for fact in content.facts.values() if fact.askable and fact.derive is None]
    received = [receives(program) for program in content.programs]

    def told(entity: str) -> dict[str, Value]:
        return {fact.id: value_of(fact, on, chance) for fact in own if fact.entity == entity}

    def got() -> dict[str, Value]:
        return {fact_id: chance.random() < 0.05 for fact_id in received}

    members = tuple(Member(f"m{place}", r, told("person") | got()) for place, r in enumerate(relations))
    anybody = {fact_id: any(member.facts[fact_id] is True for member in members) for fact_id in received}
    return _without_contradictions(Household(members, told(HOUSEHOLD) | anybody, ALL_RELATIONS), content, on)


def _without_contradictions(household: Household, content: Content, on: date) -> Household:
    """Leave out what cannot be asked of somebody, until nothing more falls away."""
    compiler = rulebook().compiler
    conditions = {f.id: compiler.compile(f.applies) for f in content.facts.values() if f.applies is not None}
    while True:
        run = Run(household, on)

        def left(facts: Mapping[str, Value], member: Member | None, run: Run = run) -> dict[str, Value]:
            return {
                k: v
                for k, v in facts.items()
                if k not in conditions or conditions[k](run, member) is not False
            }

        members = tuple(replace(m, facts=left(m.facts, m)) for m in household.members)
        smaller = replace(household, members=members, facts=left(household.facts, None))
        if smaller == household:
            return household
        household = smaller


def blurred_household(seed: int, household: Household, content: Content, on: date) -> Household:
    """Return the same household, known less well: facts missing or rough, a member perhaps not listed."""
    chance = random.Random(seed)

    def less(facts: Mapping[str, Value]) -> dict[str, Value]:
        known = ((key, _less(content.facts.get(key), value, on, chance)) for key, value in facts.items())
        return {key: value for key, value in known if value is not None}

    members = tuple(replace(member, facts=less(member.facts)) for member in household.members)
    complete = household.complete
    if chance.random() < 0.25 and len(members) > 1:
        members, complete = members[:-1], frozenset()
    return with_needs(Household(members, less(household.facts), complete), content)


def _less(fact: Fact | None, value: Value, on: date, chance: random.Random) -> Value | None:
    """Return a value that says no more than ``value``: itself, one of several, a range around it, or nothing."""
    kind = chance.random()
    if kind < 0.6:
        return value
    if kind < 0.8 or fact is None:
        return None
    if isinstance(fact.type, Code) and isinstance(value, str):
        other = chance.choice(sorted(fact.type.codes))
        return value if other == value else Choices(frozenset({value, other}))
    if isinstance(value, bool):
        return None
    if isinstance(value, date):
        latest = on if fact.id == BIRTH_DATE else value + timedelta(days=chance.randint(1, 30))
        return interval(
            value - timedelta(days=chance.randint(1, 400)), min(value + timedelta(days=30), latest)
        )
    if isinstance(value, int) and isinstance(fact.type, Number | Money):
        low = number(fact.type.minimum)
        return interval(max(low, value - chance.randint(1, 500_000)), value + chance.randint(1, 500_000))
    return value
