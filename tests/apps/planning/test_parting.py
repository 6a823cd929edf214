"""On the night a shield divides a record, or ends, nobody is told of what only the division changed."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from tests.factories.planning import AT, CHOFU, TODAY, gained, somebody
from todoke.apps.people.models import Person, Shield, ShieldFrom
from todoke.apps.people.queries.apart import DividedAnew, divided_anew
from todoke.apps.planning.parting import without_parting
from todoke.nights.aligned.changes import Cause, Changes, Kind, Reason

YESTERDAY = TODAY - timedelta(days=1)
FATHER, MOTHER, HOME, OTHER = 1, 2, 7, 9
ANEW = DividedAnew(frozenset({FATHER}), frozenset({MOTHER}), frozenset({HOME}))


def changed(kind: Kind, *ids: int, cause: Cause = Cause.PERSON, unit: str = "person") -> Changes:
    """Return that something changed for these, for one reason."""
    return Changes(
        municipality=CHOFU,
        program_id="jido-teate",
        unit=unit,  # type: ignore[arg-type]
        kind=kind,
        ids=np.array(ids, np.int64),
        before={"monthly": (np.array(ids, np.float64), np.array(ids, np.float64))},
        reasons=(Reason(cause),),
        reason_of=np.zeros(len(ids), np.int64),
    )


@pytest.mark.parametrize("kind", [Kind.GAINED, Kind.AMOUNT, Kind.LOST])
def test_who_stays_is_told_of_no_change_that_people_made(kind: Kind) -> None:
    (left,) = without_parting([changed(kind, FATHER, OTHER)], ANEW)
    assert left.ids.tolist() == [OTHER]
    assert left.before["monthly"][0].tolist() == [OTHER]
    assert without_parting([changed(kind, FATHER)], ANEW) == []


@pytest.mark.parametrize("cause", [Cause.RULE, Cause.CALENDAR])
def test_what_a_rule_or_the_calendar_changed_is_told_as_ever(cause: Cause) -> None:
    (left,) = without_parting([changed(Kind.GAINED, FATHER, cause=cause)], ANEW)
    assert left.ids.tolist() == [FATHER]


def test_the_protected_are_told_what_they_can_receive_anew_and_of_no_other_amount() -> None:
    (left,) = without_parting([changed(Kind.GAINED, MOTHER), changed(Kind.AMOUNT, MOTHER)], ANEW)
    assert left.kind is Kind.GAINED


def test_of_the_record_as_a_whole_nothing_is_told() -> None:
    assert without_parting([changed(Kind.GAINED, HOME, unit="household")], ANEW) == []


def test_without_a_shield_everything_is_told() -> None:
    told = [gained("hib", FATHER)]
    assert without_parting(told, DividedAnew()) == told


@pytest.mark.parametrize(
    ("from_days", "until_days", "recorded_days", "is_anew"),
    [
        (0, None, 0, True),
        (-30, None, 0, True),
        (-30, -1, -30, True),
        (-30, None, -20, False),
        (3, None, -20, False),
    ],
)
def test_a_record_is_divided_anew_when_a_shield_begins_ends_or_is_recorded(
    from_days: int, until_days: int | None, recorded_days: int, is_anew: bool
) -> None:
    mother = somebody()
    father = Person.objects.create(household=mother.household, municipality_id=CHOFU, relation=1)
    row = Shield.objects.create(
        person=mother,
        municipality_id=CHOFU,
        from_on=TODAY + timedelta(days=from_days),
        until_on=None if until_days is None else TODAY + timedelta(days=until_days),
        recorded_by_id=1,
        recorded_at=AT + timedelta(days=recorded_days),
    )
    ShieldFrom.objects.create(shield=row, municipality_id=CHOFU, person=father)
    found = divided_anew(before=YESTERDAY, on=TODAY)
    assert (father.pk in found.staying) is is_anew
    assert (mother.household_id in found.households) is is_anew
