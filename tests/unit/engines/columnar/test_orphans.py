"""A household is answered for although its applicant is born after the day of the question."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.factories.blocks import household_of_any_kind
from tests.factories.content import content, rulebook
from todoke.engines.columnar.engine import ColumnarEngine
from todoke.engines.comparing import differences
from todoke.engines.port import Engine
from todoke.engines.reference import ReferenceEngine
from todoke.engines.sql.engine import SqlEngine
from todoke.residents.block import Block
from todoke.residents.households import block_of
from todoke.rules.household import BIRTH_DATE, MUNICIPALITY, Household

ON = date(2026, 3, 30)
TOKYO = "132080"
LATER = date(2026, 3, 31)


def household(seed: int, orphaned: float) -> Household:
    """A household of which the applicant, and now and then somebody else, is born after the day."""
    chance = random.Random(seed)
    found = household_of_any_kind(seed, content(), ON)
    gone = chance.random() < orphaned
    members = tuple(
        replace(one, facts={**one.facts, BIRTH_DATE: LATER})
        if (one.relation == "self" and gone) or (one.relation != "self" and chance.random() < 0.1)
        else one
        for one in found.members
    )
    return replace(found, members=members, facts={k: v for k, v in found.facts.items() if k != MUNICIPALITY})


def block(seeds: Sequence[int], orphaned: float) -> Block:
    return block_of([household(seed, orphaned) for seed in seeds], TOKYO, content())


def disagreements(engine: Engine, of: Block, programs: tuple[str, ...] | None = None) -> list[str]:
    wanted = ReferenceEngine().answers(of, rulebook(), on=ON, programs=programs)
    found = engine.answers(of, rulebook(), on=ON, programs=programs)
    return [line for one, other in zip(wanted, found, strict=True) for line in differences(one, other, of)]


@pytest.mark.parametrize("orphaned", [0.3, 1.0])
def test_the_others_are_answered_for_as_the_reference_does(orphaned):
    assert disagreements(ColumnarEngine(), block(range(40), orphaned)) == []


def test_sql_says_the_same():
    some = tuple(sorted(content().programs)[::9])
    assert disagreements(SqlEngine(), block(range(40), 0.3), some) == []


def test_without_details_the_answers_are_the_same():
    of = block(range(20), 0.3)
    some = tuple(sorted(content().programs)[::7])
    with_details = ColumnarEngine().answers(of, rulebook(), on=ON, programs=some)
    without = ColumnarEngine().answers(of, rulebook(), on=ON, programs=some, details=False)
    for one, other in zip(with_details, without, strict=True):
        assert other.rows is None
        assert differences(one, other, of) == []


def test_somebody_of_an_orphaned_household_may_be_eligible():
    """Otherwise the comparison above would say little."""
    of = block(range(40), 1.0)
    found = [one for one in ColumnarEngine().answers(of, rulebook(), on=ON) if one.outcome is None]
    for unit in ("person", "household"):
        assert any(np.any(one.sure) for one in found if one.unit == unit)
        assert any(np.any(one.possible) for one in found if one.unit == unit)
