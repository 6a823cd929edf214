"""Golden households: what the law answers for worked cases is what every program answers."""

from datetime import date

import pytest

from tests.factories.content import content, rulebook
from todoke.rules.checking.golden import FEWEST, Golden, check_golden
from todoke.rules.nodes import Unreadable
from todoke.rules.walking import walk

PROGRAMS = sorted(content().programs)


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_every_golden_household_gets_the_answer_of_the_law(program_id: str) -> None:
    assert [str(failure) for failure in check_golden(rulebook(), program_id)] == []


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_a_program_has_golden_households_for_more_than_a_yes(program_id: str) -> None:
    households = [Golden.model_validate(raw) for raw in content().programs[program_id].golden]
    assert len(households) >= FEWEST >= 4
    assert len({golden.name for golden in households}) == len(households), "names tell them apart"
    outcomes = {golden.expect.outcome for golden in households}
    assert len(outcomes) >= 2 or _rests_on_an_office(program_id), f"only {outcomes}"


def _rests_on_an_office(program_id: str) -> bool:
    """Tell whether conditions are left to an office alone, so that a program may be open for everybody."""
    versions = content().programs[program_id].versions
    return any(
        isinstance(node, Unreadable) for node in walk(tuple(c.when for v in versions for c in v.conditions))
    )


@pytest.mark.parametrize("program_id", PROGRAMS)
def test_a_golden_household_is_about_a_day_todoke_answers_for(program_id: str) -> None:
    for raw in content().programs[program_id].golden:
        assert date(2023, 1, 1) <= Golden.model_validate(raw).on <= date(2028, 12, 31)
