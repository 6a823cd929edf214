"""Every program at every boundary of its rule: no failure, and what is unknown never contradicts what is known."""

from datetime import date
from pathlib import Path

import pytest

from todoke.rules.answers import Answer, Outcome
from todoke.rules.boundaries import boundary_cases
from todoke.rules.checking.golden import Golden
from todoke.rules.checking.structure import check_structure
from todoke.rules.household import Household
from todoke.rules.loading import load
from todoke.rules.rulebook import Rulebook
from todoke.rules.situation import read_household

DATA = Path(__file__).resolve().parents[2] / "data"
MOST_CASES = 400

CONTENT = load(DATA, with_golden=True)
check_structure(CONTENT)
BOOK = Rulebook(CONTENT)


def answer(program_id: str, household: Household, on: date) -> Answer:
    return BOOK.check(household, on=on, programs=[program_id])[0]


@pytest.mark.parametrize("program_id", sorted(CONTENT.programs))
def test_a_program_holds_at_its_boundaries(program_id: str) -> None:
    loaded = CONTENT.programs[program_id]
    golden = Golden.model_validate(loaded.golden[0])
    household = read_household(golden.household, CONTENT, on=golden.on)
    versions = [v for v in loaded.versions if v.effective.from_ <= golden.on]
    if not versions:
        return
    known = answer(program_id, household, golden.on)
    for index, case in enumerate(boundary_cases(CONTENT, versions[-1], household, on=golden.on)):
        if index == MOST_CASES:
            break
        found = answer(program_id, case.household, golden.on)
        assert found.outcome is not Outcome.RULE_ERROR, (case.fact_id, case.entity, case.value, found.message)
        if case.is_unknown and found.is_decided:
            assert found.outcome is known.outcome, (case.fact_id, case.entity)
