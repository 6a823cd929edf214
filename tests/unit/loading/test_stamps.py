"""A stamp stays while nothing is said anew, and moves with whatever is."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.content import content
from tests.factories.residents import households
from todoke.residents.households import block_of
from todoke.residents.stamps import stamps_of
from todoke.rules.household import BIRTH_DATE
from todoke.rules.values import interval

SOME = households(12, seed=9)
BIRTH: Any = SOME[0].members[0].facts[BIRTH_DATE]


def stamps(some):
    return stamps_of(block_of(some, "131016", content())).tolist()


def told(**changed):
    """Return the households with other facts of the first applicant; None: nobody said it any more."""
    applicant = SOME[0].members[0]
    facts = {k: v for k, v in {**applicant.facts, **changed}.items() if v is not None}
    return [replace(SOME[0], members=(replace(applicant, facts=facts), *SOME[0].members[1:])), *SOME[1:]]


def test_the_same_households_have_the_same_stamps():
    assert stamps(SOME) == stamps(list(SOME))
    assert len(set(stamps(SOME))) == len(SOME)


@pytest.mark.parametrize(
    "changed",
    [
        {BIRTH_DATE: BIRTH + timedelta(days=1)},
        {BIRTH_DATE: interval(BIRTH - timedelta(days=1), BIRTH)},
        {BIRTH_DATE: None},
        {"receives:jido-teate": None},
        {"receives:jido-teate": not SOME[0].members[0].facts["receives:jido-teate"]},
    ],
)
def test_whatever_is_said_anew_changes_that_stamp_alone(changed):
    before, after = stamps(SOME), stamps(told(**changed))
    assert before[0] != after[0]
    assert before[1:] == after[1:]


def test_somebody_less_or_another_list_changes_the_stamp():
    fewer = [replace(SOME[0], complete=frozenset()), *SOME[1:]]
    assert stamps(fewer)[0] != stamps(SOME)[0]
    assert stamps(fewer)[1:] == stamps(SOME)[1:]
