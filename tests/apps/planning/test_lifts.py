"""One alone can never let a program be pushed; being careful again takes one only (C2, C3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.factories.planning import AT, CHOFU, SUMIDA, TODAY, book
from tests.factories.registry import clerk
from todoke.apps.accounts.models import Account, Role
from todoke.apps.places.models import Body
from todoke.apps.planning.actions.lifts import (
    LiftError,
    ask_lift,
    ask_opening,
    close_opening,
    end_lift,
    grant_lift,
    grant_opening,
)
from todoke.apps.planning.models import ReachLift
from todoke.apps.planning.rulings import rulings
from todoke.telling.reach import Because, Decision

UNTIL = date(2027, 3, 31)
CLOSED = "gakudo"


@pytest.fixture
def first() -> Account:
    """An approver."""
    return clerk("first", Body.objects.get(area=CHOFU), Role.APPROVER)


@pytest.fixture
def second() -> Account:
    """Another approver."""
    return clerk("second", Body.objects.get(area=CHOFU), Role.APPROVER)


def reached(program_id: str, area: str = "") -> tuple[Decision, Because]:
    """Return how far a program reaches today."""
    found = rulings(book().content, on=TODAY).reached(program_id, area)
    return found.decision, found.because


def asked(by: Account, **changes: object) -> ReachLift:
    """Ask for an exception."""
    given: dict[str, object] = {
        "program_id": CLOSED,
        "to": "push",
        "reason": "災害で学校が休みになったため",
        "ends_on": UNTIL,
    }
    return ask_lift(**(given | changes), by=by, at=AT)  # type: ignore[arg-type]


def test_two_people_lift_and_one_ends_it(first: Account, second: Account) -> None:
    lift = asked(first)
    assert reached(CLOSED) == (Decision.SHELF, Because.CLOSED)
    with pytest.raises(LiftError, match="別の人"):
        grant_lift(lift, by=first, at=AT)
    assert reached(CLOSED) == (Decision.SHELF, Because.CLOSED)

    grant_lift(lift, by=second, at=AT)
    assert reached(CLOSED) == (Decision.PUSH, Because.LIFTED)
    assert lift.published_at is not None

    end_lift(lift, by=first, at=AT)
    assert reached(CLOSED) == (Decision.SHELF, Because.CLOSED)


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "短い"},
        {"to": "everywhere"},
        {"ends_on": TODAY - timedelta(days=1)},
        {"ends_on": date(2030, 1, 1)},
    ],
)
def test_an_exception_needs_a_reason_and_an_end(first: Account, changes: dict[str, object]) -> None:
    with pytest.raises(LiftError):
        asked(first, **changes)


def test_whoever_only_drafts_lifts_nothing(first: Account) -> None:
    editor = clerk("editor", Body.objects.get(area=CHOFU))
    with pytest.raises(LiftError, match="承認の担当"):
        asked(editor)
    with pytest.raises(LiftError, match="承認の担当"):
        grant_lift(asked(first), by=editor, at=AT)


def test_an_ended_request_can_not_be_granted(first: Account, second: Account) -> None:
    lift = asked(first)
    end_lift(lift, by=first, at=AT)
    with pytest.raises(LiftError):
        grant_lift(lift, by=second, at=AT)


def test_two_people_open_a_family_for_one_municipality(first: Account, second: Account) -> None:
    opening = ask_opening(family="work_of_parents", area=CHOFU, by=first, at=AT)
    with pytest.raises(LiftError, match="別の人"):
        grant_opening(opening, by=first, at=AT)
    assert reached(CLOSED, CHOFU)[0] is Decision.SHELF

    grant_opening(opening, by=second, at=AT)
    assert reached(CLOSED, CHOFU) == (Decision.PUSH, Because.OPEN)
    assert reached(CLOSED, SUMIDA)[0] is Decision.SHELF

    close_opening(opening, by=first, at=AT)
    assert reached(CLOSED, CHOFU)[0] is Decision.SHELF


def test_nobody_opens_for_another_municipality(first: Account) -> None:
    with pytest.raises(LiftError):
        ask_opening(family="school", area=SUMIDA, by=first, at=AT)
