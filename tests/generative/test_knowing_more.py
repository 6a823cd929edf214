"""Knowing more never turns a decided answer into another, and intervals contain what is then found."""

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.content import content, rulebook
from tests.factories.households import blurred_household, known_household
from todoke.rules.answers import Answer, Outcome
from todoke.rules.household import Household

DAYS = st.sampled_from([date(2024, 3, 31), date(2024, 10, 1), date(2025, 4, 1), date(2026, 11, 22)])
SEEDS = st.integers(0, 2**32)
SETTINGS = settings(max_examples=120, deadline=None)


def answers(household: Household, on: date) -> dict[str, Answer]:
    return {answer.program_id: answer for answer in rulebook().check(household, on=on)}


@SETTINGS
@given(SEEDS, DAYS)
def test_more_facts_never_change_a_decided_answer(seed: int, on: date) -> None:
    known = known_household(seed, content(), on)
    rough = blurred_household(seed, known, content(), on)
    exact, vague = answers(known, on), answers(rough, on)
    for program_id, before in vague.items():
        after = exact[program_id]
        if before.outcome in (Outcome.ELIGIBLE, Outcome.NOT_ELIGIBLE):
            assert after.outcome is before.outcome, (program_id, before.needs)
        assert before.outcome is not Outcome.RULE_ERROR, (program_id, before.message)


@SETTINGS
@given(SEEDS, DAYS)
def test_rough_amounts_contain_the_exact_ones(seed: int, on: date) -> None:
    known = known_household(seed, content(), on)
    rough = blurred_household(seed, known, content(), on)
    exact, vague = answers(known, on), answers(rough, on)
    for program_id, after in exact.items():
        before = vague[program_id]
        if after.outcome is not Outcome.ELIGIBLE:
            continue
        bounds = {one.amount.id: (one.low, one.high) for one in before.amounts}
        for one in after.amounts:
            if not one.is_promised:
                continue
            if one.amount.id not in bounds:
                assert not rough.complete, (program_id, one.amount.id)
                continue
            low, high = bounds[one.amount.id]
            assert low is None or one.high is None or low <= one.high, (program_id, one.amount.id)
            assert high is None or (one.high is not None and one.high <= high), (program_id, one.amount.id)


@SETTINGS
@given(SEEDS, DAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(seed: int, on: date, chance: random.Random) -> None:
    known = known_household(seed, content(), on)

    def shuffled(facts: dict[str, object]) -> dict[str, object]:
        items = list(facts.items())
        chance.shuffle(items)
        return dict(items)

    members = tuple(replace(m, facts=shuffled(dict(m.facts))) for m in known.members)  # type: ignore[arg-type]
    other = replace(known, members=members, facts=shuffled(dict(known.facts)))  # type: ignore[arg-type]
    assert answers(known, on) == answers(other, on)


@SETTINGS
@given(SEEDS, DAYS)
def test_leaving_out_the_trace_changes_no_outcome_and_no_amount(seed: int, on: date) -> None:
    known = known_household(seed, content(), on)
    rough = blurred_household(seed, known, content(), on)
    for traced, bare in zip(
        rulebook().check(rough, on=on), rulebook().check(rough, on=on, trace=False), strict=True
    ):
        if Outcome.RULE_ERROR not in (traced.outcome, bare.outcome):
            assert (traced.outcome, traced.amounts, traced.needs) == (bare.outcome, bare.amounts, bare.needs)
