"""Random households as engines see them: drawn as answers are common, much of it unknown, gathered in blocks."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.factories.households import blurred_household, known_household, value_of
from todoke.residents.block import Block
from todoke.residents.households import block_of, scale_of
from todoke.rules.content import Content
from todoke.rules.evaluation.run import exact, number
from todoke.rules.facts import Boolean, Code, Date, Fact, Money, Number
from todoke.rules.household import (
    ALL_RELATIONS,
    BIRTH_DATE,
    HOUSEHOLD,
    MUNICIPALITY,
    RELATIONS,
    Household,
    Member,
    receives,
)
from todoke.rules.values import Choices, Value, interval

DAYS = (
    date(2026, 11, 22),
    date(2026, 3, 31),
    date(2026, 4, 1),
    date(2024, 2, 29),
    date(2023, 4, 1),
    date(2025, 10, 1),
    date(2022, 12, 31),
    date(2027, 4, 1),
    date(2024, 11, 1),
    date(2029, 6, 30),
)
"""Days to ask on: turns of fiscal years, a leap day, before some programs began, beyond the end of parameters."""

_RELATIVES = (
    "spouse",
    "child",
    "child",
    "child",
    "parent",
    "parent",
    "grandparent",
    "sibling",
    "grandchild",
    "other",
)
_AGES = {
    "child": (0, 24),
    "grandchild": (0, 20),
    "parent": (45, 95),
    "grandparent": (65, 99),
    "sibling": (0, 60),
}
_MONEY = (0, 1, 99_999, 430_000, 1_030_000, 1_600_000, 2_080_000, 3_850_000, 6_000_000, 9_000_000, 20_000_000)


def drawn_household(seed: int, content: Content, on: date, *, unknown: float = 0.12) -> Household:
    """Return a household drawn as answers are common; of each fact the given share (or more) is unknown or rough.

    Facts that are worked out are given now and then, facts that do not apply may be given too: whatever was said
    must be answered alike by every engine. Now and then it is not known who else belongs to the household, and
    children name their parents.
    """
    chance = random.Random(seed)
    unknown = min(1.0, unknown * chance.choice((0.5, 1, 1, 1, 3)))
    relations = ["self", *chance.sample(_RELATIVES, chance.choice((0, 0, 1, 1, 2, 3, 4)))]
    relations = [
        one for place, one in enumerate(relations) if one != "spouse" or one not in relations[:place]
    ]
    chance.shuffle(relations)
    facts = [fact for fact in content.facts.values() if fact.id != MUNICIPALITY]
    ids = [f"m{place}" for place in range(len(relations))]

    def told(entity: str, relation: str = "self") -> dict[str, Value]:
        found: dict[str, Value] = {}
        for fact in facts:
            if fact.entity != entity or chance.random() < (0.9 if fact.derive is not None else unknown):
                continue
            value = _value(fact, relation, on, chance)
            found[fact.id] = _roughly(fact, value, on, chance) if chance.random() < 0.08 else value
        for program in content.programs:
            if chance.random() > unknown:
                found[receives(program)] = chance.random() < 0.05
        return found

    members = tuple(
        Member(one, relation, told("person", relation), _parents(one, ids, chance))
        for one, relation in zip(ids, relations, strict=True)
    )
    complete = ALL_RELATIONS
    if chance.random() < 0.1:
        complete = frozenset(one for one in RELATIONS if chance.random() < 0.5)
    return Household(members, told(HOUSEHOLD), complete)


def _parents(member: str, ids: Sequence[str], chance: random.Random) -> tuple[str, ...] | None:
    others = [one for one in ids if one != member]
    if chance.random() > 0.04:
        return None
    return tuple(chance.sample(others, min(len(others), chance.randint(0, 2))))


def _value(fact: Fact, relation: str, on: date, chance: random.Random) -> Value:
    if fact.id == BIRTH_DATE:
        youngest, eldest = _AGES.get(relation, (16, 99))
        near = on.replace(year=on.year - chance.randint(youngest, eldest), day=min(on.day, 28))
        return near - timedelta(days=chance.choice((-2, -1, 0, 1, 2, 30, 91, 200, 300)))
    draw = chance.random()
    for likely in fact.likely:
        draw -= float(likely.share)
        if draw < 0:
            return exact(likely.value)
    if isinstance(fact.type, Money):
        most = None if fact.type.maximum is None else number(fact.type.maximum)
        return max(
            int(number(fact.type.minimum)),
            chance.choice([one for one in _MONEY if most is None or one <= most]),
        )
    value = value_of(fact, on, chance)
    if isinstance(value, int) and isinstance(fact.type, Number) and scale_of(fact.type) > 1:
        return exact_quarter(value, chance)
    return value


def exact_quarter(value: int, chance: random.Random) -> Value:
    """Return ``value`` and perhaps some quarters more."""
    more = Fraction(chance.choice((0, 0, 1, 2, 3)), 4)
    return value if more == 0 else value + more


def _roughly(fact: Fact, value: Value, on: date, chance: random.Random) -> Value:
    match fact.type:
        case Boolean():
            return value
        case Code():
            codes = sorted(fact.type.codes)
            return Choices(frozenset(chance.sample(codes, chance.randint(2, len(codes)))))
        case Number() | Money():
            assert isinstance(value, int | Fraction)
            least = number(fact.type.minimum)
            low = max(least, value - chance.choice((0, 1, 2, 10_000, 500_000)))
            high = None if chance.random() < 0.2 else value + chance.choice((0, 1, 2, 10_000, 500_000))
            return interval(low, float("inf") if high is None else high)
        case Date():
            assert isinstance(value, date)
            since = value - timedelta(days=chance.choice((0, 1, 31, 365)))
            return interval(since, value + timedelta(days=chance.choice((0, 1, 31, 365))))


def household_of_any_kind(seed: int, content: Content, on: date) -> Household:
    """Return a household drawn as answers are common, or one that knows everything, or the same known less well."""
    kind = seed % 8
    if kind < 6:
        return drawn_household(seed, content, on)
    known = known_household(seed, content, on)
    return known if kind == 6 else blurred_household(seed, known, content, on)


def block_of_seeds(seeds: Sequence[int], content: Content, on: date, municipality: str) -> Block:
    """Return a block with a household of each seed; the same seeds give the same block.

    Everybody who asks is born before the earliest of ``DAYS``.
    """
    households = [household_of_any_kind(seed, content, on) for seed in seeds]
    return block_of([_asking(one) for one in households], municipality, content)


def _asking(household: Household) -> Household:
    """Leave the municipality to the block, and let the applicant be born in time."""
    members = tuple(
        replace(one, facts={key: value for key, value in one.facts.items() if not _is_late(one, key, value)})
        for one in household.members
    )
    facts = {key: value for key, value in household.facts.items() if key != MUNICIPALITY}
    return replace(household, members=members, facts=facts)


def _is_late(member: Member, fact_id: str, value: Value) -> bool:
    low = getattr(value, "low", value)
    return member.relation == "self" and fact_id == BIRTH_DATE and isinstance(low, date) and low > min(DAYS)
