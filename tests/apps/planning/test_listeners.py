"""Whoever begins to listen finds on the shelf what they can receive already, and is told of it once (C1, C2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from tests.factories.actors import person
from tests.factories.planning import AT, CHOFU, TODAY, Town, book, gained, nights, somebody
from todoke.apps.notices.actions.wishes import set_preference, stop_everything
from todoke.apps.people.models import LoginPerson, Person
from todoke.apps.planning.actions.plans import make_plan
from todoke.apps.planning.models import NoticePlan, PlannedNotice
from todoke.apps.planning.queries.listeners import Listeners, began_to_listen, last_planned_at
from todoke.nights.stored.entitled import Entitled

HIB = "hib"
READER, CHILD = 11, 12


def listening(who: Listeners) -> list[int]:
    return who.persons.tolist()


def decides(somebody: Person, *, later: timedelta = timedelta()) -> None:
    set_preference(somebody.pk, by=person(somebody.pk), at=AT + later, topics=1)


def test_before_the_first_plan_everybody_who_decided_begins_to_listen() -> None:
    first, second = somebody(), somebody()
    decides(first)
    found = began_to_listen(last_planned_at())
    assert listening(found) == [first.pk]
    assert found.households.tolist() == [first.household_id]
    assert second.pk not in listening(found)


def test_after_a_plan_only_those_who_decided_since() -> None:
    first, second = somebody(), somebody()
    decides(first)
    decides(second, later=timedelta(hours=1))
    assert listening(began_to_listen(AT)) == [second.pk]


def test_who_comes_to_hold_a_login_listens_only_if_they_decided() -> None:
    first, second = somebody(), somebody()
    decides(first, later=-timedelta(days=3))
    for number, one in enumerate((first, second)):
        LoginPerson.objects.create(login_id=number, person=one, since=AT + timedelta(hours=1))
    assert listening(began_to_listen(AT)) == [first.pk]


def test_who_wants_nothing_does_not_listen() -> None:
    one = somebody()
    decides(one)
    stop_everything(one.pk, by=person(one.pk), at=AT)
    assert listening(began_to_listen(None)) == []


def test_another_listener_makes_another_plan() -> None:
    decides(somebody())
    first = began_to_listen(None).mark
    decides(somebody())
    assert began_to_listen(None).mark != first


@pytest.fixture
def town() -> Town:
    return Town(readers={CHILD: [READER]})


def plan(town: Town, *already: Entitled, mark: str = "") -> list[NoticePlan]:
    found = replace(nights(mark=mark), already=already)
    return make_plan(on=TODAY, nights=found, book=book(), ports=town.ports(), by="system:nightly", at=AT)


def test_what_they_can_receive_already_is_laid_on_the_shelf_and_never_sent(town: Town) -> None:
    plan(town, Entitled(CHOFU, HIB, "person", np.array([CHILD])))
    line = PlannedNotice.objects.get()
    assert (line.person_id, line.program_id, line.decision) == (READER, HIB, "shelf")
    assert line.occasion == "already"


def test_what_was_found_on_the_shelf_is_not_news_again(town: Town) -> None:
    plan(town, Entitled(CHOFU, HIB, "person", np.array([CHILD])))
    PlannedNotice.objects.update(sent_at=AT)
    found = nights(gained(HIB, CHILD), mark="next")
    make_plan(on=TODAY, nights=found, book=book(), ports=town.ports(), by="system:nightly", at=AT)
    again = PlannedNotice.objects.filter(sent_at__isnull=True)
    assert [(one.decision, one.held_for) for one in again] in ([], [("held", "duplicate")])
