"""The households of golden cases: nothing in them contradicts anything else in them."""

import pytest

from tests.factories.content import content, rulebook
from todoke.rules.checking.golden import Golden
from todoke.rules.contradictions import find_contradictions
from todoke.rules.situation import read_household


@pytest.mark.parametrize("program_id", sorted(content().programs))
def test_a_golden_household_can_exist(program_id: str) -> None:
    found = []
    for written in content().programs[program_id].golden:
        golden = Golden.model_validate(written)
        household = read_household(golden.household, content(), on=golden.on)
        for mistake in find_contradictions(rulebook(), household, golden.on):
            found.append((golden.name, mistake.place, mistake.message))
    assert found == []
